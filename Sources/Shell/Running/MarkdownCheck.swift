import ConvNet
import Course
import Rendering
import Terminal

/// Runs the examples of Markdown files, and recordings, and compares their output with the files.
package struct MarkdownCheck {
  /// Whether to replace the expected output by the actual output.
  let blesses: Bool
  /// Receives a line for each mismatch, and a final one.
  let output: (String) -> Void
  var commands = 0
  private var faults = 0
  private var blessed = 0
  /// The file that is being checked.
  private var present = ""
  /// Links that were found in folders rather than named, and may lead outside.
  private var linksInFolders: Set<String> = []

  package init(blesses: Bool, output: @escaping (String) -> Void) {
    self.blesses = blesses
    self.output = output
  }

  /// An entry whose output differs, and the lines of the file with the expected output.
  struct Difference {
    let range: Range<Int>
    let comparison: Comparison
  }

  /// What is wrong in a file, for other programs.
  private static let columns = [
    DataTable.Column("file", .text, "the file"),
    DataTable.Column("line", .integer, "the line, counted from 1, if it is about one"),
    DataTable.Column("problem", .text, "what is wrong there"),
  ]
  private var rows: [[DataTable.Value]] = []

  /// Checks files, and the Markdown files and recordings in folders.
  ///
  /// - Parameters:
  ///   - paths: The files and folders.
  ///   - blesses: Whether to replace the expected output by the actual output.
  ///   - limit: How many seconds a file may take; `nil` for any time.
  ///   - asJSON: Whether to print only a table of what is wrong, in JSON.
  ///   - output: Receives what is printed, line by line.
  /// - Returns: ``ExitCode/checkDiffers`` if something is wrong.
  /// - Throws: ``CommandError`` if there is nothing to check.
  package static func run(
    _ paths: [String], blesses: Bool, limit: Int? = nil, asJSON: Bool = false,
    output: @escaping (String) -> Void
  ) throws(CommandError) -> ExitCode {
    var check = MarkdownCheck(blesses: blesses) { if !asJSON { output($0) } }
    var files: [String] = []
    for path in paths {
      guard Files.isFolder(path) else {
        files.append(path)
        continue
      }
      let found =
        try Files.names(in: path, ending: ".md") + Files.names(in: path, ending: ".cast")
      check.linksInFolders.formUnion(found.filter(Files.isLink))
      files += found
    }
    guard !files.isEmpty else {
      throw CommandError(
        "There are no Markdown files or recordings in \(paths.joined(separator: ", ")).")
    }
    for file in files {
      guard !Interrupt.isPending else { return .interrupted }
      let end = limit.map { ContinuousClock.now + .seconds($0) }
      check.present = file
      do {
        let isDone: Void? = try Interruption.run(
          until: { Interrupt.isPending || end.map { ContinuousClock.now > $0 } ?? false }
        ) {
          try check.file(file, bytes: try Files.read(file, atMost: 1 << 26))
        }
        if isDone == nil, !Interrupt.isPending, let limit {
          check.report("\(file): stopped after \(Numbers.count(limit, "second"))")
        }
      } catch let error as LessonError {
        check.report("\(error)")
      } catch {
        throw CommandError(error)
      }
    }
    guard !Interrupt.isPending else { return .interrupted }
    if asJSON {
      output(
        String(
          DataTable.Format.json.text(of: DataTable(columns: columns, rows: check.rows)).dropLast()))
    }
    check.output(
      "\(Numbers.count(files.count, "file")), \(Numbers.count(check.commands, "command")): "
        + (check.faults == 0 ? "all as written." : "\(check.faults) wrong.")
        + (check.blessed == 0 ? "" : " Rewritten: \(check.blessed)."))
    return check.faults == 0 ? .done : .checkDiffers
  }

  mutating func report(_ text: String) {
    faults += 1
    output(text)
    var rest = text[...]
    var line: Int?
    if rest.hasPrefix(present + ":") {
      rest = rest.dropFirst(present.count + 1)
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      if rest.dropFirst(digits.count).first == ":", let number = Int(digits) {
        (line, rest) = (number, rest.dropFirst(digits.count + 1))
      }
    }
    rows.append([
      .text(present), line.map { .integer($0) } ?? .missing, .text(String(rest).trimmingBlanks),
    ])
  }

  // MARK: Files

  /// Checks a file, and rewrites it if asked to.
  package mutating func file(_ file: String, bytes: [UInt8]) throws {
    if Recording.isNamed(file) { return try recording(try Recording(bytes, file: file), file) }
    let source = try SourceText(bytes, file: file)
    var differences: [Difference] = []
    if source.isLesson {
      try lesson(try Lesson(source), in: source, into: &differences)
    } else if source.resemblesLesson {
      throw LessonError(file: file, line: 1, .noFrontMatter)
    } else {
      for transcript in try Transcript.all(in: source) {
        let session = try Self.session(transcript.setting)
        try Files.inScratch { run(transcript, file: file, in: session, into: &differences) }
      }
    }
    guard blesses, !differences.isEmpty, !Interruption.isGivenUp else { return }
    guard !linksInFolders.contains(file) else {
      return report(
        "\(file) differs, but is a link, which --bless does not follow: name the file itself")
    }
    var lines = source.lines
    for difference in differences.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      lines.replaceSubrange(difference.range, with: difference.comparison.blessed)
    }
    let text = lines.joined(separator: "\n") + "\n"
    try Files.write(Array(text.utf8), to: file, force: true)
    blessed += differences.count
  }

  /// A session as a reader would open it: on the bundled digits, whatever data they have, unless
  /// the transcript began with data of its own.
  static func session(_ setting: Transcript.Setting) throws(CommandError) -> Session {
    let folders = Folders.current.data
    return try Session.digits(
      seed: setting.seed, folders: setting.usesOwnData ? folders : folders.withSample)
  }

  // MARK: Exchanges

  private mutating func run(
    _ transcript: Transcript, file: String, in session: Session,
    into differences: inout [Difference]
  ) {
    var replay = ReplayedSession(session, width: transcript.setting.width)
    for recordedLine in transcript.entries {
      guard !Interruption.isRequested else { return }
      let actual = replay.run(recordedLine.command.text)
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      guard !Interruption.isRequested else { return }
      compare(
        recordedLine, with: actual, file: file, showsErrors: false, into: &differences)
    }
  }

  // MARK: Recordings

  private mutating func recording(_ recording: Recording, _ file: String) throws {
    var replay = ReplayedSession(
      try Self.session(recording.setting), width: recording.setting.width,
      style: AsciicastRecorder.style(named: recording.style))
    try Files.inScratch {
      for line in recording.before { _ = replay.run(line) }
      for recordedLine in recording.entries {
        guard !Interruption.isRequested else { return }
        commands += 1
        let printed = (recordedLine.instead ?? [recordedLine.command.text]).map { replay.run($0) }
          .joined()
        guard recordedLine.isCompared, !Interruption.isRequested else { continue }
        let comparison = Comparison(
          literally: recordedLine.printed, actual: ScreenText.lines(of: printed))
        guard !comparison.isMatch else { continue }
        let (line, text) = (recordedLine.command.line, recordedLine.command.text)
        report("\(file):\(line): `\(text)` prints something else")
        for line in comparison.difference { output("  " + line) }
      }
    }
  }

  /// The lines that a command prints, including those of its error.
  static func printed(
    for line: String, by body: (Console) throws(CommandError) -> Void
  ) -> [String] {
    var text = ""
    let console = Console { text += $0 }
    console.hidesRemarks = true
    do throws(CommandError) {
      try body(console)
    } catch {
      text += error.report(in: line, origin: "error: ") + "\n"
    }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// Compares what a command printed with what it should print.
  ///
  /// - Parameters:
  ///   - recordedLine: The command, and its expected output.
  ///   - actual: The lines that it printed.
  ///   - file: The file that has it.
  ///   - showsErrors: Whether a command that fails must say `error:` in what is expected, as in a
  ///     lesson, where a reader types it; in the log of a session any output may be left out.
  ///   - differences: Where a difference is added.
  mutating func compare(
    _ recordedLine: Transcript.Entry, with actual: [String], file: String, showsErrors: Bool,
    into differences: inout [Difference]
  ) {
    commands += 1
    let comparison = Comparison(expected: recordedLine.expected, actual: actual)
    let (line, text) = (recordedLine.command.line, recordedLine.command.text)
    guard !comparison.isMatch else {
      func isError(_ line: String) -> Bool { line.hasPrefix("error:") }
      // `...` would hide a typing mistake, and the reader would be stuck.
      if showsErrors, let error = actual.first(where: isError),
        !recordedLine.expected.contains(where: isError)
      {
        report(
          "\(file):\(line): `\(text)` fails: \(error.dropFirst("error: ".count)) Correct it, or "
            + "write the error below it.")
      }
      return
    }
    // Counted from 0, the lines after the command begin at the number of the command itself.
    differences.append(
      Difference(range: line..<(line + recordedLine.expected.count), comparison: comparison))
    guard !blesses else { return }
    report("\(file):\(line): `\(text)` prints something else")
    for line in comparison.difference { output("  " + line) }
  }
}
