import ArgumentParser
import ConvNet
import Datasets
import Lab
import Rendering

struct DetectCommand: TabularCommand {
  static let group = CommandGroup.try
  static let traits = CommandTraits.classifying
  static let configuration = CommandConfiguration(
    named: "detect", abstract: "Train with each bug, and show which checks see it.",
    discussion: """
      detect                  every bug, in a network in which each of them can show
      detect conv-flipped     only this bug, with what each check says
      detect --here           those that can show in the current network
      detect --updates 500    looks after 500 updates; 150 by default

      Each run starts from the same weights and takes the same images. The checks are loss,
      accuracy, grad, cons, update and ranges (help checks). An X marks a check that would make a
      careful person stop; a dot marks one that finds nothing. The session does not change.
      """)

  @Argument(help: ArgumentHelp("One bug.", valueName: "name")) var name: String?
  @Option(help: ArgumentHelp("Look after N updates.", valueName: "n")) var updates: String?
  @Flag(help: "In the current network.") var here = false

  @OptionGroup var data: DataOptions

  var onlyLooks: Bool { true }

  static let columns =
    [
      DataTable.Column("bug", .text, "the bug; empty for the run without one"),
      DataTable.Column("loss", .number, "the reported loss in the last fifth of the updates"),
      DataTable.Column("accuracy", .number, "the reported share of right answers there"),
      DataTable.Column("test_accuracy", .number, "the share of right answers on test images"),
    ]
    + ["loss", "accuracy", "gradcheck", "conservation", "update", "ranges"].map {
      DataTable.Column("\($0)_sees", .boolean, "whether this check sees it")
    }

  func rows(in session: inout Session, on console: Console) throws -> [[DataTable.Value]] {
    let updates = try updateCount()
    let start = try start(in: session)
    let board = try board(try bugs(for: start), from: start, updates: updates, on: console)
    return board.rows.map { bug, detection in
      var (loss, accuracy) = (DataTable.Value.missing, DataTable.Value.missing)
      for verdict in detection.verdicts {
        if case .loss(_, let last) = verdict { loss = .number(last) }
        if case .accuracy(let share, _) = verdict { accuracy = .number(share) }
      }
      return [
        bug.map { .text($0.name) } ?? .missing, loss, accuracy, .number(detection.testAccuracy),
      ] + detection.verdicts.map { .boolean($0.isSuspicious) }
    }
  }

  /// A small network in which every bug can occur: overlapping windows, a leaky and a plain ReLU, a
  /// second convolution with a stride, dense layers, minibatches.
  static let diagram =
    "conv3x3 4 normal=2, leakyrelu, maxpool 3 stride=2, conv2d 8 3x3 stride=2 init=he, relu, "
    + "fc 16 init=he, leakyrelu, softmax 10 init=uniform"

  func run(in session: inout Session, on console: Console) throws {
    let updates = try updateCount()
    let start = try start(in: session)
    let bugs = try bugs(for: start)
    console.print(heading(start, updates: updates))
    let board = try board(bugs, from: start, updates: updates, on: console)
    console.print(board.table(width: console.width()))
    if bugs.count <= 2, let last = board.rows.last {
      console.print(last.detection.verdicts.map(Board.sentence))
    } else {
      console.print(board.moral(width: console.width()))
    }
    console.print("next: bug on NAME, then the check itself; detect NAME says more about one")
  }

  private func updateCount() throws(CommandError) -> Int {
    guard let updates else { return 150 }
    return try Arguments.integer(updates, "--updates", in: 5...100_000)
  }

  private func start(in session: Session) throws -> Trainer<Float> {
    here ? session.trainer.rewound() : try Self.ground(in: session)
  }

  /// Trains with each bug, and checks whether it is detected.
  private func board(
    _ bugs: [(any Bug)?], from start: Trainer<Float>, updates: Int, on console: Console
  ) throws(CommandError) -> Board {
    var board = Board()
    for some in bugs.chunks(of: Parallel.cores).map({ Array($0) }) where !console.isInterrupted() {
      console.progress("training with \(some[0]?.name ?? "no bug") ...")
      let detections = Parallel.map(some.count) { index in
        Detection(of: some[index], from: start, updates: updates, until: console.isInterrupted)
      }
      for case (let bug, let detection?) in zip(some, detections) {
        board.rows.append((bug, detection))
      }
    }
    if console.isInterrupted() { throw CommandError.stopped }
    return board
  }

  private func bugs(for start: Trainer<Float>) throws -> [(any Bug)?] {
    guard let name else {
      return [nil] + BugCatalog.all.filter { $0.obstacle(in: start) == nil }
    }
    let known = try Arguments.choice(name, "bug", among: BugCatalog.all.map { $0.name })
    guard let bug = BugCatalog.named(known) else { return [nil] }
    if let obstacle = bug.obstacle(in: start) {
      throw CommandError(
        "`\(bug.name)` cannot show here: \(obstacle).", at: name, hint: obstacle.hint)
    }
    return [nil, bug]
  }

