import ConvNet
import Foundation
import Lab
import Shell

/// A session without a terminal, and its output.
final class TestShell {
  private final class Page { var text = "" }

  private let page = Page()
  let interpreter: Interpreter

  /// A session on the bundled digits, or on what `lines` make of it.
  init(
    _ lines: String..., seed: UInt64 = 1, width: Int = 80, hasPrompt: Bool = false,
    screen: Screen = Screen(), clearing: String? = nil,
    isInterrupted: @escaping () -> Bool = { false }
  ) throws {
    let page = page
    interpreter = Interpreter(
      session: try Session.digits(seed: seed, folders: .none),
      console: Console(
        width: { width }, hasPrompt: hasPrompt, isInterrupted: isInterrupted, screen: screen,
        clearing: clearing.map { text in { text } }, output: { page.text += $0 }))
    for line in lines { try run(line) }
  }

  /// A session that other test shells may start from, too.
  init(
    from session: Session, width: Int = 80, isInterrupted: @escaping () -> Bool = { false }
  ) {
    let page = page
    interpreter = Interpreter(
      session: session,
      console: Console(
        width: { width }, isInterrupted: isInterrupted, output: { page.text += $0 }))
  }

  var session: Session { interpreter.session }

  /// Runs a line and returns its output.
  @discardableResult
  func run(_ line: String) throws(CommandError) -> String {
    page.text = ""
    try interpreter.run(line)
    return page.text
  }

  /// The error of a line, if it fails.
  func error(_ line: String) -> CommandError? {
    do throws(CommandError) {
      try run(line)
      return nil
    } catch {
      return error
    }
  }

  /// The output of the last line, even if it failed.
  var printed: String { page.text }

  /// The names of all commands, as `help` lists them.
  func commands() throws -> [String] {
    // A group that is too long for one line continues on the next, indented.
    try run("help").split(separator: "\n").dropFirst().prefix { !$0.hasPrefix("ideas") }
      .flatMap { line in
        line.split(separator: " ").dropFirst(line.hasPrefix(" ") ? 0 : 1)
      }.map(String.init)
  }

  /// The topics that `help` explains.
  func ideas() throws -> [String] {
    try run("help").split(separator: "\n").drop { !$0.hasPrefix("ideas") }
      .prefix { $0.hasPrefix("ideas") || $0.hasPrefix(" ") }
      .flatMap { $0.split(separator: " ") }.dropFirst().map(String.init)
  }
}

/// Everything in a session that a command could change.
struct SessionState: Equatable {
  private let times: [Int]
  private let parameters: [[UInt32]]
  private let image: [UInt32]?
  private let aliases: [String: String]
  private let words: [String?]
  private let rate: Float
  private let context: PassContext
  private let isOver: Bool

  /// Parameters and image, as bits.
  var numbers: ([[UInt32]], [UInt32]?) { (parameters, image) }

  init(_ session: Session) {
    let trainer = session.trainer
    times = [
      session.timeline.now, session.timeline.end, session.tests.count, trainer.step.position,
      trainer.updates, trainer.data.training.count, trainer.data.test.count,
    ]
    parameters = trainer.network.fileParameters.map { $0.values.values.map(\.bitPattern) }
    image = session.sample?.image.values.map(\.bitPattern)
    aliases = session.aliases
    words = [
      session.diagram, session.provenance.preset?.name, session.provenance.data,
      session.provenance.source,
    ]
    rate = trainer.optimiser.learningRate
    context = trainer.context
    isOver = session.isOver
  }
}

extension TestShell {
  var state: SessionState { SessionState(session) }

  /// The bits of the parameters alone, without any history.
  var parameters: [[UInt32]] {
    session.trainer.network.fileParameters.map { $0.values.values.map(\.bitPattern) }
  }
}

extension String {
  var isASCII: Bool { utf8.allSatisfy { $0 < 128 } }
}
