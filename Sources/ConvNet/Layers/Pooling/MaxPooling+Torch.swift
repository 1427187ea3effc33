extension MaxPooling {
  /// The layer in PyTorch, whose own pooling gives a window's gradient to the first of tied cells.
  package func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    guard ties != .first else {
      return TorchLayer(
        "nn.MaxPool2d(\(window)" + (stride == window ? "" : ", stride=\(stride)") + ")")
    }
    return TorchLayer(
      "MaxPool(\(window), \(stride))",
      helper: Self.tiedPool(
        fate: ties == .all
          ? "each of them gets all of the gradient"
          : "each of them gets an equal share of the gradient",
        largest: ties == .all
          ? """
                  largest = windows.amax(-1, keepdim=True).detach()
                  # The differences are 0: they contribute only a gradient.
                  zeros = (windows - windows.detach()) * (windows == largest)
                  return largest.squeeze(-1) + zeros.sum(-1)
          """
          : "        return windows.amax(-1)"))
  }

  private static func tiedPool(fate: String, largest: String) -> String {
    """
    class MaxPool(nn.Module):
        \"\"\"Max pooling; where cells of a window tie, \(fate).
        nn.MaxPool2d gives all of it to the first of them.\"\"\"

        def __init__(self, window, stride):
            super().__init__()
            self.window, self.stride = window, stride

        def forward(self, x):  # N, C, H, W
            windows = x.unfold(2, self.window, self.stride).unfold(3, self.window, self.stride)
            windows = windows.flatten(4)  # N, C, rows, columns, cells
    \(largest)
    """
  }
}
