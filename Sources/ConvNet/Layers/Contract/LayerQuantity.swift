/// A named quantity in a layer's forward pass, in addition to `in` and `out`.
public struct LayerQuantity<L: Layer>: Sendable {
  /// Its name in places: `totals`, `winners`.
  public let name: String
  /// Whether it belongs to the batch as a whole, such as a channel's mean, and has no index for the
  /// sample.
  public let isStatistic: Bool
  /// Its shape: for one sample of the given output, or for the batch if it is a statistic.
  public let shape: @Sendable (_ layer: L, _ output: Shape) -> Shape
  /// Its numbers in a forward pass.
  public let values: @Sendable (Pass<L>) -> Tensor<L.S>

  /// A named quantity, its shape and its numbers.
  public init(
    _ name: String, isStatistic: Bool = false,
    shape: @escaping @Sendable (_ layer: L, _ output: Shape) -> Shape,
    values: @escaping @Sendable (Pass<L>) -> Tensor<L.S>
  ) {
    self.name = name
    self.isStatistic = isStatistic
    self.shape = shape
    self.values = values
  }
}

extension Layer {
  /// The names of ``quantities``.
  package var quantityNames: [String] { Self.quantities.map { $0.name } }

  /// Whether a quantity belongs to the batch as a whole.
  package func isStatistic(_ name: String) -> Bool {
    Self.quantities.contains { $0.name == name && $0.isStatistic }
  }

  /// The shape of a quantity for one sample of the given output, or for the batch if it is a
  /// statistic; `nil` if the layer has no such quantity.
  package func shape(ofQuantity name: String, output: Shape) -> Shape? {
    Self.quantities.first { $0.name == name }?.shape(self, output)
  }
}
