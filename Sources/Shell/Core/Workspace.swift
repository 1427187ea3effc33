package import ConvNet
import Lab

/// What a lesson saves and restores: the network in training with its history, and the state that
/// features keep with it.
package struct Workspace {
  /// The network in training, with its history.
  package private(set) var timeline: Timeline<Float>
  /// The seed of fresh weights, unless another is given.
  package let seed: UInt64
  /// Which sample of a batch pictures show.
  private(set) var shown = 0
  /// Test results, for learning curves.
  package private(set) var tests: [TestPoint] = []
  private var provenances: Dated<Provenance>
  private var parts = Parts()

  /// A test that was run.
  package struct TestPoint {
    /// After which update.
    package let update: Int
    /// The clock at which it was run.
    package let clock: Int
    package let loss: Double
    package let accuracy: Double
  }

  /// A workspace that begins with a trainer.
  init(_ trainer: Trainer<Float>, from provenance: Provenance, seed: UInt64) {
    timeline = Timeline(trainer)
    provenances = Dated(provenance)
    self.seed = seed
  }

  /// The state of a feature.
  subscript<Part: WorkspacePart>(_ type: Part.Type) -> Part {
    get { parts[type] ?? Part() }
    set { parts[type] = newValue }
  }

  /// The trainer as it is now.
  package var trainer: Trainer<Float> { timeline.state }
  /// What the network is called, how it was drawn, what its data is.
  package var provenance: Provenance { provenances.value(in: timeline) }

  // MARK: The timeline

  /// Does something new. Pictures show the first sample again if the batch changes.
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

  /// Puts another trainer in place of the present one, under the present names unless others are
  /// given; `back` undoes it.
  mutating func replace(
    with trainer: Trainer<Float>, as provenance: Provenance? = nil, with bugs: [any Bug]? = nil,
    saying what: String
  ) {
    var trainer = trainer
    trainer.shuffles = self.trainer.shuffles
    trainer.setBugs(bugs ?? self.trainer.bugs)
    perform(.replace(trainer, what))
    if let provenance { provenances.set(provenance, in: timeline) }
  }

  /// Does the next operations, up to `count` more updates; see ``Timeline/advance(updates:)``.
  mutating func advance(updates count: Int) { timeline.advance(updates: count) }

  /// Does operations, up to one that satisfies `isLast`; see
  /// ``Timeline/advance(to:keepsStep:until:)``.
  mutating func advance(
    to isLast: (TapeOperation) -> Bool, keepsStep: Bool = true, until shouldStop: () -> Bool
  ) -> Bool {
    timeline.advance(to: isLast, keepsStep: keepsStep, until: shouldStop)
  }

  /// Goes to another time, and drops the tests that came after it.
  ///
  /// - Returns: Whether it arrived; if it was stopped, nothing has changed.
  mutating func travel(to time: Int, until shouldStop: () -> Bool) -> Bool {
    guard timeline.travel(to: time, until: shouldStop) else { return false }
    tests.removeAll { $0.clock > time }
    return true
  }

  // MARK: Samples and tests

  /// Shows another sample of the batch; nothing else changes, and nothing is logged.
  mutating func show(sample: Int) { shown = sample }

  /// Notes a test, and forgets those of a future that was cut off.
  mutating func note(_ evaluation: Evaluation) {
    let now = timeline.now
    tests.removeAll { $0.clock > now }
    tests.append(
      TestPoint(
        update: trainer.updates, clock: now, loss: evaluation.loss,
        accuracy: evaluation.accuracy))
  }

  /// Whether a test was of the present network, at a time in its past.
  func isOfThisNetwork(_ test: TestPoint) -> Bool {
    test.clock <= timeline.now && test.clock >= trainer.journal.start ?? 0
      && test.update <= trainer.updates
  }
}

extension Tensor {
  /// The part of a batch's tensor for one sample, as a batch of one.
  func ofSample(_ index: Int) -> Tensor {
    shape[0] == 1 ? self : slice([min(index, shape[0] - 1)]).batched
  }
}
