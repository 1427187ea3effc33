import ConvNet

/// Trainings on copies, from the start of the present network, that tell why a training went wrong:
/// the settings are those of now, with the learning rate that was in force, one thing is changed,
/// and what helps is the cause.
struct TrialSeries<S: Scalar> {
  private let timeline: Timeline<S>
  private let first: FirstNetwork<S>
  private let knownRate: Double?
  /// The learning rate that was in force.
  private var rate: Double
  private var state: Trainer<S> { timeline.state }

  /// Trials of a training with the present learning rate.
  init(_ timeline: Timeline<S>, first: FirstNetwork<S>, knownRate: Double?) {
    self.timeline = timeline
    self.first = first
    self.knownRate = knownRate
    rate = Double(timeline.state.optimiser.learningRate)
  }

  /// The trials of a training with another learning rate.
  func at(rate: Double) -> Self {
    var copy = self
    copy.rate = rate
    return copy
  }

  // MARK: Causes

  /// Why the answers do not beat guessing; `nil` where nothing that is tried helps.
  func cause(isSlow: Bool) -> Diagnosis.Cause? {
    if rate == 0, state.optimiser.learningRate == 0 { return .zeroRate }
    let frozen = state.frozenLayers.flatMap { $0.isFault ? $0 : nil }
    if let certain = frozen ?? state.faultOfMachine ?? faultAtFirst ?? first.wrongDrawing
      ?? state.identicalUnits
    {
      return certain
    }
    if let found = trial(.withoutEdits(edits)) { return .trial(found) }
    if let data = state.faultOfData ?? state.unrelatedLabels { return data }
    if let present = presentRate { return .trial(present) }
    let rates = isSlow ? largerRates + smallerRates : smallerRates + largerRates
    if first.oddAnswers != nil, let found = firstThatLearns(freshWeights) { return .trial(found) }
    let found =
      pixelTrial ?? firstThatLearns(rates) ?? firstThatLearns(freshWeights) ?? unfrozenTrial
    return found.map { .trial($0) }
  }

  /// What is wrong in a step of the network when it was new: where numbers are huge or gradients
  /// gone, it no longer shows.
  private var faultAtFirst: Diagnosis.Cause? { start()?.faultOfMachine }

  /// Why numbers ran over, or grew: a wrong step, the pixels or the learning rate.
  var causeOfOverflow: Diagnosis.Cause? {
    faultAtFirst ?? first.wrongDrawing
      ?? (pixelTrial ?? firstThatLearns(smallerRates)).map { .trial($0) }
  }

  /// Further training from here, where it learns.
  var later: Diagnosis.Trial? { trial(.none) }

  /// The larger learning rate, of a few, that gets furthest.
  var faster: Diagnosis.Trial? {
    largerRates.prefix(3).compactMap { trial($0) }
      .min { $0.report.loss < $1.report.loss }
  }

  /// The present learning rate in place of the one that was in force, where it learns.
  var presentRate: Diagnosis.Trial? {
    let present = Double(state.optimiser.learningRate)
    return present > 0 && present != rate ? trial(.learningRate(present, insteadOf: rate)) : nil
  }

  /// Why units get no gradient: it is wrong. Otherwise, what keeps all units of the layer alive, and
  /// learns: a smaller learning rate or, where there is none, fresh weights.
  func cause(of dead: Diagnosis.DeadUnits) -> Diagnosis.Cause? {
    if let fault = state.faultOfMachine, case .gradient(let place, _) = fault,
      place.layer == dead.layer
    {
      return fault
    }
    let rates = rate > 0 ? Array(smallerRates.prefix(4)) : []
    let isWeights = dead.death?.update == 0
    let all = isWeights ? freshWeights + rates : rates + freshWeights
    return firstThatLearns(all) { copy in
      var copy = copy
      return copy.network.index(of: dead.layer).map { copy.isAllAlive(layer: $0) } ?? false
    }.map { .trial($0) }
  }

  private var freshWeights: [Diagnosis.Change] {
    first.fresh.map { [.freshWeights(seed: $0.seed)] } ?? []
  }

  private var edits: [Place] {
    var places: [Place] = []
    for (_, place, _) in timeline.writes(in: timeline.firstKept..<timeline.now)
    where place.layer != nil && !places.contains(place.whole) { places.append(place.whole) }
    return places
  }

