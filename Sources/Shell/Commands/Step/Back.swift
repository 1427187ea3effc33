import ArgumentParser
import ConvNet
import Rendering

struct BackCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "back", abstract: "Undo the last operation, the last N, or the last update.",
    discussion: """
      back         undoes one operation: one move on the tape, such as conv or update
      back 3       undoes three
      back update  undoes the last update and all that came after it
      goto 20      goes back to update 20: `back` counts operations, `goto` counts updates

      An edit by hand, a setting, `load`, `net` and `init` each count as one operation.
      `back` restores everything, bit for bit. Steps after that repeat what was undone; if you do
      anything else, it is kept as a branch (help branches). Replaced networks and data are kept
      up to \(Numbers.bytes(TimelineLimits().replacementBytes)) in total; what came before the oldest of them cannot be undone.
      In a lesson, `back` stops where the lesson began.
      """)

  @Argument(help: ArgumentHelp("How many operations.", valueName: "n")) var count: String?

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let now = session.timeline.now
    let count = try self.count.map { try number($0, in: session) } ?? 1
    let most = session.undoable
    guard most > 0 else {
      throw CommandError(
        session.obstacleToUndoing ?? "This is the beginning of the session.", hint: "step")
    }
    guard count <= most else {
      throw CommandError(
        "Only \(Numbers.count(most, "operation")) can be undone."
          + (session.obstacleToUndoing.map { " " + $0 } ?? ""),
        at: self.count, hint: "back \(most)")
    }
    let before = session.trainer
    let undone = session.timeline.action(at: now - count)
    try session.go(to: now - count, on: console)
    let after = session.trainer
    let what = undone.name(
      operation: after.network.name(of: after.next),
      layers: before.network.nodes.map(\.name), classes: after.data.training.classNames)
    console.print(
      count == 1
        ? "Undid: \(what)."
        : "Undid \(Numbers.count(count, "operation")), from \(what) on.")
    console.print(
      Narration.tape(
        session.trainer, remark: Narration.remark(session.trainer, shown: session.shown),
        width: console.width()))
    console.print(Narration.whatNext(session.trainer))
  }

  /// How many operations a word asks for.
  private func number(_ word: String, in session: Session) throws -> Int {
    guard word == "update" else { return try Arguments.integer(word, "N", in: 1...1_000_000_000) }
    let (timeline, updates) = (session.timeline, session.trainer.updates)
    guard updates > 0, let time = timeline.time(ofUpdate: updates) else {
      throw CommandError("There is no update to undo.", at: word, hint: "back")
    }
    return timeline.now - time + 1
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    let most = session.undoable
    let number = Offer.hint("n", note: "how many operations, 1 to \(most); 1 by default")
    guard session.trainer.updates > 0 else { return [number] }
    return [number, Offer("update", note: "the last update and all that came after it")]
  }
}

extension Session {
  /// How many operations `back` can undo: all that are known except a lesson's set-up.
  var undoable: Int { max(0, timeline.now - max(timeline.beginning, endOfSetUp)) }

  /// Why nothing before those can be undone; `nil` if nothing was done before.
  fileprivate var obstacleToUndoing: String? {
    if endOfSetUp > timeline.beginning {
      return "What came before is the lesson's own set-up, which `back` does not undo."
    }
    return timeline.beginning == 0 ? nil : timeline.forgotten
  }

  private var endOfSetUp: Int { workspace[LessonSetUp.self].end(on: timeline) ?? 0 }
}

extension Timeline<Float> {
  /// Why nothing before the beginning can be reached.
  var forgotten: String {
    "What came before this is no longer kept: replaced networks and data are kept up to "
      + "\(Numbers.bytes(limits.replacementBytes)) in total."
  }
}
