import ConvNet

// Bugs in backpropagation through max pooling.

/// The gradient loops come after the loop over the windows: only the last window gets a gradient.
struct PoolLastWindow: Bug {
  let name = "pool-last-window"
  let summary = "pooling sends gradient back through its last window only"
  let act = BugAct.backward

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    let poolings = trainer.network.maxPoolings
    if poolings.isEmpty { return .lacks("max pooling") }
    return poolings.contains { $0.windows > 1 } ? nil : .oneWindow
  }

  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? {
    upstream.routed(through: place.pass) { window, windows in window == windows - 1 }
  }
}

/// Every cell equal to the maximum gets the whole gradient: the same as `set ties all`.
struct PoolTiesAll: Bug {
  let name = "pool-ties-all"
  let summary = "every cell that ties for the maximum gets the whole gradient"
  let act = BugAct.backward

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    let poolings = trainer.network.maxPoolings
    if poolings.isEmpty { return .lacks("max pooling") }
    if !poolings.contains(where: { $0.layer.window > 1 }) { return .noTies }
    return trainer.context.ties == .all ? .tiesAll : nil
  }

  func context(_ right: PassContext) -> PassContext? {
    PassContext(ties: .all, random: right.random, mode: right.mode)
  }
}

/// Overlapping windows assign their gradient instead of adding it.
struct PoolOverwrite: Bug {
  let name = "pool-overwrite"
  let summary = "where windows overlap, a later one's gradient replaces the earlier one's"
  let act = BugAct.backward

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    let overlaps = trainer.network.maxPoolings.contains {
      $0.layer.stride < $0.layer.window && $0.windows > 1
    }
    return overlaps ? nil : .noOverlap
  }

  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? {
    upstream.routed(through: place.pass) { _, _ in true }
  }
}

extension Upstream {
  /// Assigns the gradients of the windows for which `passes` is true to their winners.
  @specialized(where S == Float)
  fileprivate func routed(
    through pass: any AnyPass<S>, where passes: (_ window: Int, _ windows: Int) -> Bool
  ) -> LayerGradients<S>? {
    guard let pooling = pass.anyLayer as? any MaxPooling<S>, let winners = pass.quantity("winners")
    else { return nil }
    let (input, output) = (pass.input.shape, pass.output.shape)
    let windows = output[2] * output[3]
    let (won, sent) = (winners.values, out.values)
    var gradient = [S](repeating: 0, count: input.count)
    for plane in 0..<output[0] * output[1] {
      for window in 0..<windows where passes(window, windows) {
        let offset = plane * windows + window
        let (y, x) = window.quotientAndRemainder(dividingBy: output[3])
        let row = y * pooling.stride + Int(won[2 * offset])
        let column = x * pooling.stride + Int(won[2 * offset + 1])
        gradient[(plane * input[2] + row) * input[3] + column] = sent[offset]
      }
    }
    return LayerGradients(input: Tensor(input, gradient))
  }
}
