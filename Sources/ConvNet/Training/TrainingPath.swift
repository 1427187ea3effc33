/// Training without inspection: whole steps of plain descent, one image each, that keep nothing of
/// what they compute except the parameters and the result of each step.
///
/// It gives the same bits as the recorded steps, because it calls the same loops in the same order.
/// It leaves out what is not needed: dL/d(image), and tensors that hold values for inspection.
package final class TrainingPath<S: Scalar> {
  private let stages: [any TrainingStage<S>]
  /// The loss of the last step, before its update.
  let loss: LossStage<S>
  private let image: Buffer<S>
  private var inputs: [UnsafePointer<S>]
  private var values: UnsafePointer<S>
  private var gradient: UnsafePointer<S>
  private let rate: S
  private let images: LabelledImages
  private let entry: (scale: S, mean: S, deviation: S)

  /// The path through a trainer's network; `nil` if a layer has no stage or is frozen, a step takes
  /// more than one image, the update is not plain descent at a constant rate, or a hook is on.
  package init?(_ trainer: Trainer<S>) {
    let (network, settings) = (trainer.network, trainer.optimiser.settings)
    let last = network.count - 1
    guard trainer.hooks.active.isEmpty,
      settings == Optimiser<S>.Settings(momentum: settings.momentum),
      trainer.batchSize == 1 || trainer.data.training.count == 1,
      trainer.loss.isFused,
      trainer.loss == .crossEntropy || network.outputs[last].count == 1,
      trainer.data.training.normalisation.padding == 0
    else { return nil }
    var stages: [any TrainingStage<S>] = []
    for (index, node) in network.nodes.enumerated() {
      guard !node.isFrozen, index == last || !node.layer.ending.isAnswer,
        let stage = node.layer.libraryLayer?.stage(
          for: network.inputShape(of: index), isFirst: index == 0, ties: trainer.context.ties)
      else { return nil }
      stages.append(stage)
    }
    self.stages = stages
    loss = LossStage(
      trainer.loss, isAnswer: network.ending.isAnswer,
      outputs: network.outputs[last].count)
    image = Buffer(network.input.count)
    (values, gradient) = (UnsafePointer(image.start), UnsafePointer(image.start))
    inputs = Array(repeating: UnsafePointer(image.start), count: stages.count)
    rate = trainer.optimiser.learningRate
    images = trainer.data.training
    let rule = images.normalisation
    entry = (S(rule.scale), S(rule.mean), S(rule.deviation))
  }

  /// One step: an image of the training set is loaded, the answer is compared, the network learns.
  func step(image index: Int, target: Int) {
    enter(image: index)
    for number in 0..<stages.count { forward(number) }
    evaluate(target: target)
    var number = stages.count
    while number > 0 {
      number -= 1
      backwardAndUpdate(number)
    }
  }

  /// Loads the image.
  @specialized(where S == Float)
  package func enter(image index: Int) {
    let count = image.count
    defer { values = UnsafePointer(image.start) }
    guard !images.isWritten else { return images.write(index, to: image.start) }
    images.pixels.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      S.normalise(
        count: count, pixels: base + index * count, scale: entry.scale, mean: entry.mean,
        deviation: entry.deviation, values: image.start)
    }
  }

  /// A layer computes its output from the output before it.
  @specialized(where S == Float)
  package func forward(_ number: Int) {
    inputs[number] = values
    values = stages[number].forward(values)
  }

  /// Compares the answer with the label, and begins the backward pass.
  @specialized(where S == Float)
  package func evaluate(target: Int) {
    loss.evaluate(values, target: target)
    gradient = loss.gradient
  }

  /// A layer learns, and passes the gradient on.
  @specialized(where S == Float)
  package func backwardAndUpdate(_ number: Int) {
    gradient = stages[number].backwardAndUpdate(gradient, input: inputs[number], rate: rate)
  }

  /// Writes the parameters back into the network that they came from.
  func write(to network: inout Network<S>) {
    let learned = stages.map { $0.parameters }
    network.withParameters { layer, parameter, tensor in
      let room = learned[layer][parameter]
      tensor.values.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress?.update(from: room.start, count: room.count)
      }
    }
  }
}
