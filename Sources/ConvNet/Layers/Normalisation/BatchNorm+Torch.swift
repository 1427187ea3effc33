extension BatchNorm {
  /// The layer in PyTorch, with running moments that are updated as they are here.
  package func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    TorchLayer(
      "BatchNorm(\(weights.shape.count), keep=\(keep))",
      helper: """
        class BatchNorm(nn.BatchNorm2d):
            \"\"\"nn.BatchNorm2d (or 1d) except for the running moments. PyTorch averages m / (m - 1)
            times the variance of each batch; here it is the variance itself. The first batch's
            moments are taken unchanged, and a frozen layer keeps its moments.\"\"\"

            def __init__(self, channels, keep):
                super().__init__(channels, eps=1e-8, momentum=1 - keep)

            def forward(self, x):  # N, C, H, W or N, C
                if not self.training:
                    return F.batch_norm(
                        x, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps)
                if self.weight.requires_grad:
                    axes = [0, 2, 3][: x.dim() - 1]
                    new = 1 if self.num_batches_tracked == 0 else self.momentum
                    with torch.no_grad():
                        self.running_mean.lerp_(x.mean(axes), new)
                        self.running_var.lerp_(x.var(axes, unbiased=False), new)
                        self.num_batches_tracked += 1
                return F.batch_norm(
                    x, None, None, self.weight, self.bias, training=True, eps=self.eps)
        """)
  }
}
