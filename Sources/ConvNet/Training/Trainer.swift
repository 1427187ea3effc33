/// A network in training, one operation at a time: everything that a step reads or changes.
///
/// It is a value: a copy is a snapshot, and the same actions on the same snapshot give the same
/// bits.
public struct Trainer<S: Scalar>: Sendable {
  /// The network with its present parameters.
  public package(set) var network: Network<S>
  /// How parameters change.
  public var optimiser: Optimiser<S>
  /// Tie policy, mode and random numbers.
  public package(set) var context: PassContext
  /// The images to learn from and to be tested on.
  public internal(set) var data: DataSplit
  /// Whether the training images are shuffled before each pass over them.
  public var shuffles = true { didSet { chooseHooks() } }
  /// How many images a step takes; a set with fewer images gives all it has.
  public package(set) var batchSize = 1 { didSet { chooseHooks() } }
  /// How wrong an answer is.
  public internal(set) var loss: Loss

  /// The output that stands for each class of the data; see ``DataSplit/targets(outputs:)``.
  package let targets: [Int?]

  /// The parts of a step, and the hooks that take over some of them.
  package private(set) var hooks = StepHooks()

  /// dL/d(parameters) of each layer that the last update used, if a hook keeps gradients.
  var keptGradients: [[Tensor<S>]] = []

  /// The step in progress, or the last one finished.
  package internal(set) var step = TrainingStep<S>()
  /// How many updates the network has had.
  public var updates: Int { journal.count }
  /// The results of the updates.
  public internal(set) var journal = Journal()
  /// How many actions have been done: operations, edits and settings.
  package internal(set) var clock = 0

  /// Indices into the training set, in the order in which this pass takes them.
  private(set) var order: [Int] = []
  private var nextInOrder = 0
  /// The source of the order's random numbers, if it is shuffled.
  private var orderSource: RandomSource?
  /// How many passes over the training set have begun.
  public private(set) var epoch = 0

  /// A network and its data, with nothing computed yet.
  ///
  /// The loss is the one that belongs to the last layer, unless another that fits it is given.
  ///
  /// - Throws: ``TrainerError`` if a set has no images or they do not fit the network, if a batch is
  ///   too small, or if the learning rate is negative or not finite.
  public init(
    network: Network<S>, data: DataSplit, learningRate: S,
    context: PassContext = PassContext(),
    journal: Journal = Journal(), batchSize: Int = 1, loss: Loss? = nil
  ) throws(TrainerError) {
    try Self.check(learningRate: learningRate)
    guard data.training.count > 0, data.test.count > 0 else {
      throw .noImages(isTest: data.training.count > 0)
    }
    let shape = data.training.imageShape
    guard shape == network.input else {
      throw .imageShape(network: network.input, data: shape)
    }
    let last = network.nodes[network.count - 1]
    let own =
      loss.flatMap { $0.fits(network.ending, outputs: network.outputCount) ? $0 : nil }
      ?? network.loss
    self.loss = own
    // Without a classifier, the classes of the data only name the images.
    let outputs =
      own == .given ? data.training.classNames.count : own.classes(outputs: network.outputCount)
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
    try check()
  }

  /// Checks that an update can take steps of some size.
  ///
  /// - Throws: ``TrainerError`` if it is negative or not finite.
  static func check(learningRate rate: S) throws(TrainerError) {
    guard rate >= 0, rate.isFinite else { throw .learningRate(Double(rate)) }
  }

  /// Checks that the network can learn from batches of some size with some optimiser; by default
  /// the present ones.
  ///
  /// - Throws: ``TrainerError`` with the reason if it cannot.
  package func check(
    batchSize: Int? = nil, optimiser settings: Optimiser<S>.Settings? = nil
  ) throws(TrainerError) {
    let batchSize = batchSize ?? self.batchSize
    guard batchSize >= 1 else { throw .batchSize(batchSize) }
    let need = MemoryNeed(
      of: network, images: min(batchSize, data.training.count),
      memories: (settings ?? optimiser.settings).rule.memories.count, as: S.self)
    guard need.isAllowed else { throw .tooLarge(need) }
    let (layer, needed) = network.smallestBatch
    if min(batchSize, data.training.count, data.test.count) < needed {
      throw .batchTooSmall(layer: layer)
    }
  }

  /// How many images a step takes from the training set: ``batchSize``, or all if there are fewer.
  package var imagesPerStep: Int { min(batchSize, data.training.count) }

  /// The tape of a step.
  public var operations: [TapeOperation] { network.operations }

