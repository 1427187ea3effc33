/// `COMMAND > FILE`: the command's output goes to a file.
struct Redirect {
  enum Mode { case new, overwriting, appending }

  let command: [Word]
  let file: Word
  let mode: Mode

  /// The redirect at the end of a command's words; `nil` if there is none.
  ///
  /// - Throws: ``CommandError`` for a sign without exactly one file after it.
  static func find(in words: [Word], in session: Session) throws(CommandError) -> Redirect? {
    guard let innermost = session.innermost(of: words.map(\.text)) else { return nil }
    let type = innermost.type
    func isOwn(_ sign: Sign, _ before: [Word], _ word: String?) -> Bool {
      guard let owner = type as? any SignCommand.Type else { return false }
      let own = session.innermost(of: before.map(\.text))?.words ?? []
      return owner.takes(sign.rawValue, after: own, before: word, in: session)
    }
    var rest = words[...]
    let isForced = rest.count > 1 && rest.last?.text == "--force" && rest.popLast() != nil
    guard let last = rest.popLast(), !rest.isEmpty || last.text.contains(">") else { return nil }
    // The sign is before the last word, or inside it.
    let (before, sign, file): ([Word], Sign, Word?)
    if let found = Sign.find(in: last) {
      before = rest + found.before
      (sign, file) = (found.sign, found.after)
    } else if let lead = rest.last, let found = Sign.find(in: lead), found.after == nil {
      before = rest.dropLast() + found.before
      (sign, file) = (found.sign, last)
    } else {
      if !(type is any SignCommand.Type) { try checkOnlyOne(words) }
      return nil
    }
    guard !before.isEmpty, !isOwn(sign, before, file?.text) else { return nil }
    guard let file else {
      throw CommandError(
        "`\(sign.rawValue)` needs the name of a file to write to.", at: CommandError.end,
        hint: words.map(\.asTyped).joined(separator: " ") + " run.txt")
    }
    let mode: Mode =
      switch sign {
      case .append: .appending
      case .overwrite: .overwriting
      case .write: isForced ? .overwriting : .new
      }
    if isForced, mode == .appending {
      throw CommandError("`>>` overwrites nothing, so it takes no --force.", at: "--force")
    }
    return Redirect(command: before, file: file, mode: mode)
  }

  /// Refuses a sign that is followed by several words.
  private static func checkOnlyOne(_ words: [Word]) throws(CommandError) {
    let signs = words.indices.dropFirst().dropLast(2)
    guard
      let index = signs.first(where: {
        !words[$0].isQuoted && Sign(rawValue: words[$0].text) != nil
      })
    else { return }
    let names = words[(index + 1)...].map(\.text).joined(separator: " ")
    throw CommandError(
      "`\(words[index].text)` takes one file.", at: words[index + 2].text,
      after: words[..<(index + 2)].map(\.text),
      hint: "put a name with spaces in quotes: \(words[index].text) \(Word.quoted(names))")
  }

  /// Whether a word that follows these would name a file.
  static func takesFile(after words: [Word], in session: Session) -> Bool {
    guard let sign = words.last, !sign.isQuoted, Sign(rawValue: sign.text) != nil else {
      return false
    }
    let file = Word(text: "", start: sign.end + 1, end: sign.end + 1, isQuoted: true)
    return (try? find(in: words + [file], in: session)) != nil
  }

  // MARK: Writing the file

  /// Whether the file is a picture rather than text.
  var isPicture: Bool {
    if let kind = PictureFile(file.text) { return kind != .text }
    return PictureFile.others.contains { file.text.lowercased().hasSuffix($0) }
  }

  /// The same redirect as a command that writes a picture.
  func asPicture(by command: any ShellCommand.Type) throws(CommandError) -> [Word] {
    guard mode != .appending else {
      throw CommandError(
        "`>>` cannot add to a picture.", at: file.text, hint: "> to write a new one")
    }
    func word(_ text: String) -> Word {
      Word(text: text, start: self.command[0].start, end: self.command[0].start)
    }
    return [word(command.name)] + (mode == .overwriting ? [word("--force")] : []) + self.command
      + [file]
  }

  /// A sentence about what was written.
  var report: String {
    let title = command.map(\.asTyped).joined(separator: " ")
    return "\(title), \(mode == .appending ? "added to" : "to") \(file.text)"
  }
}

/// Where the files of redirects are written.
protocol RedirectedFiles: Sendable {
  /// Checks whether the file could be written, before any work is done for it.
  func check(_ redirect: Redirect) throws(CommandError)

  /// Writes what the command printed.
  func write(_ text: String, for redirect: Redirect) throws(CommandError)
}

extension Redirect {
  /// The sign before the name of a file.
  enum Sign: String {
    case write = ">"
    case overwrite = ">!"
    case append = ">>"

    /// The last sign in a word, and what comes before and after it; `>=` is not one.
    static func find(in word: Word) -> (before: [Word], sign: Sign, after: Word?)? {
      guard !word.isQuoted else { return nil }
      let text = Array(word.text)
      guard let last = text.lastIndex(of: ">"), last + 1 == text.count || text[last + 1] != "="
      else { return nil }
      var (start, end, sign) = (last, last + 1, Sign.write)
      if last > 0, text[last - 1] == ">" { (start, sign) = (last - 1, .append) }
      if sign == .write, end < text.count, text[end] == "!" { (end, sign) = (end + 1, .overwrite) }
      func part(_ range: Range<Int>) -> Word? {
        range.isEmpty
          ? nil
          : Word(
            text: String(text[range]), start: word.start + range.lowerBound,
            end: word.start + range.upperBound)
      }
      return ([part(0..<start)].compactMap(\.self), sign, part(end..<text.count))
    }
  }
}

/// The file formats that `picture` writes.
enum PictureFile: String, CaseIterable {
  case svg = ".svg"
  case png = ".png"
  case text = ".txt"

  /// The format that a file's name asks for.
  init?(_ path: String) {
    let name = path.split(separator: "/").last ?? ""
    let kind = Self.allCases.first { name.hasSuffix($0.rawValue) && name != $0.rawValue }
    guard let kind else { return nil }
    self = kind
  }

  /// The extensions of picture formats that it does not write.
  static let others = [".jpg", ".jpeg", ".gif", ".pdf", ".webp", ".bmp", ".eps"]

  static var endings: String { ".svg, .png or .txt" }
}
