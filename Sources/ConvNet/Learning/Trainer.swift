/// A network in training, one operation at a time: everything that a step reads or changes.
///
/// It is a value: a copy is a snapshot, and the same actions on the same snapshot give the same
/// bits.
public struct Trainer<S: Scalar>: Sendable {
  /// The network with its parameters as they are now.
  public internal(set) var network: Network<S>
  /// How parameters change.
  public var optimiser: Optimiser<S>
  /// Tie policy and random numbers.
  public internal(set) var context: PassContext
  /// What there is to learn from.
  public let data: DataSplit
  /// Whether the training images are shuffled before each pass over them.
  public var shuffles = true
  /// The loss that the network's last layer calls for.
  public let loss: Loss
  /// What network and data are called; it travels with them.
  public var subject = Subject()

  /// The output that stands for each class of the data; see ``DataSplit/targets(outputs:)``.
  public let targets: [Int?]

  /// The step that is going on, or was last finished.
  public internal(set) var step = TrainingStep<S>()
  /// How many updates the network has had.
  public var updates: Int { journal.count }
  /// What the updates came to.
  public internal(set) var journal = Journal()
  /// How many actions lie behind: operations, edits and settings.
  public internal(set) var clock = 0

  /// Positions in the training set in the order in which this pass takes them.
  private var order: [Int] = []
  private var nextInOrder = 0
  /// How many passes over the training set have begun.
  public private(set) var epoch = 0

  /// A network in front of its data, with nothing computed.
  ///
  /// - Throws: ``InputError`` where images and network do not fit.
  public init(
    network: Network<S>, data: DataSplit, learningRate: S, context: PassContext,
    journal: Journal = Journal()
  ) throws(InputError) {
    let shape = data.training.imageShape
    guard shape == network.input else {
      throw InputError(
        "The network takes images of \(network.input), the data has \(shape).")
    }
    let last = network.nodes[network.count - 1]
    loss = Loss.belonging(to: last.layer)
    let outputs = loss.classes(outputs: network.outputs[network.count - 1].count)
    guard let targets = data.targets(outputs: outputs) else {
      let count = data.training.classes.count
      throw InputError(
        "\(last.name) tells \(outputs) classes apart, the data has \(count).",
        hint: outputs == 2 ? "load mnist --only 0,1" : nil)
    }
    self.targets = targets
    self.network = network
    self.data = data
    self.context = context
    self.journal = journal
    optimiser = Optimiser(learningRate: learningRate)
  }

  /// The tape of a step.
  public var operations: [Operation] { network.operations }

  /// The operation that ``advance()`` does next.
  public var next: Operation {
    step.position == operations.count ? .image : operations[step.position]
  }

  /// The operation done last, where a step has begun.
  public var last: Operation? { step.position == 0 ? nil : operations[step.position - 1] }

  /// Whether no step is half done.
  public var isBetweenSteps: Bool { step.position == 0 || step.position == operations.count }

  /// Does the next operation.
  mutating func advance() {
    let operation = next
    switch operation {
    case .image: begin(with: takeNextInOrder())
    case .forward(let layer):
      guard let sample = step.sample else { return }
      step.passes.append(
        network.forward(
          layer: layer, from: step.passes.last?.output ?? sample.image, in: &context))
    case .loss:
      guard let sample = step.sample, let answer = step.passes.last else { return }
      step.loss = loss.evaluate(answer, targets: [sample.target])
    case .lossGradient:
      guard let sample = step.sample, let answer = step.passes.last else { return }
      step.lossGradient = loss.gradient(answer, targets: [sample.target])
    case .backward(let layer):
      guard let upstream = step.upstream(of: layer) else { return }
      step.reversedGradients.append(step.passes[layer].backward(upstream))
    case .update:
      guard let result = step.loss else { return }
      step.optimiser = optimiser
      optimiser.update(&network, with: step.reversedGradients.reversed())
      journal.append(
        Journal.Entry(
          loss: Float(result.mean), correct: Int32(result.correct), count: 1, clock: clock + 1))
    }
    step.position = operation == .image ? 1 : step.position + 1
  }

  /// Starts a step with the given image; what an earlier step computed is gone.
  mutating func begin(with sample: Sample<S>, isChosen: Bool = false) {
    step = TrainingStep()
    step.sample = sample
    step.isChosen = isChosen
    step.position = 1
  }

  /// Computes again all that was computed of this step, from the image on.
  mutating func recompute() {
    let done = step.position
    guard let sample = step.sample else { return }
    begin(with: sample, isChosen: step.isChosen)
    while step.position < done { advance() }
  }

  /// The image at some place of the data.
  func sample(_ origin: Sample<S>.Origin) -> Sample<S> {
    let (set, index) = data.locate(origin)
    let label = Int(set.labels[index])
    return Sample(
      origin: origin, image: set.image(index).reshaped(set.imageShape.batched(1)), label: label,
      target: targets[label] ?? 0)
  }

  private mutating func takeNextInOrder() -> Sample<S> { sample(.training(takeNextIndex())) }

  /// The position of the next image in the training set.
  mutating func takeNextIndex() -> Int {
    if nextInOrder == order.count {
      let count = data.training.count
      order = shuffles ? context.random.permutation(of: count) : Array(0..<count)
      nextInOrder = 0
      epoch += 1
    }
    defer { nextInOrder += 1 }
    return order[nextInOrder]
  }

  /// How many images are left of the current pass over the training set.
  public var leftInEpoch: Int { order.count - nextInOrder }

  /// What the network, as it is now, answers to an image: its last layer's output.
  public func answer(to image: Tensor<S>) -> Tensor<S> {
    var context = context
    let passes = network.forward(image, in: &context)
    return passes[passes.count - 1].output
  }
}

/// What one training step has computed so far. What is not computed is absent, never 0.
public struct TrainingStep<S: Scalar>: Sendable {
  /// The image, once it is in.
  public internal(set) var sample: Sample<S>?
  /// Whether a person chose the image, so that it is none of the pass over the training set.
  public internal(set) var isChosen = false
  /// The forward passes of the layers so far.
  public internal(set) var passes: [any AnyPass<S>] = []
  /// The loss.
  public internal(set) var loss: LossRecord<S>?
  /// What the loss gives to the last layer.
  public internal(set) var lossGradient: Upstream<S>?
  /// The layers' gradients so far, the last layer's first.
  var reversedGradients: [LayerGradients<S>] = []
  /// The optimiser as it was before the update, once that is done.
  public internal(set) var optimiser: Optimiser<S>?
  /// How many operations of the tape are done.
  public internal(set) var position = 0

  /// A layer's gradients, once its backward pass is done.
  public func gradients(of layer: Int) -> LayerGradients<S>? {
    let place = passes.count - 1 - layer
    return reversedGradients.indices.contains(place) ? reversedGradients[place] : nil
  }

  /// What comes to a layer from the right, once it is known.
  public func upstream(of layer: Int) -> Upstream<S>? {
    if layer == passes.count - 1 { return lossGradient }
    return gradients(of: layer + 1).map { Upstream(out: $0.input) }
  }
}
