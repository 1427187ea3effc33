import ArgumentParser
import ConvNet
import Course
import Rendering

/// The commands of the shell.
package struct CommandTable {
  let all: [any ShellCommand.Type]
  /// The command that `COMMAND > FILE.svg` stands for.
  let picture: any ShellCommand.Type
  /// The command that `PLACE = VALUE` stands for.
  let assignment: any ShellCommand.Type
  /// The command that `?` stands for.
  let help: any AskedCommand.Type
  /// Writes the files of `COMMAND > FILE`.
  let files: any RedirectedFiles

  /// The names of all commands.
  package var names: [String] { all.map { $0.name } }

  func of(_ group: CommandGroup) -> [any ShellCommand.Type] { all.filter { $0.group == group } }

  func named(_ word: String) -> (any ShellCommand.Type)? {
    all.first { $0.name == word || $0.configuration.aliases.contains(word) }
  }

  /// The command that a word means, by its name or an unambiguous beginning of it.
  func find(_ word: String) throws(CommandError) -> any ShellCommand.Type {
    let matches = matches(word)
    switch matches.count {
    case 1 where matches[0].group.acts && word.count < Self.shortestBeginning:
      throw CommandError(
        "`\(word)` is too short: a command that acts on the network needs at least "
          + "\(Self.shortestBeginning) letters, as in `\(matches[0].name)`.", at: word,
        instead: matches[0].name)
    case 1 where word.count == 1:
      throw CommandError(
        "`\(word)` is too short: a command needs at least two letters.", at: word,
        instead: matches[0].name)
    case 1: return matches[0]
    case 0:
      let hint = hint(for: word)
      let meant = hint == nil ? command(meantBy: word) : nil
      let search = "help lists the commands; help \(Word.quoted(word.clipped(to: 20))) searches"
      throw CommandError(
        "There is no command `\(word)`.", at: word, hint: meant == nil ? hint ?? search : nil,
        instead: meant, or: Synonyms.meanings(of: word).filter { named($0) != nil })
    default:
      let names = matches.map { $0.name }.alternatives
      throw CommandError("`\(word)` could be \(names).", at: word, hint: "type more letters")
    }
  }

  /// A shorter beginning of a command that acts may be a typing mistake.
  private static let shortestBeginning = 3

  /// The command with this name, or else the commands whose names begin with it.
  private func matches(_ word: String) -> [any ShellCommand.Type] {
    if let command = named(word) { return [command] }
    return word.isEmpty ? [] : all.filter { $0.name.hasPrefix(word) }
  }

  /// The command that is finally run, and its words, after resolving aliases and commands that run
  /// others. `nil` if that is not a command.
  func innermost(
    of words: [String], aliases: [String: String]
  ) -> (type: any ShellCommand.Type, words: [String])? {
    var words = words[...]
    var expanded: Set<String> = []
    for _ in 0..<Session.maximumDepth {
      guard let name = words.first else { return nil }
      if let line = aliases[name], expanded.insert(name).inserted {
        words = TokenizedLine(line).last.map(\.text) + words.dropFirst()
        continue
      }
      let matches = matches(name)
      guard let type = matches.first, matches.count == 1 else { return nil }
      guard let wrapping = type as? any WrappingCommand.Type else {
        return (type, Array(words.dropFirst()))
      }
      words = words.dropFirst(1 + wrapping.ownWordCount)
    }
    return nil
  }

  /// The words of a command; those of `PLACE = VALUE` as the command that it stands for.
  func resolvingAssignment(_ words: [Word], aliases: [String: String]) -> [Word] {
    let first = words[0]
    let name = first.text.prefix { $0 != "=" }
    let isAssigned =
      name.count < first.text.count || words.count > 1 && words[1].text.hasPrefix("=")
    guard isAssigned, !first.isQuoted, aliases[first.text] == nil, named(first.text) == nil,
      name.allSatisfy({ $0.isLetter || $0.isNumber || "._-[],".contains($0) }),
      let place = try? Place(parsing: String(name)),
      place.layer != nil || !place.indices.isEmpty || place.quantity == "image"
    else { return words }
    return [Word(text: assignment.name, start: first.start, end: first.start)] + words
  }

  /// The words of a command, after replacing a question by `help`: `?`, `? WORD`, `WORD ?`,
  /// `what is a gradient?`, or only the name of an idea.
  func resolvingQuestion(_ words: [Word], aliases: [String: String]) -> [Word] {
    func isMark(_ word: Word) -> Bool { !word.isQuoted && word.text == "?" }
    func helping(_ topic: some Sequence<Word>) -> [Word] {
      [Word(text: help.name, start: words[0].start, end: words[0].start)] + topic
    }
    if isMark(words[0]) { return helping(words.dropFirst()) }
    if words.count == 2, isMark(words[1]) { return helping(words.prefix(1)) }
    guard aliases[words[0].text] == nil, !words.contains(where: \.isQuoted) else { return words }
    let texts = words.map(\.text)
    let isCommand = !matches(texts[0]).isEmpty
    let isMarked = words.count == 1 && (texts[0].hasPrefix("?") || texts[0].hasSuffix("?"))
    guard
      isMarked || help.isAsked(by: texts, isCommand: isCommand)
        || !isCommand && isIdea(texts.joined(separator: " "))
    else { return words }
    let topic = words.map { word in
      var word = word
      word.text = word.text.filter { $0 != "?" }
      return word
    }.filter { !$0.text.isEmpty }
    return topic.isEmpty ? words : helping(topic)
  }

  /// Whether a line that is not a command is the name of an idea, or another word for one that means
  /// nothing else here.
  private func isIdea(_ line: String) -> Bool {
    guard let topic = help.topic(of: line) else { return false }
    return [topic, "\(topic)s"].contains(line.lowercased()) || line.contains(" ")
      || command(meantBy: line)?.hasPrefix("\(help.name) ") ?? true
  }

  /// What to type instead of a word that is not a command.
  private func hint(for word: String) -> String? {
    if word.first?.isLetter == true, word.contains(where: { ".[".contains($0) }),
      (try? Place(parsing: word)) != nil
    {
      return "print \(word)"
    }
    if let key = Synonyms.meanings(of: word).first, key.hasPrefix("Ctrl-") {
      return "\(key) clears the screen"
    }
    return nil
  }

  /// The command that was probably meant by an unknown word: a command with a similar name, or one
  /// that the word belongs to. Commands that only look come before commands that change something.
  private func command(meantBy word: String) -> String? {
    guard word.utf8.count <= Spelling.maximumLength else { return nil }
    let vocabularies = (of(.look) + all.filter { $0.group != .look }).flatMap { $0.vocabulary }
    func name(_ find: (String, [String]) -> String?) -> String? {
      if let name = find(word, names) { return name }
      for own in vocabularies {
        if let name = find(word, own.names) { return "\(own.command) \(name)" }
      }
      return nil
    }
    let known = vocabularies.lazy.compactMap { own in
      own.synonyms[word.lowercased()].map { "\(own.command) \($0)" }
    }.first
    return name(Spelling.same) ?? known ?? name(Spelling.nearest)
  }
}

extension Session {
  /// The commands of a line, of which there is one if that takes a text.
  func tokens(of line: String) -> TokenizedLine { prose(in: line) ?? TokenizedLine(line) }

  /// A line as a command and its text; `nil` if its command takes no text, or the text is in quotes.
  func prose(in line: String) -> TokenizedLine? {
    let name = line.prefix { !$0.isWhitespace }
    let text = line[name.endIndex...].drop { $0.isWhitespace }
    guard let first = text.first, !"\"';".contains(first), !["-h", "--help"].contains(text),
      aliases[String(name)] == nil,
      let type = try? commands.find(String(name)) as? any ProseCommand.Type,
      type.takesText(in: self)
    else { return nil }
    return TokenizedLine(line, name: name, text: text)
  }
}
