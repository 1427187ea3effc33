/// Why a place cannot be read, explained or written. The cases state facts; ``description`` puts
/// them into words.
public enum PlaceError: Error, Hashable, Sendable {
  // Text that is not a place

  /// A bracket is opened but not closed.
  case unclosedBracket(String)
  /// A word in the brackets is not a whole number that counts from 0.
  case notAnIndex(String, in: String)
  /// The text is neither a name nor two names separated by a dot.
  case notAPlace(String)

  // Places that do not exist

  /// Neither the network nor any of its layers has a quantity of this name.
  case unknown(Place, layers: [String], known: [Place])
  /// The text is only the name of a layer.
  case layerAlone(Place)
  /// The network does not have this layer.
  case unknownLayer(Place, layers: [String], known: [Place])
  /// The layer does not have this quantity; it has others.
  case unknownQuantity(Place, known: [Place])
  /// There are more indices than the whole place, which has the given shape, has axes.
  case tooManyIndices(Place, shape: Shape)
  /// An index is outside the whole place, which has the given shape. `sample` is the place with the
  /// index of a sample put first, if that may be what was meant.
  case outside(Place, axis: Int, shape: Shape, sample: Place?)

  // Places that exist but do not allow what was asked

  /// The place holds several numbers, but a single one is needed.
  case block(Place, count: Int)
  /// The operation that computes the number has not been done.
  case notComputed(Place, by: String)
  /// No image is loaded, so nothing can be written.
  case empty(Place)
  /// The number is computed from others; these places can be written.
  case notWritable(Place, writable: [Place])
  /// The place, which has the given shape, does not hold this many values.
  case wrongCount(Place, shape: Shape, found: Int)
}

extension PlaceError: CustomStringConvertible {
  /// What is wrong, in a sentence.
  public var description: String {
    switch self {
    case .unclosedBracket(let text): "`\(text)` opens a bracket but does not close it."
    case .notAnIndex(let word, _):
      "`\(word)` is not an index: indices are whole numbers, starting at 0."
    case .notAPlace(""): "A place has a name: places look like conv.out[2,5,7]."
    case .notAPlace(let text): "`\(text)` is not a place: places look like conv.out[2,5,7]."
    case .unknown(let place, _, _): "There is no place `\(place.quantity)`."
    case .layerAlone(let place):
      "`\(place.quantity)` is a layer; a place names something in a layer."
    case .unknownLayer(let place, _, _): "There is no layer `\(place.layer ?? "")`."
    case .unknownQuantity(let place, _):
      "`\(place.layer ?? "")` has no `\(place.quantity)`."
    case .tooManyIndices(let place, let shape):
      shape.rank == 0
        ? "`\(place.whole)` is a single number and takes no indices."
        : "`\(place.whole)` is \(shape) and takes at most \(shape.rank) "
          + (shape.rank == 1 ? "index" : "indices") + ", not "
          + "\(place.indices.count)."
    case .outside(let place, let axis, let shape, _):
      "Index \(place.indices[axis]) is outside `\(place.whole)`, which is \(shape): the "
        + "\(Self.ordinals[min(axis, Self.ordinals.count - 1)]) index goes from 0 to "
        + "\(shape[axis] - 1)."
    case .block(let place, let count):
      "`\(place)` is \(count.counted("number")); only one can be explained at a time."
    case .notComputed(let place, let operation):
      "`\(place)` is not computed yet: `\(operation)` has not been done."
    case .empty(let place): "`\(place)` holds nothing yet: no image is loaded."
    case .notWritable(let place, _):
      "`\(place)` is computed from other numbers; set the image or a parameter instead."
    case .wrongCount(let place, let shape, let found):
      "`\(place)` is \(shape), which holds \(shape.count.counted("number")), not \(found.grouped)."
    }
  }

  private static var ordinals: [String] { ["first", "second", "third", "fourth", "fifth"] }
}