  /// The operation that `advance()` does next.
  public var next: TapeOperation {
    network.operation(at: step.position == network.operationCount ? 0 : step.position)
  }

  /// The operation done last, if a step has begun.
  public var last: TapeOperation? {
    guard step.position > 0 else { return nil }
    if let given = step.given, step.position == network.position(ofBackward: given.layer) {
      return .given
    }
    return network.operation(at: step.position - 1)
  }

  /// Whether the next operation is the user's: to give a gradient.
  package var needsGradient: Bool { next == .given }

  /// The loss of the present step, if it has been computed; otherwise the one it will have.
  var lossOfStep: Loss { step.lossRule ?? loss }

  /// Whether no step is in progress.
  package var isBetweenSteps: Bool { step.position == 0 || step.position == network.operationCount }

  /// An image of the step by its position in the batch; the last one if the batch is smaller.
  package func sample(_ index: Int) -> Sample<S>? {
    step.batch.map { $0.sample(min(index, $0.count - 1)) }
  }

  /// Does the next operation. One that is the user's, see ``needsGradient``, is not done.
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
      step.lossRule = loss
    case .given: return
    case .lossGradient:
      guard let batch = step.batch, let answer = step.passes.last else { return }
      step.lossGradient = hooks.gradient(loss, answer, targets: batch.targets)
    case .backward(let layer):
      guard let upstream = step.upstream(of: layer) else { return }
      step.reversedGradients.append(
        hooks.backward(
          step.passes[layer], at: layer, upstream, rate: optimiser.rate(ofUpdate: updates + 1),
          kept: keptGradients))
    case .update: update()
    }
    step.position = operation == .image ? 1 : step.position + 1
  }

  private mutating func update() {
    step.optimiser = optimiser
    hooks.update(&network, by: &optimiser, with: step.layerGradients, number: updates + 1)
    keepGradients()
    network.settle(after: step.passes)
    let result = step.loss
    journal.append(
      Journal.Entry(
        loss: Float(result?.mean ?? 0), correct: Int32(result?.correct ?? 0),
        count: Int32(result?.losses.count ?? 0), clock: clock + 1))
  }

  /// Keeps the gradients of the update for the next step if a hook needs them. A layer after a given
  /// gradient, which has none in this step, keeps what it has.
  private mutating func keepGradients() {
    guard hooks.keepsGradients else {
      keptGradients = []
      return
    }
    let own = step.layerGradients.map(\.parameters)
    let before =
      keptGradients.isEmpty
      ? network.nodes.map { $0.layer.parameters.map { Tensor($0.values.shape) } } : keptGradients
    keptGradients = own + before.dropFirst(own.count)
  }

  /// Starts a step with the given images; what an earlier step computed is discarded.
  mutating func begin(with batch: Batch<S>, isChosen: Bool = false) {
    step = TrainingStep()
    step.batch = batch
    step.isChosen = isChosen
    step.position = 1
    step.random = context.random
    step.ties = context.ties
    step.hookNames = hooks.active.map(\.name)
  }

  /// Computes everything again that was computed in this step, starting at the image, with the
  /// random numbers that it drew.
  mutating func recompute() {
    let (done, given, isChosen) = (step.position, step.given, step.isChosen)
    guard let batch = step.batch else { return }
    if let random = step.random { context.random = random }
    begin(with: batch, isChosen: isChosen)
    if let given {
      while step.position < network.forwardOperationCount { advance() }
      begin(backwardWith: given)
    }
    while step.position < done { advance() }
  }

  /// Begins the backward pass with a gradient that the user gives; what an earlier one computed is
  /// discarded.
  ///
  /// - Precondition: The forward pass is complete.
  mutating func begin(backwardWith given: GivenGradient<S>) {
    step.given = given
    step.lossGradient = nil
    step.reversedGradients = []
    step.position = network.position(ofBackward: given.layer)
  }

  /// The image at an origin and, to fill the batch, those that follow it; a drawn image is followed
  /// by the first images of the training set.
  package mutating func choose(_ origin: ImageOrigin) {
    let count: Int
    let origins: [ImageOrigin]
    if case .drawn = origin {
      count = imagesPerStep
      origins = [origin] + (0..<count - 1).map { .training($0) }
    } else {
      let (set, index) = data.locate(origin)
      count = min(batchSize, set.count)
      origins = (0..<count).map { origin.at((index + $0) % set.count) }
    }
    begin(with: batch(origins), isChosen: true)
  }

  /// The images with the given origins.
  package func batch(_ origins: [ImageOrigin]) -> Batch<S> {
    let places = origins.map { data.locate($0) }
    let labels = places.map { set, index in Int(set.labels[index]) }
    let shape = data.training.imageShape
    let images = Tensor<S>.written(shape.batched(places.count)) { values in
      // Two divisions per pixel, each as much work as several products.
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

  /// Takes the images of the next batch, as indices into the training set, in the order of this
  /// pass.
  package mutating func takeNextPositions() -> ArraySlice<Int> {
    let count = imagesPerStep
    // Images left at the end of a pass that do not fill a batch are dropped.
    if order.count - nextInOrder < count {
      let all = data.training.count
      orderSource = shuffles ? context.random : nil
      order = shuffles ? context.random.permutation(of: all) : Array(0..<all)
      nextInOrder = 0
      epoch += 1
    }
    defer { nextInOrder += count }
    return order[nextInOrder..<nextInOrder + count]
  }

  /// How many whole batches are left of the current pass over the training set.
  package var batchesLeftInEpoch: Int {
    (order.count - nextInOrder) / imagesPerStep
  }

  /// How many batches a pass over the training set has.
  package var batchesInEpoch: Int { data.training.count / imagesPerStep }

  /// What the network, in its present state, answers to images: the output of its last layer.
  @specialized(where S == Float)
  public func answer(to images: Tensor<S>) -> Tensor<S> {
    var context = context.evaluating
    let passes = hooks.forward(network, from: images, in: &context)
    return passes[passes.count - 1].output
  }

  /// The loss of the step's images with the present parameters, and with the random numbers that
  /// the step drew; `nil` before they have been run forward.
  package var lossOfStepNow: S? {
    guard let batch = step.batch, var context = step.passes.first?.context else { return nil }
    let passes = hooks.forward(network, from: batch.images, in: &context)
    return hooks.evaluate(loss, passes[passes.count - 1], targets: batch.targets).mean
  }

  /// The average loss and the fraction of correct answers over the last updates, as a report states
  /// them.
  package func report(last count: Int) -> (loss: Double, accuracy: Double) {
    hooks.report(journal, over: max(0, updates - count)..<updates)
  }
}

extension ImageOrigin {
  /// The same set at another index.
  func at(_ position: Int) -> Self {
    switch self {
    case .training: .training(position)
    case .test: .test(position)
    case .drawn: self
    }
  }
}

extension Trainer {
  /// Switches these hooks on and all others off.
  package mutating func setHooks(_ hooks: [any StepHook]) {
    self.hooks = StepHooks(hooks)
    chooseHooks()
  }

  /// Activates those hooks that apply to the network and its present settings.
  mutating func chooseHooks() {
    hooks.choose(hooks.switchedOn.map { $0.applies(to: self) })
  }

  /// The same network and data with an empty journal, at the start of a pass over the data.
  package func rewound() -> Trainer {
    var trainer = self
    trainer.step = TrainingStep()
    trainer.keptGradients = []
    trainer.journal = Journal()
    trainer.order = []
    trainer.nextInOrder = 0
    trainer.epoch = 0
    return trainer
  }

  /// The state before the step that has begun, if one has: the next step takes its images, unless
  /// they were chosen out of order.
  package func withoutStep() -> Trainer {
    guard !isBetweenSteps else { return self }
    var trainer = self
    if let random = step.random { trainer.context.random = random }
    if !step.isChosen { trainer.nextInOrder -= step.count }
    trainer.step = TrainingStep()
    return trainer
  }

  /// A position in the passes over the training set.
  package struct OrderPlace {
    /// How many passes have begun.
    var epoch: Int
    /// How many images of this pass have been taken; `nil` before the first pass.
    package var taken: Int?
    /// The source of the order's random numbers, if it is shuffled.
    package var source: RandomSource?
  }

  /// The present position in the passes over the training set.
  package var orderPlace: OrderPlace {
    OrderPlace(
      epoch: epoch, taken: order.isEmpty ? nil : nextInOrder,
      source: order.isEmpty ? nil : orderSource)
  }

  /// Goes to a position in the passes over the training set.
  ///
  /// - Returns: Whether the position exists; if it does not, nothing has changed.
  mutating func setOrder(_ place: OrderPlace) -> Bool {
    let all = data.training.count
    guard place.epoch >= 0, (0...all).contains(place.taken ?? 0) else { return false }
    epoch = place.epoch
    guard let taken = place.taken else { return true }
    var source = place.source
    order = source?.permutation(of: all) ?? Array(0..<all)
    (nextInOrder, orderSource) = (taken, place.source)
    return true
  }
}
