/// Why a place cannot be read, explained or written, as facts; ``description`` words them.
public enum PlaceError: Error, Hashable, Sendable {
  // Text that is not a place

  /// A bracket is opened and not closed.
  case unclosedBracket(String)
  /// Between the brackets stands something that does not count from 0.
  case notAnIndex(String, in: String)
  /// The text is not a name, or two names with a point between them.
  case notAPlace(String)

  // Places that do not exist

  /// Neither the network nor a layer has this name.
  case unknown(Place, layers: [String], known: [Place])
  /// A layer's name alone.
  case layerAlone(Place)
  /// The network does not have this layer.
  case unknownLayer(Place, layers: [String], known: [Place])
  /// The layer does not have this quantity; it has others.
  case unknownQuantity(Place, known: [Place])
  /// More indices than the whole place, of the given shape, has axes.
  case tooManyIndices(Place, shape: Shape)
  /// An index lies outside the whole place, of the given shape; with the sample in front the indices
  /// may name `sample`.
  case outside(Place, axis: Int, shape: Shape, sample: Place?)

  // Places that exist, and what cannot be done with them

  /// Several numbers where one is wanted.
  case block(Place, count: Int)
  /// The operation that computes the number has not been done.
  case notComputed(Place, by: String)
  /// No image has been taken, so nothing can be written.
  case empty(Place)
  /// The number is computed from others; these places can be written.
  case notWritable(Place, writable: [Place])
  /// A place of the given shape cannot hold so many values.
  case wrongCount(Place, shape: Shape, found: Int)
}

extension PlaceError: CustomStringConvertible {
  /// What is wrong, in a sentence.
  public var description: String {
    switch self {
    case .unclosedBracket(let text): "`\(text)` opens a bracket and does not close it."
    case .notAnIndex(let word, _):
      "`\(word)` is not an index: indices are whole numbers that count from 0."
    case .notAPlace(let text): "`\(text)` is not a place: places look like conv.out[2,5,7]."
    case .unknown(let place, _, _): "There is no place `\(place.quantity)`."
    case .layerAlone(let place): "`\(place.quantity)` is a layer; a place names something of it."
    case .unknownLayer(let place, _, _): "There is no layer `\(place.layer ?? "")`."
    case .unknownQuantity(let place, _):
      "`\(place.layer ?? "")` has no `\(place.quantity)`."
    case .tooManyIndices(let place, let shape):
      shape.rank == 0
        ? "`\(place.whole)` is a single number and takes no indices."
        : "`\(place.whole)` is \(shape) and takes at most \(shape.rank) indices, not "
          + "\(place.indices.count)."
    case .outside(let place, let axis, let shape, _):
      "Index \(place.indices[axis]) is outside `\(place.whole)`, which is \(shape): the "
        + "\(Self.ordinals[min(axis, Self.ordinals.count - 1)]) index goes from 0 to "
        + "\(shape[axis] - 1)."
    case .block(let place, let count): "`\(place)` is \(count) numbers; one is explained at a time."
    case .notComputed(let place, let operation):
      "`\(place)` is not computed: `\(operation)` has not been done."
    case .empty(let place): "`\(place)` holds nothing yet: no image is in."
    case .notWritable(let place, _):
      "`\(place)` is computed from other numbers; set those: the image, or a parameter."
    case .wrongCount(let place, let shape, let found):
      "`\(place)` is \(shape), which is \(shape.count) numbers, not \(found)."
    }
  }

  private static var ordinals: [String] { ["first", "second", "third", "fourth", "fifth"] }
}
