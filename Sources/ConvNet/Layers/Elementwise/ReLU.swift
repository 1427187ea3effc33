/// The rectifier, max(x, 0): a switch that lets through what is above 0.
///
/// - Backward: d_in = d_out if in > 0, else 0; the slope at 0 is taken to be 0.
public struct ReLU<S: Scalar>: ActivationLayer {
  /// A rectifier.
  public init() {}
  public static var kind: String { "relu" }
  package var activation: ActivationFunction { .relu }
  package var formula: String { "max(x, 0)" }
  package func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer { TorchLayer("nn.ReLU()") }
  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> { ReLU<T>() }
}

/// `relu` in a diagram.
enum ReLUFactory: BareLayerFactory, LibraryLayerFactory {
  static let word = "relu"
  static let layer: any Layer<Float>.Type = ReLU<Float>.self
  static let summary = "max(x, 0), element by element"

  static func draft<S: Scalar>(as type: S.Type) -> LayerDraft<S> { LayerDraft(ReLU<S>()) }
}