  private var pixelTrial: Diagnosis.Trial? {
    let (largest, spread) = state.inputs
    let own = state.data.training.normalisation
    let usual = Normalisation(scale: 255, mean: 0.5, padding: own.padding)
    guard largest > 10 || spread < 0.1, own != usual else { return nil }
    return trial(.pixels(usual, largest: largest))
  }

  private var unfrozenTrial: Diagnosis.Trial? {
    let frozen = state.network.nodes.filter { $0.isFrozen && !$0.layer.parameters.isEmpty }
    return frozen.isEmpty ? nil : trial(.unfrozen(frozen.map(\.name)))
  }

  // MARK: Learning rates

  /// A rate that is known to suit the network, then usual ones from half of the one in force down.
  private var smallerRates: [Diagnosis.Change] {
    let usual = [0.1, 0.03, 0.01, 3e-3, 1e-3, 1e-4, 1e-5, 1e-6]
    return changes(knownRates.filter { $0 < rate } + usual.filter { $0 <= rate / 2 }.prefix(6))
  }

  /// A rate that is known to suit the network, then usual ones from twice the one in force up.
  private var largerRates: [Diagnosis.Change] {
    let usual = [1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3]
    return changes(knownRates.filter { $0 > rate } + usual.filter { $0 >= rate * 2 }.prefix(5))
  }

  private var knownRates: [Double] { knownRate.map { [$0] } ?? [] }

  private func changes(_ rates: [Double]) -> [Diagnosis.Change] {
    rates.map { .learningRate($0, insteadOf: rate) }
  }

  // MARK: Trials

  private func firstThatLearns(
    _ changes: [Diagnosis.Change], where isGood: (Trainer<S>) -> Bool = { _ in true }
  ) -> Diagnosis.Trial? {
    for change in changes {
      if let found = trial(change, where: isGood) { return found }
    }
    return nil
  }

  /// A trial, where it learns beyond doubt and ends as it should.
  private func trial(
    _ change: Diagnosis.Change, where isGood: (Trainer<S>) -> Bool = { _ in true }
  ) -> Diagnosis.Trial? {
    guard !Interruption.isRequested, var copy = copy(with: change) else { return nil }
    let least = state.updatesToJudge
    let count = max(2 * least, min(state.updates, 1_000, 32_000 / state.imagesPerStep))
    let first = copy.updates
    copy.goOn(count)
    guard copy.updates == first + count else { return nil }
    let record = LearningRecord(copy.journal, in: first + count / 2..<first + count)
    guard record.clearlyLearns(beyond: copy.guessing), isGood(copy) else { return nil }
    return Diagnosis.Trial(
      change: change, updates: count,
      report: .init(loss: record.mean, accuracy: record.accuracy))
  }

  /// A copy to try something on; `nil` where the change makes no sense.
  private func copy(with change: Diagnosis.Change) -> Trainer<S>? {
    switch change {
    case .none: return state
    case .withoutEdits(let places): return places.isEmpty ? nil : start()
    case .learningRate(let rate, _):
      var copy = start()
      copy?.optimiser.learningRate = S(rate)
      return copy
    case .freshWeights: return first.fresh.flatMap { start(network: $0.trainer.network) }
    case .pixels(let normalisation, _):
      return start(data: state.data.entering(by: normalisation))
    case .unfrozen:
      var copy = start()
      for layer in state.network.nodes.indices { copy?.apply(.freeze(layer: layer, false)) }
      return copy
    }
  }

  /// The network when it was new, with the present settings.
  private func start(network: Network<S>? = nil, data: DataSplit? = nil) -> Trainer<S>? {
    let context = PassContext(
      ties: state.context.ties, random: first.trainer.context.random,
      mode: first.trainer.context.mode)
    guard
      var copy = try? Trainer(
        network: (network ?? first.trainer.network).freezing(asIn: state.network),
        data: data ?? state.data,
        learningRate: S(rate), context: context,
        batchSize: state.batchSize, loss: state.loss)
    else { return nil }
    copy.optimiser.settings = state.optimiser.settings
    copy.shuffles = state.shuffles
    copy.setHooks(state.switchedOn)
    return copy
  }
}
