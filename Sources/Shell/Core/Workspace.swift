package import ConvNet
import Lab

/// What a lesson saves and restores: the network in training with its history, and the state that
/// features keep with it.
package struct Workspace {
  /// The network in training, with its history.
  package private(set) var timeline: Timeline<Float>
  /// The seed of fresh weights, unless another one is given.
  package let seed: UInt64
  /// Which sample of a batch pictures show.
  private(set) var shown = 0
  /// The results of all tests, on any branch.
  private(set) var allTests: [TestPoint] = []
  private(set) var provenances: Dated<Provenance>
  private var parts = Parts()

  /// A test that was run.
  package struct TestPoint {
    /// The number of updates before it.
    package let update: Int
    /// The point of the timeline at which it was run.
    package let point: TimelinePoint
    package let loss: Double
    package let accuracy: Double
  }

  /// A test, for a file.
  struct TestRecord: Codable {
    let update: Int
    let point: PointRecord
    let loss: Double
    let accuracy: Double
  }

  /// The tests on all lines, for a file.
  var testRecords: [TestRecord] {
    allTests.filter { timeline.knows($0.point) }.map {
      TestRecord(
        update: $0.update, point: PointRecord($0.point), loss: $0.loss, accuracy: $0.accuracy)
    }
  }

  /// A workspace that begins with a trainer.
  init(
    _ trainer: Trainer<Float>, from provenance: Provenance, seed: UInt64,
    limits: TimelineLimits = TimelineLimits()
  ) {
    timeline = Timeline(trainer, limits: limits)
    provenances = Dated(provenance, in: timeline)
    self.seed = seed
  }

  /// A workspace from a file; state that is not in a file starts fresh.
  init?(
    _ timeline: Timeline<Float>, provenances: Dated<Provenance>, tests: [TestRecord], seed: UInt64,
    shown: Int
  ) {
    guard tests.allSatisfy({ timeline.knows($0.point.point) }), shown >= 0,
      shown < max(1, timeline.state.step.count)
    else { return nil }
    self.timeline = timeline
    self.provenances = provenances
    allTests = tests.map {
      TestPoint(update: $0.update, point: $0.point.point, loss: $0.loss, accuracy: $0.accuracy)
    }
    self.seed = seed
    self.shown = shown
  }

  /// The state of a feature.
  subscript<Part: WorkspacePart>(_ type: Part.Type) -> Part {
    get { parts[type] ?? Part() }
    set { parts[type] = newValue }
  }

  /// The trainer as it is now.
  package var trainer: Trainer<Float> { timeline.state }
  /// The name of the network, the origin of its weights, and its data.
  package var provenance: Provenance { provenances.value(in: timeline) }

  // MARK: The timeline

  /// Performs an action. If the batch changes, pictures show its first sample.
  mutating func perform(_ action: Timeline<Float>.Action) {
    let known = provenance
    timeline.perform(action)
    switch action {
    case .choose: shown = 0
    case .replace:
      shown = 0
      provenances.set(known, in: timeline)
    default: break
    }
  }

  /// Replaces the trainer, under the present names unless others are given; `back` undoes it.
  mutating func replace(
    with trainer: Trainer<Float>, as provenance: Provenance? = nil,
    with hooks: [any StepHook]? = nil, saying what: String
  ) {
    var trainer = trainer
    trainer.shuffles = self.trainer.shuffles
    trainer.setHooks(hooks ?? self.trainer.switchedOn)
    perform(.replace(trainer, what))
    if let provenance { provenances.set(provenance, in: timeline) }
  }

  /// Does the next operations, up to `count` more updates; see ``Timeline/advance(updates:)``.
  mutating func advance(updates count: Int) { timeline.advance(updates: count) }

  /// Does operations, up to and including the first for which `isLast` holds; see
  /// ``Timeline/advance(to:keepsStep:until:)``.
  mutating func advance(
    to isLast: (TapeOperation) -> Bool, keepsStep: Bool = true, until shouldStop: () -> Bool
  ) -> Bool {
    timeline.advance(to: isLast, keepsStep: keepsStep, until: shouldStop)
  }

  /// Goes to another time on the present line, or on a branch, which becomes the present line.
  ///
  /// - Returns: Whether it arrived; if it was stopped, nothing has changed.
  mutating func travel(
    to time: Int, of branch: Timeline<Float>.Line? = nil, until shouldStop: () -> Bool
  ) -> Bool {
    guard let branch else { return timeline.travel(to: time, until: shouldStop) }
    return timeline.travel(to: branch, at: time, until: shouldStop)
  }

  /// Gives the present point a name.
  mutating func keep(_ name: String) { timeline.keep(name) }

  /// Removes the name of a point.
  mutating func forget(_ name: String) { timeline.forget(name) }

  // MARK: Samples and tests

  /// Shows another sample of the batch; nothing else changes, and nothing is logged.
  mutating func show(sample: Int) { shown = sample }

  /// The tests that were run up to now, on the present line.
  package var tests: [TestPoint] { allTests.filter { timeline.hasPassed($0.point) } }

  /// Records a test, and drops those on lines that no longer exist.
  mutating func note(_ evaluation: Evaluation) {
    allTests.removeAll { !timeline.knows($0.point) }
    allTests.append(
      TestPoint(
        update: trainer.updates, point: timeline.point, loss: evaluation.loss,
        accuracy: evaluation.accuracy))
  }

  /// The last test, if only operations other than an update have followed it.
  var testOfNow: TestPoint? {
    guard let test = tests.last, isOfThisNetwork(test), test.update == trainer.updates else {
      return nil
    }
    let isUnchanged = (test.point.time..<timeline.now).allSatisfy {
      switch timeline.action(at: $0) {
      case .operation, .choose: true
      default: false
      }
    }
    return isUnchanged ? test : nil
  }

  /// Whether a test was run on the present network, at a time in its past.
  func isOfThisNetwork(_ test: TestPoint) -> Bool {
    timeline.hasPassed(test.point) && test.point.time >= trainer.journal.start ?? 0
      && test.update <= trainer.updates
  }
}

extension Tensor {
  /// The part of a batch's tensor for one sample, as a batch of one.
  func ofSample(_ index: Int) -> Tensor {
    shape[0] == 1 ? self : slice([min(index, shape[0] - 1)]).batched
  }
}
