import ConvNet

// Bugs between two updates.

/// The gradients are not cleared after an update: each backward pass adds to them.
struct GradKept: Bug {
  let name = "grad-kept"
  let summary = "gradients are not cleared after an update: each backward pass adds to the last"
  let act = BugAct.backward
  let keepsGradients = true

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    let learns = trainer.network.nodes.contains { !$0.layer.parameters.isEmpty }
    return learns ? nil : .lacks("layer that learns")
  }

  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? {
    guard place.kept.count == right.parameters.count, !place.kept.isEmpty else { return nil }
    let sums = zip(place.kept, right.parameters).map { kept, own in
      Tensor(own.shape, zip(kept.values, own.values).map { $0 + $1 })
    }
    return LayerGradients(input: right.input, parameters: sums, totals: right.totals)
  }
}
