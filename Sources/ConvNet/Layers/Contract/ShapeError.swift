/// Why a layer cannot take a sample of some shape. A ``ShapeError`` adds which layer it is.
public enum ShapeProblem: Error, Hashable {
  /// The layer works on channels, rows and columns.
  case needsImage(Shape)
  /// The layer's weights are for another number of channels.
  case channels(expected: Int, found: Shape)
  /// The layer's weights are for another number of inputs.
  case inputs(expected: Int, found: Shape)
  /// No window fits: the input needs at least this many rows and columns.
  case tooSmall(rows: Int, columns: Int, found: Shape)
  /// The layer needs something else, such as "as many rows as columns".
  case unfit(needs: String, found: Shape)
}

extension ShapeProblem: CustomStringConvertible {
  /// What the layer needs, and the sample's shape, in a sentence.
  public var description: String {
    ShapeError(problem: self, layer: "The layer", source: "the sample").description
  }
}

/// Two adjacent layers in a network that do not fit each other.
public struct ShapeError: Error, Hashable {
  /// What is wrong.
  public let problem: ShapeProblem
  /// The layer that cannot take its input.
  public let layer: String
  /// What provides that input: a layer's name, or `image`.
  public let source: String
}

extension ShapeError: CustomStringConvertible {
  /// Both layers and both sizes, in a sentence.
  public var description: String {
    switch problem {
    case .needsImage(let found):
      "\(layer) needs channels, rows and columns, but \(source) gives \(found)."
    case .channels(let expected, let found):
      "\(layer) has filters for \(expected.counted("channel")), but "
        + "\(source) gives \(found[0]) (\(found))."
    case .inputs(let expected, let found):
      "\(layer) expects \(expected.counted("input")), but \(source) gives \(found)"
        + (found.rank > 1 ? " = \(found.count)." : ".")
    case .tooSmall(let rows, let columns, let found):
      "\(layer) needs at least \(rows)x\(columns) \((rows * columns).form(of: "place")), "
        + "but \(source) gives \(found)."
    case .unfit(let needs, let found):
      "\(layer) needs \(needs), but \(source) gives \(found)."
    }
  }
}
