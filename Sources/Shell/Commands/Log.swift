import ArgumentParser
import ConvNet
import Terminal

struct LogCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Keep a transcript of what follows in a file.",
    discussion: """
      log lab.txt     begins; commands and what they print are added as they come
      log off         ends
      log             says whether there is one
      """)

  @Argument(help: ArgumentHelp("A new file, or off.", valueName: "file")) var file: String?
  @Flag(help: "Overwrite a file that is there.") var force = false

  init() {}

  func run(in session: inout Session, on console: Console) throws {
    guard let file else {
      console.print(console.log.map { "The log is \($0.path)." } ?? "There is no log.")
      return
    }
    if file == "off" {
      // Without a log this is no error, for a transcript that is sourced ends with it.
      let log = console.log
      console.log = nil
      console.print(log.map { "\($0.path) is complete." } ?? "There is no log.")
      return
    }
    try Files.write([], to: file, force: force)
    console.log = try LogFile(path: file)
    console.print("From here on in \(file).   next: log off")
  }

  static func candidates(after words: [String], in session: Session) -> [Candidate] {
    words.isEmpty ? [Candidate("off", note: "ends the log")] + Completer.files(ending: "") : []
  }
}
