/// A rectifier that leaks: x if x is above 0, slope * x otherwise.
///
/// - Backward: d_in = d_out if in > 0, else slope * d_out.
public struct LeakyReLU<S: Scalar>: ActivationLayer {
  /// The slope at and below 0.
  public let slope: Double

  /// A leaky rectifier.
  public init(slope: Double = 0.01) { self.slope = slope }
  public static var kind: String { "leaky" }
  package var activation: ActivationFunction { .leakyReLU(slope: slope) }
  package var formula: String { "max(x, \(slope) x)" }
  package func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    TorchLayer("nn.LeakyReLU(\(slope))")
  }
  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> { LeakyReLU<T>(slope: slope) }
}

/// `leakyrelu [slope=0.01]` in a diagram.
enum LeakyReLUFactory: LibraryLayerFactory {
  static let word = "leakyrelu"
  static let layer: any Layer<Float>.Type = LeakyReLU<Float>.self
  static let usage = "leakyrelu [slope=0.01]"
  static let summary = "x above 0, slope times x elsewhere"
  static let options = ["slope"]

  static func draft<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, as type: S.Type
  ) throws(DiagramError) -> LayerDraft<S> {
    try arguments.noSizes()
    let slope = try arguments.number("slope", default: 0.01)
    guard slope < 1 else { throw .slopeTooLarge }
    return LayerDraft(LeakyReLU<S>(slope: slope))
  }
}
