import ArgumentParser

struct RecordCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .notInLessons, .notReplayed, .unrepeatable, .nothingIfStopped, .allOrNothing, .paged,
    .unreported, .anyNetwork, .files)
  static let configuration = CommandConfiguration(
    named: "record", abstract: "Record the screen in a file that can be played back.",
    discussion: """
      record tour.cast    starts; what is typed and printed is added as it appears
      record off          ends the recording
      record              says which recording is open

      The file is an asciicast (version 2): `asciinema play tour.cast` plays it back, with its
      colours and pauses. In a script nobody types, so the times are made up: they are those of a
      person who types and reads, and the same in every run. `backstep check tour.cast` runs the
      commands in it again and compares. During a recording, pictures are as wide as the screen
      was when it began.
      """)

  @Argument(help: ArgumentHelp("A new file that ends in .cast, or off.", valueName: "file"))
  var file: String?
  @Flag(help: "Overwrite an existing file.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    guard let file else {
      console.print(
        console.cast.map { "The recording is \($0.path)." } ?? "There is no recording.")
      return
    }
    if file == "off" {
      guard Confinement.current == nil else { return }
      console.print(try console.endCast().map { "\($0) is complete." } ?? "There is no recording.")
      return
    }
    try Files.checkIsName(file)
    try Confinement.refuse(Self.name, at: file)
    try Files.check(file, ending: ".cast")
    if let line = console.recordedLine?.line, TokenizedLine(line).commands.count > 1 {
      throw CommandError(
        "`record` must be the only command on its line.", at: file,
        hint: "record \(Word.quoted(file))")
    }
    try Files.write([], to: file, force: force)
    let cast = try AsciicastRecorder(
      path: file, isLive: console.hasPrompt, setting: console.keptSetting,
      style: console.screen.style,
      after: console.replay)
    if let old = try console.endCast() { console.print("\(old) is complete.") }
    console.print("Recording to \(file).   next: record off")
    console.cast = cast
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty
      ? [Offer("off")] + Completer.files(ending: ".cast") : [Offer("--force")]
  }
}
