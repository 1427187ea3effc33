import ConvNet

// Faults of convolutions: their gradients, and the kernels they start from.

/// dL/d(input) is returned in the wrong order: places before samples instead of samples before
/// places.
struct ConvInputScrambled: Bug {
  let name = "conv-input-scrambled"
  let summary = "a later convolution hands its input gradient back in the wrong order"
  let act = BugAct.backward

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    let network = trainer.network
    let isPossible = network.nodes.indices.contains { index in
      index > 0 && network.nodes[index].layer is any ConvolutionLayer<S>
        && network.outputs[index][1] * network.outputs[index][2] > 1
    }
    if !isPossible { return .noLaterConvolution }
    return trainer.batchSize > 1 ? nil : .needsBatch(alone: "the order is right")
  }

  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? {
    guard place.index > 0, let layer = place.pass.anyLayer as? any ConvolutionLayer<S> else {
      return nil
    }
    let shape = upstream.out.shape
    let (samples, filters, places) = (shape[0], shape[1], shape[2] * shape[3])
    guard samples > 1, places > 1 else { return nil }
    let sound = upstream.out.values
    var scrambled = sound
    for n in 0..<samples {
      for p in 0..<places {
        let (place, sample) = (n * places + p).quotientAndRemainder(dividingBy: samples)
        for f in 0..<filters {
          scrambled[(n * filters + f) * places + p] =
            sound[(sample * filters + f) * places + place]
        }
      }
    }
    return LayerGradients(
      input: layer.convolution.backward(Tensor(shape, scrambled), input: place.pass.input).input,
      parameters: right.parameters)
  }
}

/// The filter gradient is assigned at every place instead of accumulated: only the last place's
/// remains.
struct ConvAssign: LayerBug {
  let name = "conv-assign"
  let summary = "a filter's gradient is that of its last place, not the sum over all places"
  let act = BugAct.backward
  let home = BuggyLayer.convolution

  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? {
    guard let layer = place.pass.anyLayer as? any ConvolutionLayer<S> else { return nil }
    let shape = upstream.out.shape
    let places = shape[2] * shape[3]
    var last = Tensor<S>(shape)
    for f in 0..<shape[1] {
      let offset = ((shape[0] - 1) * shape[1] + f) * places + places - 1
      last.values[offset] = upstream.out.values[offset]
    }
    let filters = layer.convolution.backward(last, input: place.pass.input).parameters[0]
    return LayerGradients(
      input: right.input, parameters: [filters] + right.parameters.dropFirst())
  }
}

/// The filter gradient is rotated by 180 degrees.
struct ConvFlipped: LayerBug {
  let name = "conv-flipped"
  let summary = "the filter gradient is rotated by 180 degrees"
  let act = BugAct.backward
  let home = BuggyLayer.convolution

  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? {
    guard place.pass.anyLayer is any ConvolutionLayer<S> else { return nil }
    let shape = right.parameters[0].shape
    let kernel = shape[2] * shape[3]
    var filters = right.parameters[0].values
    for start in stride(from: 0, to: filters.count, by: kernel) {
      filters[start..<start + kernel].reverse()
    }
    return LayerGradients(
      input: right.input,
      parameters: [Tensor(shape, filters)] + right.parameters.dropFirst())
  }
}

/// The first layer that could learn never does.
struct NoUpdateConv: Bug {
  let name = "no-update-conv"
  let summary = "the first layer gets its gradients and is never updated"
  let act = BugAct.update

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? { nil }

  func update<S: Scalar>(_ network: inout Network<S>, with update: FinishedUpdate<S>) {
    let first = network.nodes.firstIndex { !$0.layer.parameters.isEmpty }
    network.withParameters { layer, parameter, values in
      if layer == first {
        values = update.before.nodes[layer].layer.parameters[parameter].values
      }
    }
  }
}

/// The first kernel's division by 256 is computed and thrown away.
struct KernelUnscaled: LayerBug {
  let name = "kernel-unscaled"
  let summary = "the first kernels start 256 times too large: their scaling is thrown away"
  let act = BugAct.start
  let home = BuggyLayer.convolution

  func start<S: Scalar>(_ network: inout Network<S>) {
    let first = network.nodes.firstIndex { $0.layer is any ConvolutionLayer<S> }
    network.withParameters { layer, parameter, values in
      if layer == first, parameter == 0 { values.values = values.values.map { $0 * 256 } }
    }
  }
}

/// The kernels are whole numbers of eight bits: updates are cut, and overflow.
struct KernelsInteger: LayerBug {
  let name = "kernels-integer"
  let summary = "kernels are kept as whole numbers of eight bits: each update is cut to them"
  let act = BugAct.update
  let home = BuggyLayer.convolution

  func update<S: Scalar>(_ network: inout Network<S>, with update: FinishedUpdate<S>) {
    let isConvolution = network.nodes.map { $0.layer is any ConvolutionLayer<S> }
    network.withParameters { layer, parameter, values in
      guard isConvolution[layer], parameter == 0 else { return }
      values.values = values.values.map { value in
        guard value.isFinite, value.magnitude < 1e9 else { return 0 }
        return S(Int8(truncatingIfNeeded: Int(value)))
      }
    }
  }
}
