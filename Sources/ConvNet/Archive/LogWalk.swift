/// Follows a log without computing anything: which trainer is in training, how far its step has
/// got, and when each update was done. It refuses an action that is not possible at its place in
/// the log.
struct LogWalk {
  /// What is known about a moment between two steps.
  struct Moment {
    /// The trainer in training, in its initial state.
    let trainer: Trainer<Float>
    /// When the network was new, and how many updates it has had.
    let life: Int
    let updates: Int
    let batchSize: Int
    /// Whether no step has begun since the network was new.
    let isFresh: Bool
  }

  private(set) var time: Int
  /// The clocks of the updates of each network, by the time at which it was new.
  private(set) var lives: [Int: [Int]]
  /// What is known about the requested moments that fall between two steps.
  private(set) var moments: [Int: Moment] = [:]

  private var trainer: Trainer<Float>
  private var life: Int
  /// How many operations of the step are done.
  private var position = 0
  /// How many images the step has.
  private var images = 0
  private var batchSize: Int
  private var updates: Int
  private let mostUpdates: Int
  private let wanted: [Int]

  /// A walk that begins with a trainer between two steps.
  ///
  /// - Parameters:
  ///   - start: The trainer.
  ///   - time: The time at which the walk begins.
  ///   - life: When its network was new.
  ///   - updates: The clocks of the updates that it has had.
  ///   - mostUpdates: The most updates there may be in all.
  ///   - wanted: The moments to record.
  init(
    _ start: Trainer<Float>, at time: Int, life: Int, updates: [Int], mostUpdates: Int,
    asking wanted: [Int] = []
  ) {
    (trainer, batchSize) = (start, start.batchSize)
    (self.time, self.life, lives) = (time, life, [life: updates])
    (self.updates, self.mostUpdates, self.wanted) = (updates.count, mostUpdates, wanted)
    note(from: time, count: 1) { _ in 0 }
  }

  private var isBetweenSteps: Bool { isBetweenSteps(position) }
  private var setCount: Int { trainer.data.training.count }

  private func isBetweenSteps(_ position: Int) -> Bool {
    position == 0 || position == trainer.network.operationCount
  }

  /// Does an action a number of times.
  ///
  /// - Returns: Whether it is possible; if it is not, the walk is unusable from then on.
  mutating func take(_ action: Timeline<Float>.Action, times: Int) -> Bool {
    guard times >= 1, times < 1 << 48, time < 1 << 48 else { return false }
    if case .operation = action { return operate(times) }
    guard isPossible(action) else { return false }
    let before = time
    time += times
    switch action {
    case .choose(let origin):
      let (set, _) = trainer.data.locate(origin)
      (position, images) = (1, min(batchSize, set.count))
    case .write(let place, _) where place.quantity == "d_out":
      guard let layer = place.layer.flatMap(trainer.network.index) else { break }
      position = trainer.network.position(ofBackward: layer)
    case .write(let place, _):
      if place.layer == nil, isBetweenSteps, images > 0 { position = 1 }
    case .shift(let sample, _, _):
      if isBetweenSteps, sample < images { position = 1 }
    case .batch(let size): batchSize = size
    case .replace(let other, _):
      if other.journal.start == nil {
        life = before + 1
        lives[life] = []
      }
      trainer = other
      (position, images, batchSize) = (0, 0, other.batchSize)
    default: break
    }
    let here = position
    note(from: before + 1, count: times) { _ in here }
    return true
  }

  private mutating func operate(_ times: Int) -> Bool {
    let (before, tape) = (time, trainer.network.operationCount)
    let start = position == tape ? 0 : position
    guard trainer.network.hasLoss || times <= operationsWithoutGradient(after: start) else {
      return false
    }
    let count = (start + times) / tape
    guard count <= mostUpdates - updates else { return false }
    updates += count
    // The first operation of a step loads its images.
    if start == 0 || start + times > tape { images = min(batchSize, setCount) }
    lives[life, default: []] += (1...max(1, count)).prefix(count).map { before + $0 * tape - start }
    time += times
    func place(at time: Int) -> Int { (start + time - before - 1) % tape + 1 }
    position = place(at: time)
    note(from: before + 1, count: times, position: place)
    return true
  }

  /// How many operations can be done before the user has to give a gradient, in a network without a
  /// loss.
  private func operationsWithoutGradient(after position: Int) -> Int {
    let network = trainer.network
    let forward = network.forwardOperationCount
    return position <= forward
      ? forward - position : network.operationCount - position + forward
  }

  /// Records what is known about those requested moments that fall within a range of times.
  private mutating func note(from first: Int, count: Int, position: (Int) -> Int) {
    for time in wanted where time >= first && time - first < count {
      let position = position(time)
      guard isBetweenSteps(position) else { continue }
      moments[time] = Moment(
        trainer: trainer, life: life,
        updates: (lives[life] ?? []).count { $0 <= time }, batchSize: batchSize,
        isFresh: position == 0)
    }
  }

  private func isPossible(_ action: Timeline<Float>.Action) -> Bool {
    switch action {
    case .operation, .ties, .mode, .hooks, .shuffle, .optimiser: true
    case .choose(.training(let index)): trainer.data.training.labels.indices.contains(index)
    case .choose(.test(let index)): trainer.data.test.labels.indices.contains(index)
    case .choose(.drawn(let pixels, let label)):
      pixels.count == trainer.data.training.pixelShape.count
        && Int(label) < trainer.data.training.classNames.count
    case .write(let place, let values): isPossible(place, values.count)
    case .shift(let sample, let dx, let dy):
      sample >= 0 && max(dx.magnitude, dy.magnitude) <= 1_000_000
    case .learningRate(let rate): rate.isFinite && rate >= 0
    case .batch(let size): size >= 1 && (try? trainer.check(batchSize: size)) != nil
    case .loss(let loss):
      loss.fits(trainer.network.ending, outputs: trainer.network.outputCount)
    case .freeze(let layer, _): trainer.network.nodes.indices.contains(layer)
    case .replace(let other, _): other.step.position == 0
    }
  }

  private func isPossible(_ place: Place, _ count: Int) -> Bool {
    let shape: Shape
    if let layer = place.layer, place.quantity == "d_out" {
      guard let index = trainer.network.index(of: layer), !isBetweenSteps,
        position >= trainer.network.forwardOperationCount
      else { return false }
      let whole = trainer.network.outputs[index].batched(images)
      shape = images == 1 ? whole.withoutFirst : whole
    } else if let layer = place.layer {
      guard let index = trainer.network.index(of: layer),
        let parameter = trainer.network.nodes[index].layer.parameters.first(where: {
          $0.name == place.quantity
        })
      else { return false }
      shape = parameter.values.shape.asPlace
    } else {
      guard place.quantity == "image" else { return false }
      guard images > 0 else { return true }
      let whole = trainer.network.input.batched(images).asPlace
      shape = images == 1 ? whole.withoutFirst : whole
    }
    guard shape.holds(place.indices) else { return false }
    let rest = shape.extents.dropFirst(place.indices.count).reduce(1, *)
    return count == 1 || count == rest
  }
}
