import ArgumentParser
import ConvNet
import Rendering

struct GotoCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "goto", abstract: "Travel to an update, back or forward.",
    discussion: """
      goto 12      to right after update 12, before anything that was done then
      goto 12.3    to right after the third operation of the step that follows it: image,
                   conv, pool
      goto 0       to where the present network was new
      goto end     forward to the last thing done, whatever was undone

      Everything is as it was, bit for bit: edits and settings before that time are in, those
      after it are not. In 12.3 only moves on the tape count, not edits; where a step was begun
      anew (`image 7`), its last beginning counts. What lies ahead stays, and stepping does it
      again, until something else is done. Updates are counted in the life of the present
      network: `net`, `init` and `open` begin at 0 again, `load` goes on where the network stays.
      """)

  @Argument(help: ArgumentHelp("An update, or an update and an operation.", valueName: "n[.k]"))
  var time: String

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let before = session.timeline.now
    try session.go(to: try target(in: session, on: console), on: console)
    let trainer = session.trainer
    console.print(arrival(from: before, in: session))
    console.print(
      Narration.tape(
        trainer, remark: Narration.remark(trainer, shown: session.shown), width: console.width()))
    console.print(Narration.whatNext(trainer) + ahead(session))
  }

  private func target(in session: Session, on console: Console) throws -> Int {
    let timeline = session.timeline
    if time == "end" { return timeline.end }
    let (update, operation) = try parse()
    guard let start = timeline.time(ofUpdate: update) else {
      let done = timeline.journal.count
      throw CommandError(
        timeline.fewUpdates.dropLast()
          + (timeline.journal.start ?? 0 > 0
            ? ", counted from where the present network was new." : "."),
        at: time, hint: "until update \(update)" + (done > 0 ? ", goto \(done)" : ""))
    }
    guard let operation, operation > 0 else { return start }
    let times = timeline.operationTimes(afterUpdate: update, until: console.isInterrupted)
    if console.isInterrupted() { throw CommandError.stopped }
    let tape = session.trainer.operations.count
    guard operation <= tape else {
      throw CommandError(
        "A step is \(tape) operations: \(update).\(tape) is update \(update + 1).", at: time,
        hint: "goto \(update + 1)")
    }
    guard operation <= times.count else {
      throw CommandError(
        times.isEmpty
          ? "Nothing of the step after update \(update) has been done."
          : "Of the step after update \(update) only \(Numbers.count(times.count, "operation")) "
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
      throw CommandError(
        "`\(word)` is no time: goto takes an update, counted from 0, or update.operation.",
        at: word, hint: "goto 12, goto 12.3, goto end")
    }
    return (numbers[0], numbers.count == 2 ? numbers[1] : nil)
  }

  /// How far it was, and where one is now.
  private func arrival(from before: Int, in session: Session) -> String {
    let trainer = session.trainer
    let distance = session.timeline.now - before
    let place =
      trainer.updates == 0
      ? "before the first update" : "after update \(Numbers.count(trainer.updates))"
    guard distance != 0 else { return "You are there: \(place)." }
    return "\(distance < 0 ? "Back" : "Forward") \(Numbers.count(abs(distance), "operation")): "
      + "\(place)."
  }

  /// What can still be gone to.
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
    return (last == 0 ? [ends[0], ends[2]] : ends)
      + [.hint("n[.k]", note: "an update, 0 to \(last); 12.3 is the third operation after 12")]
  }
}
