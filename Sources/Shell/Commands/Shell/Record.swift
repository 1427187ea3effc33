import ArgumentParser

struct RecordCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .notInLessons, .notReplayed, .unrepeatable, .nothingIfStopped, .allOrNothing, .paged,
    .unreported)
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Record the screen from here on, to be played again.",
    discussion: """
      record tour.cast    begins; what is typed and printed is added as it comes
      record off          ends
      record              says whether there is one

      The file is an asciicast (version 2): `asciinema play tour.cast` plays it, with the
      colours and pauses there were. In a script nobody types; there the times are made, as a
      person would type and read, and are the same on every run. `backstep check tour.cast`
      runs the commands in it again and compares. While there is a recording, pictures are as
      wide as the screen was when it began.
      """)

  @Argument(help: ArgumentHelp("A new file that ends in .cast, or off.", valueName: "file"))
  var file: String?
  @Flag(help: "Overwrite a file that is there.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    guard let file else {
      console.print(
        console.cast.map { "The recording is \($0.path)." } ?? "There is no recording.")
      return
    }
    if file == "off" {
      let cast = console.cast
      console.cast = nil
      console.print(cast.map { "\($0.path) is complete." } ?? "There is no recording.")
      return
    }
    try Files.checkIsName(file)
    try Files.check(file, ending: ".cast")
    if let line = console.recordedLine?.line, TokenizedLine(line).commands.count > 1 {
      throw CommandError(
        "A recording begins on a line of its own, so that it has all that it shows.", at: file,
        hint: "record \(Word.quoted(file))")
    }
    try Files.write([], to: file, force: force)
    let cast = try AsciicastRecorder(
      path: file, isLive: console.hasPrompt, setting: console.keptSetting,
      style: console.screen.style,
      after: console.replay)
    if let old = console.cast { console.print("\(old.path) is complete.") }
    console.print("Recording, in \(file).   next: record off")
    console.cast = cast
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty
      ? [Offer("off")] + Completer.files(ending: ".cast") : [Offer("--force")]
  }
}
