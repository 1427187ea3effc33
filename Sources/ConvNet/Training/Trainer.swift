/// A network in training, one operation at a time: everything that a step reads or changes.
///
/// It is a value: a copy is a snapshot, and the same actions on the same snapshot give the same
/// bits.
public struct Trainer<S: Scalar>: Sendable {
  /// The network with its parameters as they are now.
  public package(set) var network: Network<S>
  /// How parameters change.
  public var optimiser: Optimiser<S>
  /// Tie policy, mode and random numbers.
  public internal(set) var context: PassContext
  /// What there is to learn from.
  public let data: DataSplit
  /// Whether the training images are shuffled before each pass over them.
  public var shuffles = true
  /// How many images a step takes; a set with fewer gives all it has.
  public package(set) var batchSize = 1
  /// How wrong an answer is.
  public internal(set) var loss: Loss

  /// The output that stands for each class of the data; see ``DataSplit/targets(outputs:)``.
  public let targets: [Int?]

  /// The acts of a step, and the hooks that take over some of them.
  package var hooks = StepHooks()

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

  /// A network and its data, with nothing computed yet.
  ///
  /// The loss is the one that belongs to the last layer, unless another that fits it is given.
  ///
  /// - Precondition: The last layer gives logits or an answer, as a diagram's always does.
  /// - Throws: ``TrainerError`` if the images do not fit the network, or a batch is too small.
  public init(
    network: Network<S>, data: DataSplit, learningRate: S,
    context: PassContext = PassContext(),
    journal: Journal = Journal(), batchSize: Int = 1, loss: Loss? = nil
  ) throws(TrainerError) {
    let shape = data.training.imageShape
    guard shape == network.input else {
      throw .imageShape(network: network.input, data: shape)
    }
    let last = network.nodes[network.count - 1]
    guard let own = loss.flatMap({ $0.fits(network.ending) ? $0 : nil }) ?? network.loss else {
      preconditionFailure("A network ends in a layer that gives logits or an answer.")
    }
    self.loss = own
    let outputs = self.loss.classes(outputs: network.outputs[network.count - 1].count)
    guard let targets = data.targets(outputs: outputs) else {
      throw .classes(layer: last.name, network: outputs, data: data.training.classes.count)
    }
    self.targets = targets
    self.network = network
    self.data = data
    self.context = context
    self.journal = journal
    self.batchSize = batchSize
    optimiser = Optimiser(learningRate: learningRate)
    try check(batchSize: batchSize)
  }

  /// Checks that the network can learn from batches of `batchSize` images.
  ///
  /// - Throws: ``TrainerError`` if it cannot, with the reason.
  public func check(batchSize: Int) throws(TrainerError) {
    // A step keeps about six tensors of each output: out, d_out, and what lies between.
    let numbers = network.outputs.reduce(network.input.count) { $0 + $1.count }
    let (bytes, most) = (6 * MemoryLayout<S>.stride * numbers, 4_000_000_000)
    guard min(batchSize, data.training.count) <= most / bytes else {
      throw .batchTooLarge(batchSize, most: most / bytes)
    }
    let (layer, needed) = network.smallestBatch
    if min(batchSize, data.training.count, data.test.count) < needed {
      throw .batchTooSmall(layer: layer)
    }
  }

  /// The tape of a step.
  public var operations: [TapeOperation] { network.operations }

  /// The operation that `advance()` does next.
  public var next: TapeOperation {
    network.operation(at: step.position == network.operationCount ? 0 : step.position)
  }

  /// The operation done last, where a step has begun.
  public var last: TapeOperation? {
    step.position == 0 ? nil : network.operation(at: step.position - 1)
  }

  /// Whether no step is half done.
  public var isBetweenSteps: Bool { step.position == 0 || step.position == network.operationCount }

  /// An image of the step by its position in the batch; the last one if the batch is smaller.
  public func sample(_ index: Int) -> Sample<S>? {
    step.batch.map { $0.sample(min(index, $0.count - 1)) }
  }

  /// Does the next operation.
  @specialized(where S == Float)
  package mutating func advance() {
    let operation = next
    switch operation {
    case .image: begin(with: takeNextInOrder())
    case .forward(let layer):
      guard let batch = step.batch else { return }
      step.passes.append(
        hooks.forward(
          network, layer: layer, from: step.passes.last?.output ?? batch.images, in: &context))
    case .loss:
      guard let batch = step.batch, let answer = step.passes.last else { return }
      step.loss = hooks.evaluate(loss, answer, targets: batch.targets)
    case .lossGradient:
      guard let batch = step.batch, let answer = step.passes.last else { return }
      step.lossGradient = hooks.gradient(loss, answer, targets: batch.targets)
    case .backward(let layer):
      guard let upstream = step.upstream(of: layer) else { return }
      step.reversedGradients.append(
        hooks.backward(
          step.passes[layer], at: layer, upstream, rate: optimiser.rate(ofUpdate: updates + 1)))
    case .update: update()
    }
    step.position = operation == .image ? 1 : step.position + 1
  }

