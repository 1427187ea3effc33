import ConvNet
import Datasets
package import Rendering
import SystemPackage
import Terminal

/// Why a command could not be run: facts, worded by ``report(in:origin:width:)`` alone.
package struct CommandError: Error, Hashable {
  /// What is wrong, as a sentence.
  package private(set) var problem: String
  /// The word of the line that is wrong; empty for the place after the last word.
  package private(set) var word: String?
  /// What to type, or where to look, instead.
  package private(set) var hint: String?
  /// What the word can be; shown if there is no hint.
  package private(set) var choices: [String] = []
  /// Lines with more detail, such as a table.
  package var details: [String] = []
  /// A replacement for the word: the suggestion is then the command with it.
  private(set) var instead: String?
  /// Other replacements, to try if the command with the first one could not be run.
  private var others: [String] = []
  /// Lines to type instead: the commands with these replacements, once the word's place is known.
  private var suggestions: [String] = []
  /// Whether the hint is a command to type in place of the one that was typed.
  package private(set) var isSuggestion = false
  /// The number of identical words before this one.
  private var earlier = 0
  /// Where the word is, and in which line, once that is known.
  private(set) var spot: Spot?

  /// A part of a line that was run.
  struct Spot: Hashable {
    let line: String
    let columns: Range<Int>
  }

  /// Stands for a word that is missing at the end.
  static let end = ""

  /// - Parameters:
  ///   - problem: What is wrong, as a sentence.
  ///   - word: The word that is wrong.
  ///   - before: The words of the same command before it, which may be identical to it.
  ///   - hint: What to type, or where to look, instead.
  ///   - choices: What the word can be.
  ///   - instead: A replacement for the word: the suggestion is then the command with it.
  ///   - others: Other replacements, to try if the command with the first one could not be run.
  ///   - lines: Whole lines to type instead, if they can be run.
  ///   - details: Lines with more detail.
  package init(
    _ problem: String, at word: String? = nil, after before: [String?] = [],
    hint: String? = nil, among choices: [String] = [], instead: String? = nil,
    or others: [String] = [],
    typing lines: [String] = [], details: [String] = []
  ) {
    self.problem = problem
    self.word = word
    self.hint = hint
    self.choices = choices
    self.details = details
    self.instead = instead
    self.others = others
    suggestions = lines
    earlier = before.count { $0 == word && word != nil }
  }

  /// Turns another module's error into a command error.
  init(_ error: any Error, at word: String? = nil) {
    switch error {
    case let error as CommandError: self = error
    case let error as any AdvisedError:
      let advice = error.advice
      let typed = advice.word ?? ""
      // Only the name of the place is corrected; its indices are kept.
      let name = String(typed.prefix { $0 != "[" })
      let near = Spelling.nearest(to: name, among: advice.choices)
      self.init(
        error.description, at: advice.word ?? word, hint: advice.hint,
        instead: advice.instead ?? near.map { $0 + typed.dropFirst(name.count) })
    case let error as DatasetError: self.init(error.asAnswer, at: word)
    case let error as Errno: self.init("\(error).", at: word)
    default:
      let problem = "\(error)"
      self.init(problem.last.map { ".?".contains($0) } ?? true ? problem : problem + ".", at: word)
    }
  }

  /// The error in a diagram that was typed; it points at the word of the wrong layer.
  init(_ error: NetworkError, in diagram: Diagram) {
    let (layer, general) = (error.layer, CommandError(error))
    guard diagram.layers.indices.contains(layer) else {
      self = general
      return
    }
    self.init(
      general.problem, at: general.word ?? diagram.layers[layer].word,
      after: diagram.layers[..<layer].flatMap {
        $0.description.split(separator: " ").map(String.init)
      }, hint: general.hint, instead: general.instead)
  }

  /// The same error with whole lines to suggest before anything else.
  func preferring(_ lines: [String]) -> CommandError {
    var error = self
    error.suggestions = lines + suggestions
    return error
  }

  /// The same error with a replacement for the word.
  func replacingWord(by other: String) -> CommandError {
    var error = self
    error.instead = other
    return error
  }

  /// The same error with a suggestion, if it is about a word and has no suggestion yet.
  func hinting(_ hint: String) -> CommandError {
    var error = self
    if word != nil, self.hint == nil, choices.isEmpty, instead == nil { error.hint = hint }
    return error
  }

  /// The same error with the minus signs that were typed.
  func restoringSigns() -> CommandError {
    var error = self
    error.problem = NegativeNumber.restore(problem)
    error.word = word.map(NegativeNumber.restore)
    error.hint = hint.map(NegativeNumber.restore)
    error.instead = instead.map(NegativeNumber.restore)
    return error
  }

  /// The same error with one more line that shows what to do.
  func adding(_ line: String) -> CommandError {
    var error = self
    error.details.append(line)
    return error
  }

  /// The same error, beginning with the part of the work in which it happened.
  func happening(in part: String) -> CommandError {
    var error = self
    error.problem = "\(part): \(problem)"
    return error
  }

  /// The same error about a line of a file: the problem says which line, and the line is shown.
  func told(as problem: String) -> CommandError {
    var error = CommandError(problem, at: word, hint: hint, among: choices)
    error.spot = spot
    return error
  }

  /// The lines that the user reads: the problem, the place in the line, one suggestion.
  ///
  /// - Parameters:
  ///   - line: The typed line; if it contains the word, it is shown with carets under it.
  ///   - origin: What comes before the problem: `error: `, or `FILE:LINE: error: `.
  ///   - width: The width of the output in columns.
  ///   - style: Whether the carets are coloured.
  /// - Returns: The lines, without a last line break.
  package func report(in line: String, origin: String, width: Int = 80, style: Style = .ascii)
    -> String
  {
    let problem = withoutControls(Self.clipped(problem, to: 400))
    var lines = [Console.wrap(withoutControls(origin) + problem, width: width)]
    if let spot = spot ?? located(in: line).spot, spot.line.count <= 200 {
      lines += Self.carets(under: spot, width: width, style: style)
    }
    lines += details.map {
      "  " + withoutControls($0.clipped(to: min(width - 2, 400)))
    }
    let advice =
      hint.map { "  try: " + $0 }
      ?? (choices.isEmpty ? nil : "  one of: " + choices.joined(separator: ", "))
    if let advice {
      lines.append(Console.wrap(withoutControls(Self.clipped(advice, to: 400)), width: width))
    }
    return lines.joined(separator: "\n")
  }

  private static func clipped(_ text: String, to longest: Int) -> String {
    let beginning = text.clipped(to: longest)
    return beginning.utf8.count < text.utf8.count ? beginning + " ..." : text
  }

  /// The line, or as much of it as fits, and carets under the word.
  private static func carets(under spot: Spot, width: Int, style: Style) -> [String] {
    let line = Array(withoutControls(spot.line))
    guard line.count == spot.line.count, !line.contains(where: \.isNewline) else { return [] }
    // As many characters as fit, including the word.
    let room = max(width - 2, 20)
    let first =
      line.count <= room ? 0 : max(0, min(spot.columns.lowerBound - 20, line.count - room))
    let shown = String(line.dropFirst(first)).clipped(to: room)
    let word = spot.columns.clamped(to: first..<first + room)
    let start = String(line[first..<min(word.lowerBound, line.count)]).screenWidth
    let end = String(line[first..<min(word.upperBound, line.count)]).screenWidth
    // A missing word would come after the end of the line.
    let lack = max(0, word.lowerBound - line.count)
    let carets = TextBlock(String(repeating: "^", count: max(1, end - start)), .wrong)
      .indented(2 + start + lack)
    return ["  " + shown] + carets.lines(in: style)
  }
}

