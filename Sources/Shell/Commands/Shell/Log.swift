import ArgumentParser
import Course

struct LogCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .notInLessons, .notReplayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .unreported)
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Keep a transcript of what follows in a file.",
    discussion: """
      log lab.md      begins; each command and what it printed is added when it is done
      log off         ends
      log             says whether there is one

      The file is Markdown that can be handed in. `source lab.md` runs it again, and
      `backstep check lab.md` runs it again and compares. Commands that came before stand
      first in it, without what they printed. While there is a log, pictures are as wide as
      the screen was when it began.
      """)

  @Argument(help: ArgumentHelp("A new file, or off.", valueName: "file")) var file: String?
  @Flag(help: "Overwrite a file that is there.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    guard let file else {
      console.recordedLine?.markUnrepeatable()
      console.print(console.log.map { "The log is \($0.path)." } ?? "There is no log.")
      return
    }
    if file == "off" {
      // Without a log this is no error, for a transcript that is sourced may end with it.
      let log = console.log
      console.log = nil
      console.recordedLine?.markUnrepeatable()
      console.print(log.map { "\($0.path) is complete." } ?? "There is no log.")
      return
    }
    try Files.checkIsName(file)
    try Files.write([], to: file, force: force)
    if let old = console.log { console.print("\(old.path) is complete.") }
    console.log = try LogFile(
      path: file, opening: "backstep" + console.keptSetting.words, after: console.replay)
    let count = console.replay.lines.count
    console.print(
      console.replay.gap != nil
        ? "From here on in \(file), to be read; it cannot be run again from its beginning."
        : "From here on in \(file)"
          + (count == 0
            ? "." : ", after the \(count == 1 ? "command" : "\(count) commands") before it.")
          + "   next: log off")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? [Offer("off", note: "ends the log")] + Completer.files(ending: ".md") : []
  }
}
