import ArgumentParser
import Rendering

struct TimeCommand: WrappingCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .inLessons, .replayed, .repeatable, .ifStopped({ _ in nil }), .keepsWork, .unpaged,
    .unreported, .anyNetwork, .nothing)
  static let configuration = CommandConfiguration(
    named: "time", abstract: "Run a command, and say how long it took.",
    discussion: """
      time sgd 1000        a thousand updates
      time repeat 5 step   all five together

      The time is wall-clock time. A log leaves it out, because it differs from run to run.
      """)

  static let ownWordCount = 0

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The command to run, with its arguments.", valueName: "command"))
  var words: [String] = []

  var onlyLooks: Bool { false }

  func run(
    in session: inout Session, on console: Console,
    command: (inout Session) throws(CommandError) -> Void
  ) throws {
    let clock = ContinuousClock()
    let start = clock.now
    try command(&session)
    console.print(remark: "That took \(Self.text(clock.now - start)).")
  }

  /// `12.3 ms`, `4.56 s`, `3 min 20 s`.
  static func text(_ time: Duration) -> String {
    let seconds = time / .seconds(1)
    if seconds < 1 { return Numbers.fixed(seconds * 1e3, seconds < 0.01 ? 2 : 1) + " ms" }
    if seconds < 59.995 { return Numbers.fixed(seconds, 2) + " s" }
    let whole = Int(seconds.rounded())
    return "\(Numbers.count(whole / 60)) min \(whole % 60) s"
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    Completer.commands(in: session).map(Offer.word)
  }
}
