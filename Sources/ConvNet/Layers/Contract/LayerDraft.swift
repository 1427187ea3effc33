/// A layer of a diagram that has been read and checked, but not made: no memory has been allocated
/// for its numbers.
public struct LayerDraft<S: Scalar> {
  /// How many numbers it learns or keeps.
  let parameters: Int
  /// The shape of its output for one sample of the given shape.
  let outputShape: (Shape) throws(ShapeProblem) -> Shape
  /// Makes it, with fresh weights.
  let make: (inout RandomSource) -> any Layer<S>

  /// A layer that is not made yet.
  ///
  /// - Parameters:
  ///   - parameters: How many numbers it learns or keeps.
  ///   - outputShape: The shape of its output for one sample of the given shape.
  ///   - make: Makes it, with fresh weights.
  public init(
    parameters: Int, outputShape: @escaping (Shape) throws(ShapeProblem) -> Shape,
    make: @escaping (inout RandomSource) -> any Layer<S>
  ) {
    self.parameters = parameters
    self.outputShape = outputShape
    self.make = make
  }

  /// A layer that learns and keeps nothing, and so takes no memory.
  public init<L: Layer & ParameterFreeLayer>(_ layer: L) where L.S == S {
    self.init(
      parameters: 0,
      outputShape: { sample throws(ShapeProblem) in try layer.outputShape(for: sample) },
      make: { _ in layer })
  }
}
