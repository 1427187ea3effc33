package import ConvNet
import Datasets

/// What the user has open. It is a value: a command works on a draft, which counts only if the
/// command succeeds.
package struct Session {
  /// The network in training, and every way back.
  package private(set) var timeline: Timeline<Float>
  /// The seed of the session: what fresh weights are drawn from where no other seed is given.
  package let seed: UInt64
  /// Words that stand for command lines.
  package var aliases: [String: String] = [:]
  /// Whether output that is longer than the screen stops after every screenful.
  var pagesOutput = true
  /// Which sample of a batch pictures show.
  private(set) var shown = 0
  /// What the network is called, how it was drawn, what its data is.
  private var provenances: Dated<Provenance>
  /// Test results, for learning curves.
  package var tests: [TestPoint] = []
  /// What was predicted, and how it came out.
  var predictions = Predictions()
  /// Lines typed so far, oldest first.
  package var history: [String] = []
  /// The numbers asked about, each reached from the one before.
  var whyPath: [Place] = []
  /// Where `step value` is, inside an operation.
  var valueStep: ValueStep?
  /// Where data sets are looked for.
  package let folders: DataFolders
  /// Whether the shell should end.
  package var isOver = false
  /// What has been said of a training that goes wrong.
  var reportedDiagnoses: Set<String> = []
  /// The update at which filters were last tried.
  var lastTrial = 0
  /// Whether the name of the bug that is on is hidden, and how often it has been guessed at.
  var isBugHidden = false
  var bugGuesses = 0
  /// How many bugs have been drawn at random.
  var bugsDrawn = 0
  /// How deep `source` is nested.
  var sourceDepth = 0
  /// What was done and said, for a report.
  var notebook: Notebook
  /// The lesson that is being taken.
  var lesson: LessonState?
  /// Where progress through the lessons is kept; nil: nowhere.
  var progressFile: String?

  /// A test that was run.
  package struct TestPoint {
    /// After which update.
    package let update: Int
    /// The clock at which it was run.
    package let clock: Int
    package let loss: Double
    package let accuracy: Double
  }

  /// The trainer as it is now.
  package var trainer: Trainer<Float> { timeline.state }
  /// What the network is called, how it was drawn, what its data is.
  package var provenance: Provenance { provenances.value(in: timeline) }
  /// The image of the step that pictures show.
  package var sample: Sample<Float>? { trainer.sample(shown) }

  /// A session on digits: MNIST from the user's data folder or the bundled sample, and the preset
  /// for it, with weights drawn from the seed.
  package static func digits(seed: UInt64, folders: DataFolders) throws(CommandError) -> Session {
    do {
      let loaded = try MNIST.find(in: folders.places(of: MNIST.self))
      return try Session(
        preset: .digits, data: loaded.split,
        provenance: Provenance(
          preset: .digits, diagram: Preset.digits.diagram, data: "mnist",
          source: loaded.sourceInWords, folder: loaded.wholeFolder),
        seed: seed, folders: folders)
    } catch {
      throw CommandError(error)
    }
  }

  private init(
    preset: Preset, data: DataSplit, provenance: Provenance, seed: UInt64, folders: DataFolders
  ) throws {
    let trainer = try Trainer(preset, data: data, context: PassContext(), seed: seed)
    timeline = Timeline(trainer)
    provenances = Dated(provenance)
    self.seed = seed
    notebook = Notebook(seed: seed)
    self.folders = folders
  }

  /// Puts another trainer in place of the present one, under the present names where no others
  /// are given; `back` undoes it.
  mutating func replace(
    with trainer: Trainer<Float>, as provenance: Provenance? = nil, with bugs: [any Bug]? = nil,
    saying what: String
  ) {
    var trainer = trainer
    let provenance = provenance ?? self.provenance
    trainer.shuffles = self.trainer.shuffles
    trainer.setBugs(bugs ?? self.trainer.bugs)
    perform(.replace(trainer, what))
    provenances.set(provenance, in: timeline)
  }

  // MARK: The timeline

  /// Does something new. Pictures show the first sample again where the batch is another one.
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

  /// Does the next operations up to so many updates more; see ``Timeline/advance(updates:)``.
  mutating func advance(updates count: Int) { timeline.advance(updates: count) }

  /// Does operations up to one that `isLast` names; see ``Timeline/advance(to:keepsStep:until:)``.
  mutating func advance(
    to isLast: (TapeOperation) -> Bool, keepsStep: Bool = true, until shouldStop: () -> Bool
  ) -> Bool {
    timeline.advance(to: isLast, keepsStep: keepsStep, until: shouldStop)
  }

  /// Goes to another time, and drops tests of a time that has not come.
  ///
  /// - Returns: Whether one is there; where it was told to stop, one is where one was.
  mutating func travel(to time: Int, until shouldStop: () -> Bool) -> Bool {
    guard timeline.travel(to: time, until: shouldStop) else { return false }
    tests.removeAll { $0.clock > time }
    return true
  }

  // MARK: The sample that is shown

  /// Shows another sample of the batch; nothing else changes, and nothing is logged.
  mutating func show(sample: Int) { shown = sample }

  /// The place of the sample that pictures show.
  func forShownSample(_ place: Place) -> Place { trainer.place(place, ofSample: shown) }

  // MARK: Tests

  /// Forgets tests of a future that was cut off, before a new one is noted.
  mutating func note(_ evaluation: Evaluation) {
    let now = timeline.now
    tests.removeAll { $0.clock > now }
    tests.append(
      TestPoint(
        update: trainer.updates, clock: now, loss: evaluation.loss,
        accuracy: evaluation.accuracy))
  }

  /// Whether a test was of the present network, at a time that lies behind.
  func isOfThisNetwork(_ test: TestPoint) -> Bool {
    test.clock <= timeline.now && test.clock >= trainer.journal.start ?? 0
      && test.update <= trainer.updates
  }

  /// Whether long output is shown a screenful at a time: not to a class that looks on.
  var isPaging: Bool { pagesOutput && !isPresenting }

  /// After how many updates training reports.
  package var reportEvery: Int { provenance.preset?.reportEvery ?? 100 }
}

