/// What PyTorch calls a layer.
public protocol LayerTorch: Sendable {
  /// The layer in PyTorch, for samples of the given shape.
  func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer
}

/// A layer as PyTorch writes it.
public struct TorchLayer: Hashable, Sendable {
  /// What makes the module: `nn.Conv2d(1, 8, 3, bias=False)`.
  public let module: String
  /// Whether what comes in is laid out in a row first.
  public let flattens: Bool
  /// What a reader should know of its output; empty where there is nothing.
  public let remark: String
  /// The source of the class that the module is of, where PyTorch has none that is right.
  public let helper: String?

  /// A module and what belongs to it.
  public init(
    _ module: String, flattens: Bool = false, remark: String = "", helper: String? = nil
  ) {
    self.module = module
    self.flattens = flattens
    self.remark = remark
    self.helper = helper
  }
}