// MARK: Locating the word

extension CommandError {
  /// The error with the place of its word in a line; unchanged if the place is already known.
  func located(in line: String) -> CommandError {
    located(in: TokenizedLine(line).commands.flatMap { $0 }, of: line, isWhole: true)
  }

  /// The error with the place of its word among the words of one command of a line.
  ///
  /// Whole words are tried first, with the command's name last, then the parts between commas,
  /// signs and parentheses, then any part of a word.
  ///
  /// - Parameters:
  ///   - words: The words.
  ///   - line: The line.
  ///   - isWhole: Whether the words may be those of several commands.
  ///   - isName: Whether the error is about the first word, as no command has that name.
  /// - Returns: The error with the word's place, and suggestions made of the whole line.
  func located(
    in words: [Word], of line: String, isWhole: Bool = false, isName: Bool = false
  ) -> CommandError {
    guard spot == nil, let word, let last = words.last, line.utf8.count <= Self.longestLine else {
      return self
    }
    // A tab counts as one space: that is what the user sees, and types from the suggestion.
    let line = String(line.map { $0 == "\t" ? " " : $0 })
    var error = self
    if word == Self.end {
      error.spot = Spot(line: line, columns: last.end + 1..<last.end + 2)
      return error
    }
    let ordered = isWhole || isName ? words : Array(words.dropFirst()) + words.prefix(1)
    let wanted = word.filter { $0 != " " }
    let whole =
      ordered.filter { $0.text == word || $0.text == wanted }.map { $0.start..<$0.end }
      + Self.phrases(word, in: words)
    let characters = Array(line)
    let parts = whole.isEmpty ? Self.parts(of: ordered, in: characters) : []
    let found =
      [
        whole,
        parts.filter { String(characters[$0]) == wanted },
        whole.isEmpty ? ordered.flatMap { Self.occurrences(of: word, in: $0, characters) } : [],
      ].first { !$0.isEmpty } ?? []
    if !found.isEmpty {
      let columns = found[min(earlier, found.count - 1)]
      error.spot = Spot(line: line, columns: columns)
      if let instead, !isWhole, let first = words.first {
        let before = String(characters[first.start..<columns.lowerBound])
        let after = String(characters[columns.upperBound..<last.end])
        error.suggestions += ([instead] + others).map {
          isName && $0.hasPrefix("help ") ? $0 : before + $0 + after
        }
      }
    }
    return error
  }

