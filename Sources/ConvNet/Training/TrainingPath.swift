/// Training without looking: whole steps of plain descent, one image each, that keep nothing of
/// what they compute but the parameters and what each step came to.
///
/// It gives the bits of the recorded steps, since it calls the same loops in the same order. What
/// nobody needs is left out: dL/d(image), and tensors to hold what one could look at.
package final class TrainingPath<S: Scalar> {
  private let stages: [any TrainingStage<S>]
  /// What the last step came to, before its update.
  let loss: LossStage<S>
  private let image: Buffer<S>
  private var inputs: [UnsafePointer<S>]
  private var values: UnsafePointer<S>
  private var gradient: UnsafePointer<S>
  private let rate: S
  private let images: LabelledImages
  private let entry: (scale: S, mean: S, deviation: S)

  /// The path through a trainer's network; `nil` if a layer has no stage or is frozen, a step takes
  /// more than one image, the update is more than plain descent at one rate, or a hook is on.
  package init?(_ trainer: Trainer<S>) {
    let (network, settings) = (trainer.network, trainer.optimiser.settings)
    let last = network.count - 1
    guard trainer.hooks.active.isEmpty,
      settings == Optimiser<S>.Settings(momentum: settings.momentum),
      trainer.batchSize == 1 || trainer.data.training.count == 1, trainer.loss.isFused,
      trainer.loss == .crossEntropy || network.outputs[last].count == 1,
      trainer.data.training.normalisation.padding == 0
    else { return nil }
    var stages: [any TrainingStage<S>] = []
    for (index, node) in network.nodes.enumerated() {
      guard !node.isFrozen, index == last || !node.layer.ending.isAnswer,
        let stage = node.layer.stage(
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

  /// One step: an image of the training set comes in, the answer is compared, the network learns.
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

  /// The image comes in.
  @specialized(where S == Float)
  package func enter(image index: Int) {
    let count = image.count
    images.pixels.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      S.normalise(
        count: count, pixels: base + index * count, scale: entry.scale, mean: entry.mean,
        deviation: entry.deviation, values: image.start)
    }
    values = UnsafePointer(image.start)
  }

  /// A layer looks at what is in front of it.
  @specialized(where S == Float)
  package func forward(_ number: Int) {
    inputs[number] = values
    values = stages[number].forward(values)
  }

  /// The answer is compared, and the gradient begins.
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

  /// Puts the parameters into the network that they came from.
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