  /// The data for the trials: the session's if its images are large enough, else the digits.
  private static func ground(in session: Session) throws -> Trainer<Float> {
    let own = session.trainer.data
    let isFit =
      own.training.imageShape.extents.suffix(2).allSatisfy { $0 >= 16 }
      && own.training.classes.count == 10
    let data =
      try isFit
      ? own.entering(by: .centred)
      : DataLoader.load(MNIST.self, path: nil, selection: Selection(), folders: session.folders)
        .split
    var random = RandomSource(seed: session.seed)
    let network = try Network<Float>(
      input: data.training.imageShape, diagram: Diagram(parsing: diagram), random: &random)
    return try Trainer(
      network: network, data: data, learningRate: 0.1, context: PassContext(random: random),
      batchSize: 8)
  }

  private func heading(_ start: Trainer<Float>, updates: Int) -> [String] {
    [
      here
        ? "In the current network, from its current weights:"
        : "In a network with a place for every bug (help detect):",
      "\(Numbers.count(start.data.training.count, "image")) of \(start.data.training.name); "
        + "\(Numbers.count(updates, "update")) of \(start.batchSize), rate "
        + "\(Numbers.compact(start.optimiser.learningRate)); then six checks. X: seen.",
    ]
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? BugCatalog.all.map { Offer($0.name, note: $0.summary) } : []
  }
}

/// The table of bugs and checks.
private struct Board {
  var rows: [(bug: (any Bug)?, detection: Detection)] = []

  func table(width: Int) -> [String] {
    var table = Table(
      ["bug", "loss", "accuracy", "grad", "cons", "update", "ranges", "test"],
      alignments: [.left, .right, .right, .right, .right, .right, .right, .right])
    for (bug, detection) in rows {
      table.append(
        [bug?.name ?? "no bug"] + detection.verdicts.map(Self.cell)
          + [Numbers.percent(detection.testAccuracy)])
    }
    return table.block(width: width).lines
  }

  private static func cell(_ verdict: Detection.Verdict) -> String {
    let mark = verdict.isSuspicious ? "X" : "."
    switch verdict {
    case .loss(_, let last): return "\(Numbers.fixed(last, 2)) \(mark)"
    case .accuracy(let share, _): return "\(Numbers.percent(share)) \(mark)"
    default: return mark
    }
  }

  /// A verdict as a sentence.
  static func sentence(_ verdict: Detection.Verdict) -> String {
    let mark = verdict.isSuspicious ? "X " : ". "
    switch verdict {
    case .loss(let first, let last):
      return mark + "the reported loss went from \(Numbers.fixed(first, 3)) to "
        + Numbers.fixed(last, 3)
    case .accuracy(let share, let chance):
      return mark + "the reported accuracy is \(Numbers.percent(share)); guessing gives "
        + Numbers.percent(chance)
    case .gradients(let worst, let error, let isWrong):
      guard let worst else { return mark + "no gradient could be compared" }
      let size =
        error > 1e-3 ? Numbers.compact(error, digits: 2) : Numbers.scientific(error, digits: 2)
      return mark
        + (isWrong
          ? "the gradient of \(worst) is wrong: error \(size)"
          : "the gradients agree with the loss; the largest error is \(size), of \(worst)")
    case .conservation(let ratio):
      guard let ratio else { return mark + "no gradient reaches a pooling layer" }
      return mark
        + (verdict.isSuspicious
          ? "pooling does not pass on what it gets: its sum is off by "
            + Numbers.percent(abs(ratio - 1)) + " of the gradients' size"
          : "pooling passes on all the gradient it gets, and no more")
    case .update(let wrong):
      return mark
        + (wrong.map { "\($0) did not move as the rule says" }
          ?? "every parameter moved as the rule says")
    case .ranges(let wrong, let isProbe):
      guard let wrong else { return mark + "all values are finite and of reasonable size" }
      return mark + "the numbers of \(wrong) are out of range"
        + (isProbe ? " for an image of high contrast" : "")
    }
  }

  /// What the table teaches, with its counts.
  func moral(width: Int) -> [String] {
    let bugs = rows.filter { $0.bug != nil }
    let right = rows.first { $0.bug == nil }?.detection.verdicts
    let names = [
      "the loss", "accuracy", "the gradient check", "conservation", "the update", "ranges",
    ]
    let counts = names.indices.map { check in
      bugs.count { $0.detection.verdicts[check].isSuspicious }
    }
    let useless = names.indices.filter { right?[$0].isSuspicious ?? false }
    let unseen = bugs.filter { row in
      !names.indices.contains {
        row.detection.verdicts[$0].isSuspicious && !useless.contains($0)
      }
    }
    let seen = zip(names, counts).map { "\($0) \($1)" }.joined(separator: ", ")
    var text = "Of \(Numbers.count(bugs.count, "bug")), seen by: \(seen)."
    if !useless.isEmpty {
      let stopped = useless.map { names[$0] }.joined(separator: ", ")
      text +=
        " These also see something in correct code, so they prove nothing here: \(stopped). "
        + "More updates may help."
    }
    if !unseen.isEmpty {
      text += " Seen by no check: \(unseen.compactMap { $0.bug?.name }.joined(separator: ", "))."
    }
    return TextBlock.wrapped(text, width: width).lines
  }
}
