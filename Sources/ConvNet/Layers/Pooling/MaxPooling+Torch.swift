extension MaxPooling {
  /// The layer in PyTorch, whose own gives a window's gradient to the first of tied cells.
  public func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    guard ties != .first else {
      return TorchLayer(
        "nn.MaxPool2d(\(window)" + (stride == window ? "" : ", stride=\(stride)") + ")")
    }
    return TorchLayer(
      "MaxPool(\(window), \(stride))",
      helper: Self.tiedPool(
        fate: ties == .all ? "every one of them gets all of it" : "each gets an equal share",
        largest: ties == .all
          ? """
                  largest = windows.amax(-1, keepdim=True).detach()
                  # The differences are 0: they add nothing but their gradient.
                  zeros = (windows - windows.detach()) * (windows == largest)
                  return largest.squeeze(-1) + zeros.sum(-1)
          """
          : "        return windows.amax(-1)"))
  }

  private static func tiedPool(fate: String, largest: String) -> String {
    """
    class MaxPool(nn.Module):
        \"\"\"Max pooling; where cells of a window tie, \(fate).
        nn.MaxPool2d gives the first of them all of the gradient.\"\"\"

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
