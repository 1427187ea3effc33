/// A layer's counterpart in PyTorch.
public protocol LayerTorch: Sendable {
  /// The layer in PyTorch, for samples of the given shape.
  func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer
}

/// A layer as PyTorch writes it.
public struct TorchLayer: Hashable, Sendable {
  /// The expression that creates the module: `nn.Conv2d(1, 8, 3, bias=False)`.
  public let module: String
  /// Whether the input is flattened first.
  public let flattens: Bool
  /// What a reader should know about its output; empty if there is nothing to know.
  public let remark: String
  /// The source of the module's class, if PyTorch has no class that does the same.
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
