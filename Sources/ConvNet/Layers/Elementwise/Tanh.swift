/// The hyperbolic tangent: squeezes a number into the range from -1 to 1.
///
/// - Backward: d_in = d_out * (1 - out^2).
public struct Tanh<S: Scalar>: ActivationLayer {
  /// A hyperbolic tangent.
  public init() {}
  public static var kind: String { "tanh" }
  package var activation: ActivationFunction { .tanh }
  package var formula: String { "tanh(x)" }
  package func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer { TorchLayer("nn.Tanh()") }
  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> { Tanh<T>() }
}

/// `tanh` in a diagram.
enum TanhFactory: BareLayerFactory, LibraryLayerFactory {
  static let word = "tanh"
  static let layer: any Layer<Float>.Type = Tanh<Float>.self
  static let summary = "hyperbolic tangent, element by element"

  static func draft<S: Scalar>(as type: S.Type) -> LayerDraft<S> { LayerDraft(Tanh<S>()) }
}
