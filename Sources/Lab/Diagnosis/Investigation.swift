import ConvNet

/// One diagnosis of a training: what it has looked at is not computed again.
struct Investigation<S: Scalar> {
  let timeline: Timeline<S>
  let first: FirstNetwork<S>
  private let effort: DiagnosisEffort
  private let trials: TrialSeries<S>
  var state: Trainer<S> { timeline.state }

  init(_ timeline: Timeline<S>, effort: DiagnosisEffort, knownRate rate: Double?) {
    self.timeline = timeline
    self.effort = effort
    first = FirstNetwork(timeline)
    trials = TrialSeries(timeline, first: first, knownRate: rate)
  }

  /// What is wrong, or worth knowing.
  func findings() -> [Diagnosis] {
    if var origin = firstNotFinite() {
      if effort > .glance, origin.edit == nil, origin.operation != nil {
        origin.cause = trials.at(rate: origin.learningRate).causeOfOverflow
      }
      return [.notFinite(origin)]
    }
    let symptom = divergence() ?? enormity() ?? stagnation()
    guard effort > .glance else { return symptom.map { [$0] } ?? [] }
    let dead = timeline.deadUnits().map { dead in
      var dead = dead
      // Where nobody asked, only faults are reported.
      if effort > .look || Diagnosis.dead(dead).isFault {
        dead.cause = trials.at(rate: dead.death?.learningRate ?? lastRate).cause(of: dead)
      }
      return dead
    }
    let isShut = dead.contains { $0.units.count == $0.count }
    var findings = symptom.map { [explained($0, isShut: isShut)] } ?? []
    guard effort > .look else { return findings + dead.map(Diagnosis.dead) }
    if symptom == nil, let slow = slowness() { findings.append(.slow(slow)) }
    let known = findings.compactMap(\.cause) + dead.compactMap(\.cause)
    let weights = first.wrongDrawing ?? first.oddAnswers.map { .firstWeights($0) }
    // A wrong gradient can be why units are dead, never the other way round.
    findings += (state.ownFaults + [weights].compactMap(\.self))
      .filter { !known.contains($0) }.map(Diagnosis.found)
    return findings + dead.map(Diagnosis.dead)
  }

  /// A symptom with its cause.
  ///
  /// - Parameters:
  ///   - symptom: What is seen.
  ///   - isShut: Whether a whole layer is dead, so that a larger learning rate does not help.
  /// - Returns: ``Diagnosis/slow(_:)`` where further training learns, or would at a larger rate.
  private func explained(_ symptom: Diagnosis, isShut: Bool) -> Diagnosis {
    switch symptom {
    case .diverged(var divergence):
      if divergence.edit == nil, divergence.learningRate > 0 {
        divergence.cause = trials.at(rate: divergence.learningRate).cause(isSlow: false)
      }
      return .diverged(divergence)
    case .flat(var plateau):
      let earlier = earlierRate.map { trials.at(rate: $0) }.flatMap {
        $0.presentRate == nil ? nil : $0
      }
      if earlier == nil, !plateau.isWorse, state.optimiser.learningRate > 0,
        let later = trials.later
      {
        plateau.cause = .trial(later)
        return .slow(plateau)
      }
      plateau.cause = (earlier ?? trials.at(rate: lastRate))
        .cause(isSlow: !plateau.isWorse && !isShut)
      if case .trial(let trial) = plateau.cause,
        case .learningRate(let rate, let old) = trial.change, !plateau.isWorse, rate > old
      {
        return .slow(plateau)
      }
      return .flat(plateau)
    case .enormous(var growth):
      if growth.edit == nil {
        growth.cause = trials.at(rate: growth.learningRate).causeOfOverflow
      }
      return .enormous(growth)
    default: return symptom
    }
  }

  private func enormity() -> Diagnosis? {
    guard let largest = state.largestParameter, largest.value.magnitude > 100 else { return nil }
    let atFirst = first.largest
    guard largest.value.magnitude > 1_000 * atFirst else { return nil }
    return .enormous(
      Diagnosis.Growth(
        largest: largest, atFirst: atFirst, learningRate: rates.map(\.rate).max() ?? lastRate,
        edit: edit(before: timeline.now, largest)))
  }

