/// How a diagram makes a layer of one kind.
protocol LayerFactory: Sendable {
  /// The word in a diagram: `conv3x3`.
  static var word: String { get }
  /// The type of its layers, in one precision.
  static var layer: any Layer<Float>.Type { get }
  /// The word with its arguments.
  static var usage: String { get }
  /// What it is, in a line.
  static var summary: String { get }
  /// The names of its options, as in `name=number`.
  static var options: [String] { get }
  /// A layer for samples of the given shape, with fresh weights.
  static func make<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, random: inout RandomSource, as type: S.Type
  ) throws(DiagramError) -> any Layer<S>
}

/// How a diagram makes a layer whose word stands alone.
protocol BareLayerFactory: LayerFactory {
  static func make<S: Scalar>(as type: S.Type) -> any Layer<S>
}

extension BareLayerFactory {
  static var options: [String] { [] }

  static func make<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, random: inout RandomSource, as type: S.Type
  ) throws(DiagramError) -> any Layer<S> {
    try arguments.none()
    return make(as: type)
  }
}