  /// In a longer line, no carets are shown.
  private static let longestLine = 10_000

  /// The error with a suggestion that can be run: the first one that works in the session, if
  /// necessary after the rest of a pass; or else its own hint, or where to read more.
  func checked(in session: Session) -> CommandError {
    guard let first = suggestions.first, !Rehearsal.isOn else { return self }
    var error = self
    error.suggestions = []
    let lines = ["", "forward; ", "backward; "].lazy.flatMap { pass in
      suggestions.lazy.map { pass + $0 }
    }
    if let taken = lines.first(where: { Rehearsal.succeeds($0, in: session) }) {
      error.hint = taken
      error.isSuggestion = true
    } else if hint == nil, choices.isEmpty {
      let name = TokenizedLine(first).commands.first?.first.flatMap {
        try? session.commands.find($0.text)
      }?.name
      error.hint = name.map { "help \($0)" } ?? "help"
    }
    return error
  }

  /// The places of several words in a row, such as `test accuracy`.
  private static func phrases(_ phrase: String, in words: [Word]) -> [Range<Int>] {
    let count = phrase.split(separator: " ").count
    guard count > 1, count <= words.count else { return [] }
    return (0...words.count - count).compactMap { first -> Range<Int>? in
      let some = words[first..<first + count]
      return some.map(\.text).joined(separator: " ") == phrase
        ? words[first].start..<words[first + count - 1].end : nil
    }
  }

  /// The parts of words between signs.
  private static func parts(of words: [Word], in line: [Character]) -> [Range<Int>] {
    words.flatMap { word -> [Range<Int>] in
      guard word.end <= line.count else { return [] }
      return line[word.start..<word.end].split { ",=()<>!\"'".contains($0) }
        .map { $0.startIndex..<$0.endIndex }
    }
  }

  private static func occurrences(
    of text: String, in word: Word, _ line: [Character]
  ) -> [Range<Int>] {
    let text = Array(text)
    guard word.end <= line.count, text.count <= word.end - word.start else { return [] }
    return (word.start...word.end - text.count).filter {
      line[$0..<$0 + text.count].elementsEqual(text)
    }.map { $0..<$0 + text.count }
  }
}

extension DatasetError {
  /// The error as `load` words it: with its options, and where to get more data.
  fileprivate var asAnswer: String {
    guard case .tooManyAsked(_, _, _, isSample: true) = problem else {
      return sentence(optionPrefix: "--")
    }
    return sentence(optionPrefix: "--", more: ", or `fetch mnist`: all of MNIST's files")
  }
}
