import ArgumentParser
import ConvNet
import Rendering

struct GotoCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "goto", abstract: "Go to an update, back or forward in time.",
    discussion: """
      goto 12      to just after update 12, before anything that was done after it
      goto 12.3    to just after the third operation of the next step: image, conv, pool
      goto 0       to when the current network was new
      goto end     forward to the last thing done, whatever was undone
      goto good    to the point that `keep good` named
      goto branch1   to the end of a branch, which becomes the current line (help branches)

      `goto` restores everything, bit for bit: the edits and settings from before that time, but
      not later ones. 12.3 counts only moves on the tape, not edits; if a step was started over
      (`image 7`), its last start counts. What lies ahead is kept: steps repeat it until you do
      something else, and then it becomes a branch. Updates are counted from when the current
      network was new: `net`, `init` and `open` start again at 0; `load` continues the count if
      the network stays the same.
      """)

  @Argument(
    help: ArgumentHelp(
      "An update, an update and an operation, a named point, or a branch.", valueName: "n[.k]"))
  var time: String

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let before = session.timeline
    let (branch, time) = try target(in: session, on: console)
    try session.go(to: time, of: branch, on: console)
    let trainer = session.trainer
    console.print(arrival(from: before, by: branch, in: session))
    console.print(
      Narration.tape(
        trainer, remark: Narration.remark(trainer, shown: session.shown), width: console.width()))
    console.print(Narration.whatNext(trainer) + ahead(session))
  }

  /// The branch to go to, unless it is the present line, and the time.
  private func target(
    in session: Session, on console: Console
  ) throws -> (branch: Timeline<Float>.Line?, time: Int) {
    let timeline = session.timeline
    if time == "end" { return (nil, timeline.end) }
    if let number = BranchName.number(of: time) {
      if let branch = timeline.branch(number) { return (branch, branch.end) }
      if timeline.line.number == number { return (nil, timeline.end) }
      throw CommandError(
        "There is no branch `\(time)`.", at: time,
        hint: timeline.branches.isEmpty
          ? "branches"
          : "goto " + timeline.branches.map(BranchName.name).joined(separator: ", goto "))
    }
    let word = NegativeNumber.unshield(time)
    if let first = word.first, first.isLetter, !timeline.bookmarks.isEmpty {
      guard let point = timeline.bookmarks[try Bookmark.choice(word, in: session)] else {
        throw notATime(word)
      }
      let line = timeline.line(through: point)
      return (timeline.includes(point) ? nil : line, point.time)
    }
    return (nil, try presentTime(in: session, on: console))
  }

  /// The time on the present line of an update, or of an operation after it.
  private func presentTime(in session: Session, on console: Console) throws -> Int {
    let timeline = session.timeline
    let (update, operation) = try parse()
    guard let start = timeline.time(ofUpdate: update) else {
      let done = timeline.journal.count
      guard update > done else {
        throw CommandError(timeline.forgotten, at: time, hint: "goto end")
      }
      throw CommandError(
        timeline.fewUpdates.dropLast()
          + (timeline.journal.start ?? 0 > 0
            ? ", counted from when the current network was new." : "."),
        at: time, hint: "until update \(update)" + (done > 0 ? ", goto \(done)" : ""))
    }
    guard let operation, operation > 0 else { return start }
    let times = timeline.operationTimes(afterUpdate: update, until: console.isInterrupted)
    if console.isInterrupted() { throw CommandError.stopped }
    let tape = session.trainer.operations.count
    guard operation <= tape else {
      throw CommandError(
        "A step has \(Numbers.count(tape, "operation")): \(update).\(tape) is update \(update + 1).",
        at: time,
        hint: "goto \(update + 1)")
    }
    guard operation <= times.count else {
      throw CommandError(
        times.isEmpty
          ? "The step after update \(update) has not begun."
          : "Only \(Numbers.count(times.count, "operation")) of the step after update \(update) "
            + (times.count == 1 ? "has" : "have") + " been done.", at: time,
        hint: "goto \(update)" + (times.isEmpty ? "" : ".\(times.count)") + "; step")
    }
    return times[operation - 1]
  }

  private func parse() throws -> (update: Int, operation: Int?) {
    let word = NegativeNumber.unshield(time)
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0.filter { $0 != "," && $0 != "_" }) }
    guard parts.count <= 2, numbers.count == parts.count, numbers.allSatisfy({ $0 >= 0 }) else {
      throw notATime(word)
    }
    return (numbers[0], numbers.count == 2 ? numbers[1] : nil)
  }

  private func notATime(_ word: String) -> CommandError {
    CommandError(
      "`\(word)` is not a time: goto takes an update, counted from 0, or update.operation.",
      at: word, hint: "goto 12, goto 12.3, goto end, goto NAME")
  }

  /// How far the session moved, and where it is now.
  private func arrival(
    from before: Timeline<Float>, by branch: Timeline<Float>.Line?, in session: Session
  ) -> String {
    let trainer = session.trainer
    let distance = session.timeline.now - before.now
    let place =
      trainer.updates == 0
      ? "before the first update" : "after update \(Numbers.count(trainer.updates))"
    if let branch { return "You are on \(BranchName.name(of: branch)), \(place)." }
    guard distance != 0 else { return "You are already there: \(place)." }
    if time.first?.isLetter ?? false, let name = try? Bookmark.choice(time, in: session) {
      return "You are at `\(name)`, \(place)."
    }
    return "\(distance < 0 ? "Back" : "Forward") \(Numbers.count(abs(distance), "operation")): "
      + "\(place)."
  }

  /// How far ahead the session can go.
  private func ahead(_ session: Session) -> String {
    let last = session.timeline.journal.count
    if last > session.trainer.updates { return "     ahead: up to goto \(last)" }
    return session.timeline.now < session.timeline.end ? "     ahead: goto end" : ""
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    guard words.isEmpty else { return [] }
    let last = session.timeline.journal.count
    let ends = [
      Offer("0", note: "the new network"),
      Offer("\(last)", note: "the last update"), Offer("end", note: "the last action"),
    ]
    return (last == 0 ? [ends[0], ends[2]] : ends) + Bookmark.offers(in: session)
      + BranchName.offers(in: session)
      + [.hint("n[.k]", note: "an update, 0 to \(last); 12.3 is the third operation after 12")]
  }
}
