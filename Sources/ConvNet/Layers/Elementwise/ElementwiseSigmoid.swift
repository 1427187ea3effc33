/// The sigmoid of each number: squeezes it into the range from 0 to 1. The last layer of a network is
/// not this one but ``Sigmoid``, whose output is a probability.
///
/// - Forward: out = 1 / (1 + exp(-in)), computed as exp(in) / (1 + exp(in)) if the input is negative,
///   so that nothing overflows.
/// - Backward: d_in = d_out * (out * (1 - out)).
public struct ElementwiseSigmoid<S: Scalar>: ActivationLayer {
  /// A sigmoid.
  public init() {}
  public static var kind: String { Sigmoid<S>.kind }
  package var activation: ActivationFunction { .sigmoid }
  package var formula: String { "1 / (1 + exp(-x))" }
  package func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    TorchLayer("nn.Sigmoid()")
  }
  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> { ElementwiseSigmoid<T>() }
}

/// `sigmoid` in a diagram, before the last layer.
enum ElementwiseSigmoidFactory: BareLayerFactory, LibraryLayerFactory {
  static let word = "sigmoid"
  static let layer: any Layer<Float>.Type = ElementwiseSigmoid<Float>.self
  static let summary = "from 0 to 1, element by element; before the last layer"

  static func draft<S: Scalar>(as type: S.Type) -> LayerDraft<S> {
    LayerDraft(ElementwiseSigmoid<S>())
  }
}
