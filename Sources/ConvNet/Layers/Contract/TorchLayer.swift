/// A layer's counterpart in PyTorch.
package protocol LayerTorch: Sendable {
  /// The layer in PyTorch, for samples of the given shape.
  func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer
}

/// A layer as PyTorch writes it.
package struct TorchLayer: Hashable, Sendable {
  /// The expression that creates the module: `nn.Conv2d(1, 8, 3, bias=False)`.
  package let module: String
  /// Whether the input is flattened first.
  package let flattens: Bool
  /// What a reader should know about its output; empty if there is nothing to know.
  package let remark: String
  /// The source of the module's class, if PyTorch has no class that does the same.
  package let helper: String?

  /// A module and what belongs to it.
  package init(
    _ module: String, flattens: Bool = false, remark: String = "", helper: String? = nil
  ) {
    self.module = module
    self.flattens = flattens
    self.remark = remark
    self.helper = helper
  }
}

extension TorchLayer {
  /// A layer of another package: a module that cannot be created until someone writes it.
  package static func missing(_ kind: String) -> TorchLayer {
    TorchLayer(
      "Missing_\(kind)()", remark: "to be written by hand",
      helper: """
        class Missing_\(kind)(nn.Module):
            def __init__(self):
                raise NotImplementedError("the layer \(kind) must be written by hand")
        """)
  }
}