  private mutating func update() {
    guard let result = step.loss else { return }
    step.optimiser = optimiser
    hooks.update(
      &network, by: &optimiser, with: step.reversedGradients.reversed(), number: updates + 1)
    network.settle(after: step.passes)
    journal.append(
      Journal.Entry(
        loss: Float(result.mean), correct: Int32(result.correct), count: Int32(result.losses.count),
        clock: clock + 1))
  }

  /// Starts a step with the given images; what an earlier step computed is gone.
  mutating func begin(with batch: Batch<S>, isChosen: Bool = false) {
    step = TrainingStep()
    step.batch = batch
    step.isChosen = isChosen
    step.position = 1
    step.random = context.random
  }

  /// Computes again all that was computed of this step, from the image on, with the random numbers
  /// that it drew.
  mutating func recompute() {
    let done = step.position
    guard let batch = step.batch else { return }
    let isChosen = step.isChosen
    if let random = step.random { context.random = random }
    begin(with: batch, isChosen: isChosen)
    while step.position < done { advance() }
  }

  /// Computes the step again if settings of the update may have influenced it through a hook.
  mutating func recomputeForHooks() {
    if !hooks.active.isEmpty, !isBetweenSteps { recompute() }
  }

  /// The image at some place of the data and, to fill the batch, those that follow it; behind one
  /// that was drawn come the first of the training set.
  package mutating func choose(_ origin: Sample<S>.Origin) {
    let count: Int
    let origins: [Sample<S>.Origin]
    if case .drawn = origin {
      count = min(batchSize, data.training.count)
      origins = [origin] + (0..<count - 1).map { .training($0) }
    } else {
      let (set, index) = data.locate(origin)
      count = min(batchSize, set.count)
      origins = (0..<count).map { origin.at((index + $0) % set.count) }
    }
    begin(with: batch(origins), isChosen: true)
  }

  /// The images at some places of the data.
  package func batch(_ origins: [Sample<S>.Origin]) -> Batch<S> {
    let places = origins.map { data.locate($0) }
    let labels = places.map { set, index in Int(set.labels[index]) }
    let shape = data.training.imageShape
    let images = Tensor<S>.written(shape.batched(places.count)) { values in
      // Two divisions a pixel, each as much work as several products.
      Parallel.split(places.count, work: 8 * shape.count) { part in
        for k in part { places[k].0.write(places[k].1, to: values + k * shape.count) }
      }
    }
    return Batch(
      origins: origins, images: images, labels: labels, targets: labels.map { targets[$0] ?? 0 })
  }

  private mutating func takeNextInOrder() -> Batch<S> {
    let taken = takeNextPositions()
    var batch = batch(taken.map { .training($0) })
    if let labels = hooks.labels(ofPositions: taken.indices, in: data.training) {
      batch.labels = labels
      batch.targets = labels.map { targets[$0] ?? 0 }
    }
    return batch
  }

  /// The images of the next batch, as positions in the training set, at their places in the order.
  package mutating func takeNextPositions() -> ArraySlice<Int> {
    let count = min(batchSize, data.training.count)
    // What is left of a pass and fills no batch is dropped.
    if order.count - nextInOrder < count {
      let all = data.training.count
      order = shuffles ? context.random.permutation(of: all) : Array(0..<all)
      nextInOrder = 0
      epoch += 1
    }
    defer { nextInOrder += count }
    return order[nextInOrder..<nextInOrder + count]
  }

  /// How many whole batches are left of the current pass over the training set.
  public var batchesLeftInEpoch: Int {
    (order.count - nextInOrder) / min(batchSize, data.training.count)
  }

  /// How many batches a pass over the training set has.
  public var batchesInEpoch: Int { data.training.count / min(batchSize, data.training.count) }

  /// What the network, as it is now, answers to images: its last layer's output.
  @specialized(where S == Float)
  public func answer(to images: Tensor<S>) -> Tensor<S> {
    var context = context.evaluating
    let passes = hooks.forward(network, from: images, in: &context)
    return passes[passes.count - 1].output
  }

  /// What the step's images cost with the parameters as they are now, with the random numbers that
  /// the step drew; `nil` before they have been run forward.
  public var lossOfStepNow: S? {
    guard let batch = step.batch, var context = step.passes.first?.context else { return nil }
    let passes = hooks.forward(network, from: batch.images, in: &context)
    return hooks.evaluate(loss, passes[passes.count - 1], targets: batch.targets).mean
  }

  /// Average loss and the share of right answers over the last updates, as a report states them.
  public func report(last count: Int) -> (loss: Double, accuracy: Double) {
    hooks.report(journal, over: max(0, updates - count)..<updates)
  }
}

extension Sample.Origin {
  /// Another position of the same set.
  func at(_ position: Int) -> Self {
    switch self {
    case .training: .training(position)
    case .test: .test(position)
    case .drawn: self
    }
  }
}

extension Trainer {
  /// Switches these hooks on, and all others off.
  public mutating func setHooks(_ hooks: [any StepHook]) { self.hooks.active = hooks }

  /// The same network and data with a clean journal, at the start of a pass over the data.
  public func rewound() -> Trainer {
    var trainer = self
    trainer.step = TrainingStep()
    trainer.journal = Journal()
    trainer.order = []
    trainer.nextInOrder = 0
    trainer.epoch = 0
    return trainer
  }
}
