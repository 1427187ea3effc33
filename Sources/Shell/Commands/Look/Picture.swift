import ArgumentParser
import Rendering

struct PictureCommand: ShellCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "picture", abstract: "Write what a command shows to a picture file.",
    discussion: """
      picture maps conv 2 maps.svg      or: maps conv 2 > maps.svg
      picture curve curve.png           or: curve > curve.png
      picture view view.txt             the text, as it is on the screen
      maps conv >! maps.svg             overwrites; so does picture --force

      .svg is sharp at every size, .png goes where .svg cannot, .txt is plain text.
      image, maps, filters, probs, route, curve, confusion, wrong, net, invariance and why of a
      sum over a patch have figures for slides and paper; of other commands the picture is what
      they print.
      Commands that change something are not drawn: do them first, then the picture.
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("A command that looks, then a file.", valueName: "command"))
  var words: [String] = []

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    var words = words.filter { $0 != "--force" }
    let force = words.count < self.words.count
    guard words.count > 1, let last = words.popLast() else {
      throw CommandError(
        words.isEmpty ? "A picture of what?" : "Which command, and to which file?",
        at: words.first, hint: "picture maps conv maps.svg")
    }
    let path = NegativeNumber.unshield(last)
    guard let file = PictureFile(path) else {
      throw CommandError(
        "A picture's file ends in \(PictureFile.endings).", at: path, hint: path + ".svg")
    }
    let (name, command) = try resolved(words, in: session)
    guard command.onlyLooks else {
      throw CommandError(
        "`\(name)` can change something, and is no picture.", at: name,
        hint: "\(name) first, then: picture view \(path)")
    }
    let title = words.map(NegativeNumber.unshield).joined(separator: " ")
    let bytes = try file.content(of: command, title: title, in: session, on: console)
    try Files.write(bytes, to: path, force: force)
    console.print("\(title), to \(path)")
  }

  /// The command that the words are of, an alias resolved.
  private func resolved(
    _ words: [String], in session: Session
  ) throws -> (name: String, command: any ShellCommand) {
    var words = words
    if let replacement = session.aliases[words[0]] {
      let commands = TokenizedLine(replacement).commands
      guard commands.count == 1 else {
        throw CommandError(
          "`\(words[0])` stands for several commands; a picture is of one.", at: words[0])
      }
      words = commands[0].map(NegativeNumber.shield) + words.dropFirst()
    }
    let type = try session.commands.find(words[0])
    return (words[0], try Interpreter.parse(type, Array(words.dropFirst()), in: session))
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    let words = words.filter { $0 != "--force" }
    guard let first = words.first else {
      let looking = session.commands.all.filter {
        $0.name != name && ($0.group == .look || $0 is any PicturedCommand.Type)
      }
      return looking.map { Offer($0.name, note: $0.configuration.abstract) }
        + [Offer("--force")]
    }
    guard let command = try? session.commands.find(first), command.name != name else { return [] }
    return command.candidates(after: Array(words.dropFirst()), in: session)
      + PictureFile.candidates
  }
}

/// What goes into the file of a picture.
extension PictureFile {
  /// The bytes of what a command shows; the session stays as it is.
  func content(
    of command: any ShellCommand, title: String, in session: Session, on console: Console
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
      return try bytes(figure)
    }
    (printed, text) = (Printout(), "")
    var draft = session
    try command.run(in: &draft, on: page)
    return self == .text
      ? Array(text.utf8) : try bytes(ScreenFigure.figure(title: title, lines: printed.lines))
  }

  private func bytes(_ figure: Figure) throws -> [UInt8] {
    guard self == .png else { return Array(SVG.file(figure).utf8) }
    guard let bytes = PNG.file(figure) else {
      throw CommandError("The picture is too large for a .png file.", hint: "the same to .svg")
    }
    return bytes
  }
}
