import ArgumentParser
import ConvNet
import Rendering

struct KeepCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "keep", abstract: "Name this point of the training, to return to it later.",
    discussion: """
      keep good            from now on, `goto good` returns to this point, bit for bit
      keep                 lists all named points
      keep good --force    moves the name here
      keep --delete good   removes the name; nothing else changes

      A name stays whatever you undo or do later: if its point is undone and you do something
      else, the point is on a branch (help branches), and `goto` still finds it.
      """)

  /// The maximum number of names, because each one keeps a branch alive.
  private static let maximum = 100

  @Argument(help: ArgumentHelp("A name of your own.", valueName: "name")) var name: String?
  @Option(help: ArgumentHelp("Remove a name.", valueName: "name")) var delete: String?
  @Flag(help: "Move a name that already exists.") var force = false

  var onlyLooks: Bool { name == nil && delete == nil }

  func run(in session: inout Session, on console: Console) throws {
    let known = session.timeline.bookmarks
    if let delete {
      guard name == nil else {
        throw CommandError("`keep` takes one name.", at: name, hint: "keep --delete \(delete)")
      }
      let name = try Bookmark.choice(delete, in: session)
      session.workspace.forget(name)
      return console.print("The name \(name) is removed; the point itself is unchanged.")
    }
    guard let word = name.map(NegativeNumber.unshield) else {
      return console.print(Bookmark.table(of: session, width: console.width()))
    }
    try Bookmark.check(word)
    if let old = known[word], old != session.timeline.point, !force {
      throw CommandError(
        "The name \(word) already exists: it is at \(Bookmark.place(of: old, in: session)).",
        at: word,
        hint: "goto \(word), keep \(word) --force")
    }
    guard known[word] != nil || known.count < Self.maximum else {
      throw CommandError(
        "There are already \(Self.maximum) named points.", at: word, hint: "keep --delete NAME")
    }
    session.workspace.keep(word)
    console.print("\(word) now names \(Bookmark.place(of: session.timeline.point, in: session)).")
    console.print("next: goto \(word), from anywhere     keep lists the names")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.last {
    case nil: [.hint("name", note: "a name for this point"), Offer("--delete")]
    case "--delete": Bookmark.offers(in: session)
    default: [.enter]
    }
  }
}

/// The named points of a timeline.
enum Bookmark {
  /// Checks that a word can name a point: `goto` and `until` must not give it another meaning.
  static func check(_ name: String) throws(CommandError) {
    let letters = name.unicodeScalars
    let isWord =
      letters.first.map(\.properties.isAlphabetic) == true
      && letters.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_".unicodeScalars.contains($0)
      }
    guard isWord, name.count <= 40 else {
      throw CommandError(
        "A name is a letter, then letters, digits, - and _; at most 40 in all.", at: name,
        instead: "good")
    }
    guard name != "end", !ConditionName.isWord(name), BranchName.number(of: name) == nil else {
      throw CommandError(
        "`\(name)` already means something else.", at: name, instead: "my-\(name)")
    }
  }

  /// A name that exists.
  static func choice(_ text: String, in session: Session) throws(CommandError) -> String {
    let names = session.timeline.bookmarks.keys.sorted()
    guard !names.isEmpty else {
      throw CommandError("No point has a name yet.", at: text, hint: "keep \(text)")
    }
    return try Arguments.choice(NegativeNumber.unshield(text), "named point", among: names)
  }

  /// The names of a point.
  static func names(of point: TimelinePoint, in session: Session) -> [String] {
    session.timeline.bookmarks.filter { $0.value == point }.keys.sorted()
  }

  /// Where a point is: `update 12`, or `update 12 of branch1, and 3 more operations`.
  static func place(of point: TimelinePoint, in session: Session) -> String {
    let timeline = session.timeline
    guard let line = timeline.line(through: point) else { return "" }
    let (journal, updates) = line.network(at: point.time)
    let since = updates > 0 ? journal[updates - 1].clock : journal.start ?? 0
    return "update \(Numbers.count(updates))"
      + (timeline.includes(point) ? "" : " of \(BranchName.name(of: line))")
      + (point.time > since ? " + \(Numbers.count(point.time - since, "operation"))" : "")
  }

  static func table(of session: Session, width: Int) -> [String] {
    let points = session.timeline.bookmarks.sorted {
      ($0.value.time, $0.key) < ($1.value.time, $1.key)
    }
    guard !points.isEmpty else {
      return ["No point has a name yet.   next: keep NAME, then goto NAME"]
    }
    var table = Table(["name", "where", "loss", ""], alignments: [.left, .left, .right, .left])
    for (name, point) in points {
      let line = session.timeline.line(through: point)
      table.append([
        name, place(of: point, in: session),
        line.map { BranchName.loss(on: $0, at: point.time) } ?? "",
        point == session.timeline.point ? "you are here" : "",
      ])
    }
    return table.block(width: width).lines
      + [BranchName.lossInWords, "next: goto NAME     remove one: keep --delete NAME"]
  }

  static func offers(in session: Session) -> [Offer] {
    session.timeline.bookmarks.sorted { $0.key < $1.key }.map {
      Offer($0.key, note: place(of: $0.value, in: session))
    }
  }
}
