/// Why a layer cannot take a sample of some shape.
public enum ShapeProblem: Error, Hashable {
  /// The layer works on channels, rows and columns.
  case needsImage(Shape)
  /// The layer's weights are for another number of channels.
  case channels(expected: Int, found: Shape)
  /// The layer's weights are for another number of inputs.
  case inputs(expected: Int, found: Shape)
  /// The last window would stick out: sizes have to divide.
  case doesNotDivide(size: Int, window: Int, stride: Int, padding: Int)
  /// Not one window fits.
  case tooSmall(window: Int, found: Shape)
}

/// Two neighbours in a network that do not fit.
public struct ShapeError: Error, Hashable {
  /// What is wrong.
  public let problem: ShapeProblem
  /// The layer that cannot take what it gets.
  public let layer: String
  /// What gives it: a layer's name, or `image`.
  public let source: String
}

extension ShapeError: CustomStringConvertible {
  /// Both layers and both sizes, in a sentence.
  public var description: String {
    switch problem {
    case .needsImage(let found):
      "\(layer) needs channels, rows and columns, but \(source) gives \(found)."
    case .channels(let expected, let found):
      "\(layer) has filters for \(expected) \(expected == 1 ? "channel" : "channels"), but "
        + "\(source) gives \(found[0]) (\(found))."
    case .inputs(let expected, let found):
      "\(layer) expects \(expected) inputs, but \(source) gives \(found)"
        + (found.rank > 1 ? " = \(found.count)." : ".")
    case .doesNotDivide(let size, let window, let stride, let padding):
      "\(layer) does not divide: \(size)\(padding > 0 ? " + 2 x \(padding)" : "") - \(window) is "
        + "not a multiple of the stride \(stride); \(source) gives \(size) in a row or column."
    case .tooSmall(let window, let found):
      "\(layer) needs at least \(window)x\(window) places, but \(source) gives \(found)."
    }
  }
}