  /// Answers that do not beat guessing, and do not get better.
  private func stagnation() -> Diagnosis? {
    guard let record = state.recentLearning else { return nil }
    let isWorse = record.isAbove(1.05 * state.chanceLoss) && !record.isFalling
    guard isWorse || !record.learns(beyond: state.guessing) else { return nil }
    return .flat(plateau(record, isWorse: isWorse))
  }

  /// It learns, but has come less than a tenth of the way from guessing to a loss of 0, with less than
  /// half of what guessing gets wrong right, and a larger learning rate goes more than three times as
  /// far.
  private func slowness() -> Diagnosis.Plateau? {
    let (guessing, guessed) = (state.guessing.loss, state.guessing.accuracy)
    guard let record = state.recentLearning, record.mean > 0.9 * guessing,
      record.accuracy < (1 + guessed) / 2,
      let trial = trials.at(rate: lastRate).faster,
      guessing - trial.report.loss > 3 * (guessing - record.mean)
    else { return nil }
    var plateau = plateau(record, isWorse: false)
    plateau.cause = .trial(trial)
    return plateau
  }

  private func plateau(_ record: LearningRecord, isWorse: Bool) -> Diagnosis.Plateau {
    let guessing = state.guessing
    let count = state.updatesToJudge
    return Diagnosis.Plateau(
      report: .init(loss: record.mean, accuracy: record.accuracy), count: count,
      atFirst: state.journal.average(0..<count).loss,
      guessing: .init(loss: guessing.loss, accuracy: guessing.accuracy), isWorse: isWorse)
  }

  // MARK: Learning rates

  /// The learning rates that the network was trained with, each with the time at which that began.
  private var rates: [(rate: Double, time: Int)] {
    timeline.learningRates(since: first.trainer).map { (Double($0.rate), $0.time) }
  }

  /// The rate of the last operation, which may no longer be the present one.
  private var lastRate: Double {
    rates.last?.rate ?? Double(state.optimiser.learningRate)
  }

  /// A rate that may have caused what is seen now, and is no longer used: the largest, because
  /// damage lasts, or one that was replaced without any update since.
  private var earlierRate: Double? {
    let present = Double(state.optimiser.learningRate)
    let largest = rates.map(\.rate).max() ?? present
    return largest > present ? largest : lastRate != present ? lastRate : nil
  }

  private func rate(ofUpdate update: Int) -> Double {
    let time = timeline.time(ofUpdate: update) ?? timeline.now
    return rates.last { $0.time < time }?.rate ?? lastRate
  }

  // MARK: Answers worse than guessing

  private func divergence() -> Diagnosis? {
    let journal = state.journal
    let chance = state.chanceLoss
    let count = min(journal.count, 20)
    guard count >= 5 else { return nil }
    let last = (journal.count - count..<journal.count).map { Double(journal[$0].loss) }
    let mean = last.reduce(0, +) / Double(count)
    guard mean > 4 * chance, mean > largeLoss else { return nil }
    let began = largeLosses(upTo: journal.count) ?? journal.count
    return .diverged(
      Diagnosis.Divergence(
        update: began,
        losses: (max(0, began - 2)..<min(began + 2, journal.count)).map {
          Double(journal[$0].loss)
        },
        mean: mean, count: count, zeros: last.count { $0 == 0 }, chance: chance,
        learningRate: rate(ofUpdate: began), largest: state.largestParameter,
        atFirst: first.largest, edit: edit(before: timeline.now, state.largestParameter)))
  }

  /// A loss far above that of guessing, and above that of the network's first answers: weights that
  /// were large from the start are not a sign of trouble.
  private var largeLoss: Double {
    4 * max(state.chanceLoss, first.loss.isFinite ? first.loss : 0)
  }

  /// The first of the updates, up to the given one, in which losses far above that of guessing
  /// recurred.
  func largeLosses(upTo last: Int) -> Int? {
    let limit = largeLoss
    var began: Int?
    var update = last
    while update > 0, (began ?? last) - update <= 50 {
      if Double(state.journal[update - 1].loss) > limit { began = update }
      update -= 1
    }
    return began
  }
}
