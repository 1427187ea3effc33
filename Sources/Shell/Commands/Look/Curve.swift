import ArgumentParser
import ConvNet
import Rendering

struct CurveCommand: ShellCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "curve", abstract: "Plot loss and accuracy over the updates so far.",
    discussion: """
      curve             the loss of training and test
      curve accuracy    the share of right answers
      curve > curve.svg   both, as a picture

      A point of the training curve is the average over so many images as a report of
      training covers; a point of the test curve is a test.
      """)

  @Argument(help: ArgumentHelp("loss (the default) or accuracy.", valueName: "what"))
  var what: String?

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    console.print(try curve(of: chosen() ?? "loss", in: session).block(width: console.width()))
  }

  private func chosen() throws -> String? {
    try what.map { try Arguments.choice($0, "curve", among: ["loss", "accuracy"]) }
  }

  private func curve(of what: String, in session: Session) throws -> Curve {
    let journal = session.trainer.journal
    guard journal.count > 1 else {
      throw CommandError("There are too few updates for a curve.", hint: "sgd 500")
    }
    let every = max(1, min(session.reportEvery, journal.count / 10))
    let blocks = (0..<journal.count / every).map { $0 * every..<($0 + 1) * every }
    let training = blocks.map { block in
      let average = journal.average(block)
      return (
        x: Double(block.upperBound), y: what == "loss" ? average.loss : average.accuracy
      )
    }
    let tests = session.tests.filter { session.workspace.isOfThisNetwork($0) }.map {
      (x: Double($0.update), y: what == "loss" ? $0.loss : $0.accuracy)
    }
    var series = [
      Curve.Series("training", mark: "*", points: training)
    ]
    if !tests.isEmpty { series.append(Curve.Series("test", mark: "o", points: tests)) }
    return Curve(
      title: "\(what), training averaged over "
        + Numbers.count(every, session.trainer.batchSize > 1 ? "update" : "image"),
      xTitle: "updates", series: series)
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? ["loss", "accuracy"].map { Offer($0) } : []
  }
}

extension CurveCommand: PicturedCommand {
  func figure(in session: Session, on console: Console) throws -> Figure? {
    let what = try chosen()
    let curves = try (what.map { [$0] } ?? ["loss", "accuracy"]).map {
      try curve(of: $0, in: session)
    }
    return CurveFigure.figure(
      title: Captions.heading(what ?? "loss and accuracy", session, ofImage: false),
      notes: [session.provenance.diagram, SessionSummary.settings(session)], curves)
  }
}
