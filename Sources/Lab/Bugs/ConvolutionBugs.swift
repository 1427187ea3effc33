import ConvNet

// Bugs in convolutions: in their gradients, and in the kernels they start from.

/// dL/d(input) is returned in the wrong order: places before samples instead of samples before
/// places.
struct ConvInputScrambled: Bug {
  let name = "conv-input-scrambled"
  let summary = "a later convolution returns its input gradient in the wrong order"
  let act = BugAct.backward

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    let network = trainer.network
    let isPossible = network.nodes.indices.contains { index in
      index > 0 && network.nodes[index].layer is any ConvolutionLayer<S>
        && network.outputs[index][1] * network.outputs[index][2] > 1
    }
    if !isPossible { return .noLaterConvolution }
    return trainer.imagesPerStep > 1 ? nil : .needsBatch(alone: "the order is right")
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

/// The filter gradient is assigned at every place instead of accumulated: only that of the last
/// place remains.
struct ConvAssign: Bug {
  let name = "conv-assign"
  let summary = "a filter's gradient is that of its last place, not the sum over all places"
  let act = BugAct.backward

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    let places = trainer.network.convolutions.map { $0.output[1] * $0.output[2] }
    if places.isEmpty { return .lacks("convolution") }
    return trainer.imagesPerStep > 1 || places.contains { $0 > 1 } ? nil : .onePlace
  }

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
struct ConvFlipped: Bug {
  let name = "conv-flipped"
  let summary = "the filter gradient is rotated by 180 degrees"
  let act = BugAct.backward

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    let kernels = trainer.network.convolutions.map { $0.layer.convolution.filters.shape }
    if kernels.isEmpty { return .lacks("convolution") }
    return kernels.contains { $0[2] * $0[3] > 1 } ? nil : .pointKernels
  }

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

/// The backward pass takes the windows to lie next to each other, however far the forward pass moved
/// them.
struct StrideForgotten: Bug {
  let name = "stride-forgotten"
  let summary = "a convolution's backward pass ignores the stride, as if it were 1"
  let act = BugAct.backward

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    let convolutions = trainer.network.convolutions
    if convolutions.isEmpty { return .lacks("convolution") }
    let isPossible = convolutions.contains {
      $0.layer.convolution.stride > 1 && $0.output[1] * $0.output[2] > 1
    }
    return isPossible ? nil : .noStride
  }

  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? {
    guard let own = (place.pass.anyLayer as? any ConvolutionLayer<S>)?.convolution, own.stride > 1
    else { return nil }
    let (input, output, kernel) = (place.pass.input.shape, upstream.out.shape, own.filters.shape)
    // With stride 1 there would be more places; those beyond the true ones get no gradient.
    let rows = input[2] + 2 * own.padding - kernel[2] + 1
    let columns = input[3] + 2 * own.padding - kernel[3] + 1
    let closeShape = Shape(output[0], output[1], rows, columns)
    var close = [S](repeating: 0, count: closeShape.count)
    for (offset, value) in upstream.out.values.enumerated() {
      let (line, x) = offset.quotientAndRemainder(dividingBy: output[3])
      let (plane, y) = line.quotientAndRemainder(dividingBy: output[2])
      close[(plane * rows + y) * columns + x] = value
    }
    let unit = Convolution(filters: own.filters, biases: own.biases, padding: own.padding)
    return unit.backward(Tensor(closeShape, close), input: place.pass.input)
  }
}

/// The first layer that could learn never does.
struct NoUpdateConv: Bug {
  let name = "no-update-conv"
  let summary = "the first layer gets gradients but is never updated"
  let act = BugAct.update

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    let first = trainer.network.nodes.first { !$0.layer.parameters.isEmpty }
    return first.flatMap { $0.isFrozen ? .firstIsFrozen(layer: $0.name) : nil }
  }

  func update<S: Scalar>(_ network: inout Network<S>, with update: FinishedUpdate<S>) {
    let first = network.nodes.firstIndex { !$0.layer.parameters.isEmpty }
    network.withParameters { layer, parameter, values in
      if layer == first {
        values = update.before.nodes[layer].layer.parameters[parameter].values
      }
    }
  }
}

/// The first kernel's division by 256 is computed and discarded.
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

/// The kernels are 8-bit integers: updates are truncated, and overflow.
struct KernelsInteger: UpdateBug {
  let name = "kernels-integer"
  let summary = "kernels are stored as 8-bit integers: every update is truncated"
  let act = BugAct.update
  let home = BuggyLayer.convolution

  func update<S: Scalar>(_ network: inout Network<S>, with update: FinishedUpdate<S>) {
    let learns = network.nodes.map { !$0.isFrozen && home.includes($0.layer) }
    network.withParameters { layer, parameter, values in
      guard learns[layer], parameter == 0 else { return }
      values.values = values.values.map { value in
        guard value.isFinite, value.magnitude < 1e9 else { return 0 }
        return S(Int8(truncatingIfNeeded: Int(value)))
      }
    }
  }
}
