import ArgumentParser
import Rendering

struct PictureCommand: WordsCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work.touchingFiles
  static let configuration = CommandConfiguration(
    named: "picture", abstract: "Write what a command shows to a picture file.",
    discussion: """
      picture maps conv 2 maps.svg      or: maps conv 2 > maps.svg
      picture curve curve.png           or: curve > curve.png
      picture view view.txt             the text, without colours, 80 columns wide
      maps conv >! maps.svg             overwrites; so does picture --force

      picture maps conv 2 s.svg --wide             for a slide, 16:9
      picture maps conv 2 s.svg --title "Filter 2" another title
      picture maps conv 2 s.svg --no-caption       without title and notes
      picture maps conv 2 s.svg --dark             on dark paper
      picture maps conv 2 s.png --size 1920        1,920 pixels wide; for .svg, points

      `>` with any other file writes what the command prints: help redirection.

      .svg is sharp at every size, .png works where .svg does not, .txt is plain text.
      image, maps, filters, probs, route, curve, confusion, wrong, net, invariance, why, print of
      maps and rows, and view of the toy have figures for slides and paper; for other commands,
      the picture shows what they print.
      A command that changes something cannot be drawn: run it first, then draw the result.
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("A command that only looks, then a file.", valueName: "command"))
  var words: [String] = []

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    var words = words
    let force = Self.takeFlag("--force", from: &words)
    var page = PicturePage()
    page.layout.isWide = Self.takeFlag("--wide", from: &words)
    page.layout.isDark = Self.takeFlag("--dark", from: &words)
    if Self.takeFlag("--no-caption", from: &words) {
      (page.layout.hasTitle, page.layout.hasNotes) = (false, false)
    }
    page.title = try Self.takeValue(of: "--title", from: &words)
    page.layout.size = try Self.takeValue(of: "--size", from: &words).map {
      try Arguments.integer($0, "--size", in: 50...8_000)
    }
    guard words.count > 1, let last = words.popLast() else {
      throw CommandError(
        "`picture` needs a command and a file.",
        at: words.first, typing: ["picture maps conv maps.svg"])
    }
    let path = NegativeNumber.unshield(last)
    guard let file = PictureFile(path) else {
      throw CommandError(
        "The name of a picture file ends in \(PictureFile.endings).", at: path,
        instead: path + ".svg")
    }
    let command = try LookingCommand(words, in: session) { name in
      "\(name) first, then: picture view \(path)"
    }.command
    if file != .text, let tabular = command as? any TabularCommand,
      let format = try tabular.data.format
    {
      throw CommandError(
        "`--\(format.rawValue)` prints data, not a picture.", at: "--\(format.rawValue)",
        hint: words.map(NegativeNumber.unshield).joined(separator: " ")
          + " > data.\(format.rawValue)")
    }
    let title = words.map(NegativeNumber.unshield).joined(separator: " ")
    if file == .text, page != PicturePage() {
      throw CommandError(
        "A .txt file is plain text, without a title or a size.", at: path,
        hint: "use .svg or .png")
    }
    let bytes = try file.content(of: command, title: title, page, in: session, on: console)
    try Files.write(bytes, to: path, force: force)
    console.print("Wrote `\(title)` to \(path).")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    guard words.last.map({ !valued.contains($0) }) ?? true else { return [] }
    var command = words
    for flag in flags { _ = takeFlag(flag, from: &command) }
    for option in valued { _ = try? takeValue(of: option, from: &command) }
    let options = (flags + valued).filter { !words.contains($0) }.map { Offer($0) }
    return LookingCommand.candidates(after: command, in: session) + options
      + (command.isEmpty ? [] : PictureFile.candidates)
  }

  private static let flags = ["--force", "--wide", "--dark", "--no-caption"]
  private static let valued = ["--title", "--size"]
}

/// How a picture is laid out, and its title if it is another one than its own.
struct PicturePage: Equatable {
  var layout = Figure.Layout()
  var title: String?
}

/// The content of a picture file.
extension PictureFile {
  /// The bytes of what a command shows. The session does not change.
  func content(
    of command: any ShellCommand, title: String, _ layout: PicturePage, in session: Session,
    on console: Console
  ) throws -> [UInt8] {
    var printed = Printout()
    var text = ""
    let page = Console(isInterrupted: console.isInterrupted) { line in
      printed.append(line)
      text += line
    }
    page.hidesHints = true
    if self != .text, let pictured = command as? any PicturedCommand,
      let figure = try pictured.figure(in: session, on: page)
    {
      return try bytes(figure, layout)
    }
    (printed, text) = (Printout(), "")
    var draft = session
    try command.perform(in: &draft, on: page)
    return self == .text
      ? Array(text.utf8)
      : try bytes(ScreenFigure.figure(title: title, lines: printed.lines), layout)
  }

  private func bytes(_ figure: Figure, _ page: PicturePage) throws -> [UInt8] {
    let figure = page.title.map(figure.titled) ?? figure
    guard self == .png else { return Array(SVG.file(figure, page.layout).utf8) }
    guard let bytes = PNG.file(figure, page.layout) else {
      throw CommandError("The picture is too large for a .png file.", hint: "use .svg instead")
    }
    return bytes
  }
}
