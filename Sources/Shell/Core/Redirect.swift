/// `COMMAND > FILE`: another way to write `picture COMMAND FILE`.
enum Redirect {
  /// Whether a word is the sign before a file; `>!` overwrites.
  static func isSign(_ word: Word?) -> Bool {
    guard let word, !word.isQuoted else { return false }
    return word.text == ">" || word.text == ">!"
  }

  /// The words of a command with `> FILE` at their end as those of `picture`; any others as they
  /// are. Conditions have a `>` too (`until loss > 3`): if the command does not just look, only the
  /// ending of a picture makes it a file.
  static func asPicture(_ words: [Word], among commands: CommandTable) -> [Word] {
    var command = words[...]
    var doesForce = words.last?.text == "--force" && command.popLast() != nil
    guard let last = command.popLast(), !command.isEmpty else { return words }
    var file = last
    if isSign(command.last) {
      doesForce = command.removeLast().text == ">!" || doesForce
    } else if !last.isQuoted, !isSign(last), let sign = last.text.firstIndex(of: ">"),
      sign == last.text.startIndex || PictureFile(String(last.text[sign...])) != nil
    {
      // Without spaces: `>maps.svg`, or `conv>maps.svg`.
      let (before, target) = (last.text[..<sign], last.text[sign...])
      if !before.isEmpty {
        command.append(
          Word(text: String(before), start: last.start, end: last.start + before.count))
      }
      doesForce = target.hasPrefix(">!") || doesForce
      file.text = String(target.drop { ">!".contains($0) })
    } else {
      return words
    }
    guard !command.isEmpty,
      PictureFile(file.text) != nil || canFollow(Array(command), among: commands)
    else {
      return words
    }
    func word(_ text: String) -> Word {
      Word(text: text, start: words[0].start, end: words[0].start)
    }
    return [word(commands.redirect.name)] + (doesForce ? [word("--force")] : []) + command + [file]
  }

  /// Whether these words are a command that just looks.
  static func canFollow(_ words: [Word], among commands: CommandTable) -> Bool {
    guard let first = words.first, let type = try? commands.find(first.text) else {
      return false
    }
    return type.group == .look || type is any PicturedCommand.Type
  }
}

/// The kinds of files that `picture` writes.
enum PictureFile: String, CaseIterable {
  case svg = ".svg"
  case png = ".png"
  case text = ".txt"

  /// The kind that a file's name asks for.
  init?(_ path: String) {
    let name = path.split(separator: "/").last ?? ""
    let kind = Self.allCases.first { name.hasSuffix($0.rawValue) && name != $0.rawValue }
    guard let kind else { return nil }
    self = kind
  }

  static var endings: String { ".svg, .png or .txt" }
}