extension Trainer<Float> {
  /// A preset's network with its settings, in front of some data.
  ///
  /// - Parameters:
  ///   - preset: The preset.
  ///   - data: Images for it.
  ///   - context: Where its tie policy comes from.
  ///   - seed: What its weights are drawn from.
  ///   - drawn: Whether all weights are drawn, also those that the preset gives.
  /// - Throws: An error where images and network do not fit.
  init(
    _ preset: Preset, data: DataSplit, context: PassContext, seed: UInt64, drawn: Bool = false
  ) throws {
    var context = context
    context.random = RandomSource(seed: seed)
    context.mode = .training
    let network = try preset.network(random: &context.random, drawn: drawn, as: Float.self)
    try self.init(
      network: network, data: data.entering(by: preset.normalisation),
      learningRate: Float(preset.learningRate), context: context, batchSize: preset.batch)
    optimiser.settings = preset.optimiser
  }

  /// Another network, or other data, under the present settings.
  func successor(
    network: Network<Float>? = nil, data: DataSplit? = nil, context: PassContext? = nil,
    journal: Journal = Journal()
  ) throws(InputError) -> Trainer {
    var next = try Trainer(
      network: network ?? self.network, data: data ?? self.data,
      learningRate: optimiser.learningRate, context: context ?? self.context, journal: journal,
      batchSize: batchSize, loss: loss)
    next.optimiser.settings = optimiser.settings
    return next
  }
}

extension Tensor {
  /// The part of a batch's tensor that belongs to a sample, as a batch of one.
  func ofSample(_ index: Int) -> Tensor {
    shape[0] == 1 ? self : slice([min(index, shape[0] - 1)]).batched
  }
}
