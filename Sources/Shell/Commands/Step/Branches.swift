import ArgumentParser
import ConvNet
import Rendering

struct BranchesCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "branches", abstract: "List the branches: what was undone and then replaced.",
    discussion: """
      After `back` or `goto`, anything new begins another line of training. What had been
      undone is kept as a branch if it has an update, a drawn image, more than one edit by
      hand, or a named point; anything less is easily repeated, and is dropped.

      branches      where each branch leaves the current line, and what is on it
      goto branch1  goes to its end; the line you leave becomes a branch in turn
      keep good     names a point; `goto good` finds it on whatever branch it is

      The last \(Timeline<Float>.maximumBranches) branches without a named point of their own are kept;
      their networks and data count towards the memory limit (help back). `back`, `goto`,
      `diff` and `curve` always refer to the current line.
      """)

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let timeline = session.timeline
    guard !timeline.branches.isEmpty else {
      return console.print(
        "There are no branches (help branches).   next: keep NAME")
    }
    var table = Table(
      ["", "leaves at", "updates", "loss", "there", "here", "names"],
      alignments: [.left, .left, .right, .right, .left, .left, .left])
    for branch in timeline.branches {
      let fork = timeline.fork(of: branch)
      let names = timeline.bookmarks.filter { branch.includes($0.value) && $0.value.time > fork }
      table.append([
        BranchName.name(of: branch),
        "update \(Numbers.count(branch.network(at: fork).updates))",
        Numbers.count(branch.updates(after: fork)), BranchName.loss(on: branch, at: branch.end),
        timeline.beginning(of: branch)?.name(operation: "step") ?? "",
        fork < timeline.end ? timeline.action(at: fork).name(operation: "step") : "",
        names.keys.sorted().joined(separator: " "),
      ])
    }
    console.print(table.block(width: console.width()).lines)
    let last = timeline.line.network(at: timeline.end)
    console.print(
      "here" + (timeline.line.number == nil ? "" : ", on \(BranchName.name(of: timeline.line))")
        + ": update \(Numbers.count(session.trainer.updates))"
        + (last.updates > session.trainer.updates
          ? " of \(Numbers.count(last.updates))" : ""))
    console.print("there, here: what follows on the branch, and here   \(BranchName.lossInWords)")
    console.print("next: goto \(BranchName.name(of: timeline.branches[0]))")
  }
}

/// The names of branches.
enum BranchName {
  private static let word = "branch"

  static func name(of line: Timeline<Float>.Line) -> String {
    line.number.map(name) ?? "the current line"
  }

  static func name(of number: Int) -> String { word + String(number) }

  /// The branch number in a name.
  static func number(of name: String) -> Int? {
    guard name.hasPrefix(word) else { return nil }
    return Int(name.dropFirst(word.count))
  }

  /// The number of updates that a loss is averaged over.
  private static let window = 100

  static let lossInWords = "loss: average over up to \(window) updates"

  /// The average loss of the last updates before a time.
  static func loss(on line: Timeline<Float>.Line, at time: Int) -> String {
    let (journal, updates) = line.network(at: time)
    guard updates > 0 else { return "" }
    return Numbers.fixed(journal.average(max(0, updates - window)..<updates).loss, 3)
  }

  static func offers(in session: Session) -> [Offer] {
    session.timeline.branches.map { branch in
      let fork = session.timeline.fork(of: branch)
      return Offer(
        name(of: branch),
        note: Numbers.count(branch.updates(after: fork), "update")
          + ", leaving at update \(Numbers.count(branch.network(at: fork).updates))")
    }
  }
}

/// The branches and named points that the user has been told about.
private struct ToldBranches: WorkspacePart {
  var numbers: Set<Int> = []
  var names: Set<String> = []
}

/// Reports when undone work has become a branch, and when a branch or a named point is dropped. In a
/// lesson only the latter: `lesson again` is the way back there.
struct BranchReporter: Observer {
  func didRun(_ command: RunCommand, in draft: inout Session, on console: Console) {
    let (timeline, told) = (draft.timeline, draft.workspace[ToldBranches.self])
    let isInLesson = console.hidesHints || Confinement.isLesson
    for branch in timeline.branches
    where !isInLesson && branch.number.map(told.numbers.contains) == false {
      let updates = branch.updates(after: timeline.fork(of: branch))
      console.print(
        "The line you left is kept as \(BranchName.name(of: branch))"
          + (updates > 0 ? ", with \(Numbers.count(updates, "update")) of its own." : "."))
    }
    let known = timeline.branches.compactMap(\.number) + [timeline.line.number].compactMap(\.self)
    let dropped = told.numbers.subtracting(known).sorted().map { BranchName.name(of: $0) }
    let lost = told.names.subtracting(timeline.bookmarks.keys).sorted()
    if !dropped.isEmpty {
      console.print("No longer kept: \(dropped.joined(separator: ", ")) (help branches).")
    }
    if !lost.isEmpty, command.type != KeepCommand.self {
      console.print("No longer kept, with the points they named: \(lost.joined(separator: ", ")).")
    }
    draft.noteBranchesTold()
  }
}

extension Session {
  /// Notes that the user knows about all present branches and named points.
  mutating func noteBranchesTold() {
    workspace[ToldBranches.self] = ToldBranches(
      numbers: Set(timeline.branches.compactMap(\.number)), names: Set(timeline.bookmarks.keys))
  }
}
