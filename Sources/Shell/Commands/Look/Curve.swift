import ArgumentParser
import ConvNet
import Rendering

struct CurveCommand: TabularCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.classifying
  static let configuration = CommandConfiguration(
    named: "curve", abstract: "Plot loss and accuracy over the updates so far.",
    discussion: """
      curve               the loss in training and in tests
      curve accuracy      the share of right answers
      curve > curve.svg   both, as a picture
      curve --csv         both, as data
      curve keep slow     keeps the curve of training under a name, to draw later ones over it

      Kept curves outlast `init`, `net` and `goto`, and are saved with the session (help save);
      `curve drop NAME` drops one.
      Each point of the training curve is an average over as many images as one line of `sgd`
      covers; in the test curve, it is one test.
      """)

  @Argument(
    help: ArgumentHelp("loss (the default), accuracy, keep or drop.", valueName: "what"))
  var what: String?
  @Argument(help: ArgumentHelp("The name of a kept curve.", valueName: "name"))
  var name: String?

  @OptionGroup var data: DataOptions

  var onlyLooks: Bool { what.map { !Self.keeping.contains($0) } ?? true }

  static let columns = [
    DataTable.Column("series", .text, "training, test, or the name of a kept curve"),
    DataTable.Column("update", .integer, "how many updates had been done"),
    DataTable.Column("updates", .integer, "how many updates are averaged, for training"),
    DataTable.Column("loss", .number, "the average loss"),
    DataTable.Column("accuracy", .number, "the share of right answers, from 0 to 1"),
  ]

  func rows(in session: inout Session, on console: Console) throws -> [[DataTable.Value]] {
    _ = try chosen()
    let kept = session.workspace[KeptCurves.self].all
    let journal = session.trainer.journal
    let hasOwn = kept.isEmpty || journal.count > 1
    let training = try (hasOwn ? blocks(in: session) : []).map { block -> [DataTable.Value] in
      let average = journal.average(block)
      return [
        .text("training"), .integer(block.upperBound), .integer(block.count),
        .number(average.loss), .number(average.accuracy),
      ]
    }
    return training
      + session.tests.filter(session.workspace.isOfThisNetwork).map { test in
        [
          .text("test"), .integer(test.update), .missing, .number(test.loss),
          .number(test.accuracy),
        ]
      }
      + kept.flatMap { curve in
        curve.points.map { point in
          [
            .text(curve.name), .integer(point.update), .integer(point.updates),
            .number(point.loss), .number(point.accuracy),
          ]
        }
      }
  }

  func run(in session: inout Session, on console: Console) throws {
    if let what, Self.keeping.contains(what) {
      return try keepOrDrop(what, in: &session, on: console)
    }
    console.print(try curve(of: chosen() ?? "loss", in: session).block(width: console.width()))
    for kept in session.workspace[KeptCurves.self].all {
      console.print("\(kept.name): \(kept.about)")
    }
  }

  private func chosen() throws -> String? {
    if let name { throw CommandError("`curve` takes one word.", at: name, hint: "curve") }
    return try what.map {
      try Arguments.choice($0, "curve", among: ["loss", "accuracy"] + Self.keeping)
    }
  }

  func curve(of what: String, in session: Session) throws -> Curve {
    let journal = session.trainer.journal
    let kept = session.workspace[KeptCurves.self].all
    // Kept curves can be looked at before there is a new one.
    let blocks = kept.isEmpty || journal.count > 1 ? try blocks(in: session) : []
    let training = blocks.map { block in
      let average = journal.average(block)
      return (
        x: Double(block.upperBound), y: what == "loss" ? average.loss : average.accuracy
      )
    }
    let tests = session.tests.filter { session.workspace.isOfThisNetwork($0) }.map {
      (x: Double($0.update), y: what == "loss" ? $0.loss : $0.accuracy)
    }
    var series: [Curve.Series] = []
    if !blocks.isEmpty { series.append(Curve.Series("training", mark: "*", points: training)) }
    if !tests.isEmpty {
      series.append(Curve.Series("test", mark: "o", isMeasured: true, points: tests))
    }
    series += zip(kept, KeptCurves.marks).map { curve, mark in
      let points = curve.points.map {
        (x: Double($0.update), y: what == "loss" ? $0.loss : $0.accuracy)
      }
      return Curve.Series(curve.name, mark: mark, points: points)
    }
    let each = blocks.first?.count ?? kept.first?.points.first?.updates ?? 1
    return Curve(
      title: "\(what), training averaged over "
        + Numbers.count(each, session.trainer.imagesPerStep > 1 ? "update" : "image"),
      xTitle: "updates", series: series)
  }

  /// The updates that each point of the training curve is the average of.
  func blocks(in session: Session) throws(CommandError) -> [Range<Int>] {
    let count = session.trainer.journal.count
    guard count > 1 else {
      throw CommandError("There are too few updates for a curve.", hint: "sgd 500")
    }
    let every = max(1, min(session.reportEvery, count / 10))
    return (0..<count / every).map { $0 * every..<($0 + 1) * every }
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words {
    case []:
      return ["loss", "accuracy"].map { Offer($0) } + [
        Offer("keep", note: "keeps this curve, to compare later ones with"),
        Offer("drop", note: "drops a kept curve"),
      ]
    case ["keep"]: return [.hint("name", note: "one word, such as slow")]
    case ["drop"]: return session.workspace[KeptCurves.self].all.map { Offer($0.name) }
    default: return []
    }
  }
}

extension CurveCommand: PicturedCommand {
  static var figureSaysAll: Bool { true }

  func figure(in session: Session, on console: Console) throws -> Figure? {
    let what = try chosen()
    let curves = try (what.map { [$0] } ?? ["loss", "accuracy"]).map {
      try curve(of: $0, in: session)
    }
    return CurveFigure.figure(
      title: Captions.heading(what ?? "loss and accuracy", session, ofImage: false),
      notes: [session.diagram, SessionSummary.settings(session)]
        + session.workspace[KeptCurves.self].all.map { "\($0.name): \($0.about)" }, curves)
  }
}
