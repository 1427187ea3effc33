import ArgumentParser
import Course

struct LogCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .notInLessons, .notReplayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .unreported,
    .anyNetwork, .files)
  static let configuration = CommandConfiguration(
    named: "log", abstract: "Keep a transcript of what follows in a file.",
    discussion: """
      log lab.md      starts a log; each command is added when it is done, with what it printed
      log off         ends the log
      log             says which log is open

      The file is Markdown that you can hand in. `source lab.md` runs it again, and
      `backstep check lab.md` runs it again and compares. It begins with the earlier commands of the
      session, without what they printed. While a log is open, pictures are as wide as the
      screen was when it began.
      """)

  @Argument(help: ArgumentHelp("A new file, or off.", valueName: "file")) var file: String?
  @Flag(help: "Overwrite an existing file.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    guard let file else {
      console.recordedLine?.markUnrepeatable()
      console.print(console.log.map { "The log is \($0.path)." } ?? "There is no log.")
      return
    }
    if file == "off" {
      // A sourced file that someone handed in must not end the user's own log.
      guard Confinement.current == nil else { return }
      // Not an error without a log: a transcript that is being sourced may end with this command.
      console.recordedLine?.markUnrepeatable()
      console.print(try console.endLog().map { "\($0) is complete." } ?? "There is no log.")
      return
    }
    try Files.checkIsName(file)
    try Confinement.refuse(Self.name, at: file)
    try Files.write([], to: file, force: force)
    if let old = try console.endLog() { console.print("\(old) is complete.") }
    console.log = try LogFile(
      path: file, opening: "backstep" + console.keptSetting.words, after: console.replay)
    let count = console.replay.lines.count
    console.print(
      console.replay.gap != nil
        ? "Logging to \(file). You can read this log, but not run it again from its beginning."
        : "Logging to \(file)"
          + (count == 0
            ? "." : ", after the \(count == 1 ? "command" : "\(count) commands") before it.")
          + "   next: log off")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? [Offer("off", note: "ends the log")] + Completer.files(ending: ".md") : []
  }
}
