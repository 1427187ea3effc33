import ArgumentParser
import Rendering

struct RepeatCommand: WrappingCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .inLessons, .replayed, .repeatable, .ifStopped({ _ in nil }), .keepsWork, .unpaged,
    .unreported, .anyNetwork, .nothing)
  static let configuration = CommandConfiguration(
    named: "repeat", abstract: "Run a command several times.",
    discussion: """
      repeat 3 step                three operations
      repeat 10 train              `train` ten times, each time with its test
      repeat 5 sgd 100 > run.txt   everything that is printed goes to one file

      It stops at the first run that fails, and at Ctrl-C; what was done before is kept. To repeat
      several commands, put them into an alias or into a file for `source`.
      """)

  static let ownWordCount = 1
  /// More than anyone would wait for.
  private static let maximum = 1_000_000

  @Argument(help: ArgumentHelp("How many times.", valueName: "n")) var count: String
  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The command to run, with its arguments.", valueName: "command"))
  var words: [String] = []

  var onlyLooks: Bool { false }

  func run(
    in session: inout Session, on console: Console,
    command: (inout Session) throws(CommandError) -> Void
  ) throws {
    let count = try Arguments.integer(count, "N", in: 1...Self.maximum)
    for turn in 1...count {
      if console.isInterrupted() {
        return console.print(
          "Stopped after \(Numbers.count(turn - 1)) of \(Numbers.count(count, "time")).")
      }
      do throws(CommandError) {
        try command(&session)
      } catch {
        throw error.happening(in: "run \(turn) of \(count)")
      }
      if session.isOver { return }
    }
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty
      ? [.hint("n", note: "how many times")] : Completer.commands(in: session).map(Offer.word)
  }
}
