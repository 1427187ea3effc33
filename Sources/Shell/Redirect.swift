/// `COMMAND > FILE`: another way to write `picture COMMAND FILE`.
enum Redirect {
  /// Whether a word is the sign before a file; `>!` overwrites.
  static func isSign(_ word: Word?) -> Bool {
    guard let word, !word.isQuoted else { return false }
    return word.text == ">" || word.text == ">!"
  }

  /// The words of a command with `> FILE` at their end as those of `picture`; any others as they
  /// are. Conditions have a `>` too (`until loss > 3`): where the command is no looking one, only
  /// the ending of a picture makes it a file.
  static func asPicture(_ words: [Word]) -> [Word] {
    var command = words[...]
    var doesForce = words.last?.text == "--force" && command.popLast() != nil
    guard let last = command.popLast(), !command.isEmpty else { return words }
    var file = last
    if isSign(command.last) {
      doesForce = command.removeLast().text == ">!" || doesForce
    } else if !last.isQuoted, last.text.hasPrefix(">"), last.text != ">", last.text != ">!" {
      doesForce = last.text.hasPrefix(">!") || doesForce
      file.text = String(last.text.drop { ">!".contains($0) })
    } else if !last.isQuoted, let sign = last.text.firstIndex(of: ">"),
      PictureFile(String(last.text[sign...])) != nil
    {
      // `maps conv>maps.svg`, without blanks.
      let end = last.start + last.text[..<sign].count
      command.append(Word(text: String(last.text[..<sign]), start: last.start, end: end))
      doesForce = last.text[sign...].hasPrefix(">!") || doesForce
      file.text = String(last.text[sign...].drop { ">!".contains($0) })
    } else {
      return words
    }
    guard !command.isEmpty, PictureFile(file.text) != nil || canFollow(Array(command)) else {
      return words
    }
    func word(_ text: String) -> Word {
      Word(text: text, start: words[0].start, end: words[0].start)
    }
    return [word(PictureCommand.name)] + (doesForce ? [word("--force")] : []) + command + [file]
  }

  /// Whether these words are of a command that looks.
  static func canFollow(_ words: [Word]) -> Bool {
    guard let first = words.first, let type = try? CommandCatalog.find(first.text) else {
      return false
    }
    return type.group == .look || type is any PicturedCommand.Type
  }
}
