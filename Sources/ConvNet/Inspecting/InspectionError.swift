/// Why a derivative cannot be inspected. The cases state facts; ``description`` puts them into
/// words.
public enum InspectionError: Error, Hashable, Sendable {
  /// The place cannot be read.
  case place(PlaceError)
  /// No image is loaded.
  case noImage
  /// The user stopped the work; what it had computed is discarded.
  case stopped
  /// The network in Double, with everything computed from it, would take more memory than is
  /// allowed.
  case tooLarge(MemoryNeed)
  /// The network has no loss, and no gradient is given for this place.
  case noGradient(Place)
  /// The loss is infinite or NaN.
  case lossNotFinite(Double)
  /// The number is computed from others; these places can be changed.
  case notChangeable(Place, changeable: [Place])
  /// The place cannot be moved to see how the loss responds; these places can.
  case notMovable(Place, movable: [Place])
  /// The place is neither a pixel nor a parameter.
  case notTraceable(Place)
  /// The place holds several numbers, but a trace begins at one. `sample` is the place with the
  /// index of a sample put first, if that may be what was meant.
  case block(Place, sample: Place?)
  /// The backward pass has not been done.
  case notBackward(Place)
}

extension InspectionError: CustomStringConvertible {
  /// What is wrong, in a sentence.
  public var description: String {
    switch self {
    case .place(let error): error.description
    case .noImage: "No image is loaded yet."
    case .stopped: "Stopped."
    case .tooLarge(let need):
      need.words(for: "In double precision, in which derivatives are checked, this takes")
    case .noGradient(let place):
      "The network has no loss, and no gradient is given yet, such as `\(place)`."
    case .lossNotFinite(let loss): "The loss of this image is \(loss.text), so it has no gradient."
    case .notChangeable(let place, _):
      "`\(place)` is computed from other numbers; change the image or a parameter instead."
    case .notMovable(let place, _):
      "`\(place)` cannot be checked: only the image and the parameters can be moved."
    case .notTraceable(let place):
      "A trace begins at a pixel or a parameter, not at `\(place)`."
    case .block(let place, _): "`\(place)` is a block; only one number can be traced at a time."
    case .notBackward: "There is nothing to trace yet: the backward pass has not been done."
    }
  }
}

extension Trainer {
  /// Reads a place; errors become those of inspection.
  func inspect(_ place: Place) throws(InspectionError) -> Reading {
    do { return try read(place) } catch { throw .place(error) }
  }
}
