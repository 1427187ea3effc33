import ConvNet
import Datasets
import Rendering
import SystemPackage
import Terminal

/// Why a command could not be done: facts, worded by ``report(in:origin:width:)`` alone.
package struct CommandError: Error, Hashable {
  /// What is wrong, as a sentence.
  package let problem: String
  /// The word of the line it is about; empty for the place after the last word.
  package let word: String?
  /// What to type or look at instead.
  package private(set) var hint: String?
  /// Lines that show it in full, such as a table.
  package var details: [String] = []
  /// What could stand in the word's place: the suggestion is then the command with it.
  private(set) var instead: String?
  /// The number of identical words before the word.
  private var earlier = 0
  /// Where in which line the word stands, once that is known.
  private(set) var spot: Spot?

  /// A part of a line that was run.
  struct Spot: Hashable {
    let line: String
    let columns: Range<Int>
  }

  /// Stands for the word that is missing at the end.
  static let end = ""

  /// - Parameters:
  ///   - problem: What is wrong, as a sentence.
  ///   - word: The word it is about.
  ///   - before: Words of the same command before it, because they may be identical.
  ///   - hint: What to type or look at instead.
  ///   - instead: A replacement for the word: the suggestion is then the command with it.
  ///   - details: Lines that show it in full.
  package init(
    _ problem: String, at word: String? = nil, after before: [String?] = [],
    hint: String? = nil, instead: String? = nil, details: [String] = []
  ) {
    self.problem = problem
    self.word = word
    self.hint = hint
    self.details = details
    self.instead = instead
    earlier = before.count { $0 == word && word != nil }
  }

  /// The command error for an error of another module.
  init(_ error: any Error, at word: String? = nil) {
    switch error {
    case let error as CommandError: self = error
    case let error as any AdvisedError:
      let advice = error.advice
      let typed = advice.word ?? ""
      // Only the name of a place is looked up; its indices stay.
      let name = String(typed.prefix { $0 != "[" })
      let near = Spelling.nearest(to: name, among: advice.choices)
      self.init(
        error.description, at: advice.word ?? word, hint: advice.hint,
        instead: near.map { $0 + typed.dropFirst(name.count) })
    case NetworkError.diagram(let error, _): self.init(error, at: word)
    case NetworkError.shape(let error, _): self.init(error, at: word)
    case let error as DatasetError: self.init(error.asAnswer, at: word)
    case let error as FileFormatError: self.init("\(error).", at: word)
    case let error as Errno: self.init("\(error).", at: word)
    default: self.init("\(error)", at: word)
    }
  }

  /// The error of a diagram that was typed: it points at the word of the layer that is wrong.
  init(_ error: NetworkError, in diagram: Diagram) {
    let (layer, general) =
      switch error {
      case .diagram(let error, let layer): (layer, CommandError(error))
      case .shape(let error, let layer): (layer, CommandError(error))
      }
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

  /// The same with a suggestion, where it is about a word and has none.
  func hinting(_ hint: String) -> CommandError {
    var error = self
    if word != nil, self.hint == nil, instead == nil { error.hint = hint }
    return error
  }

  /// The same with one more line that shows what to do.
  func adding(_ line: String) -> CommandError {
    var error = self
    error.details.append(line)
    return error
  }

  /// The same about a line of a file: the problem says which line, and the line is shown.
  func told(as problem: String) -> CommandError {
    var error = CommandError(problem, at: word, hint: hint)
    error.spot = spot
    return error
  }

  /// The lines a person reads: the problem, the place in the line, one suggestion.
  ///
  /// - Parameters:
  ///   - line: The line as it was typed; shown with carets under the word, if it contains the word.
  ///   - origin: What comes before the problem: `error: `, or `FILE:LINE: error: `.
  ///   - width: The number of columns.
  ///   - inColour: Whether the carets are coloured.
  /// - Returns: The lines, without a last line break.
  package func report(in line: String, origin: String, width: Int = 80, inColour: Bool = false)
    -> String
  {
    let problem = Self.clipped(withoutControls(problem), to: 400)
    var lines = [Console.wrap(withoutControls(origin) + problem, width: width)]
    if let spot = spot ?? located(in: line).spot, spot.line.count <= 200 {
      lines += Self.carets(under: spot, width: width, inColour: inColour)
    }
    lines += details.map {
      "  " + Self.clipped(withoutControls(String($0.prefix(width - 2))), to: 400)
    }
    if let hint {
      lines.append(
        Console.wrap("  try: " + Self.clipped(withoutControls(hint), to: 400), width: width))
    }
    return lines.joined(separator: "\n")
  }

  private static func clipped(_ text: String, to longest: Int) -> String {
    text.count > longest ? text.prefix(longest) + " ..." : text
  }

  /// The line, or as much of it as there is room for, and carets under the word.
  private static func carets(under spot: Spot, width: Int, inColour: Bool) -> [String] {
    guard spot.line.allSatisfy({ $0.isASCII && !$0.isNewline }) else { return [] }
    let line = Array(withoutControls(spot.line))
    // As many characters as fit, the word among them.
    let room = max(width - 2, 20)
    let first =
      line.count <= room ? 0 : max(0, min(spot.columns.lowerBound - 20, line.count - room))
    let columns = spot.columns.clamped(to: first..<first + room)
    let carets = TextBlock(String(repeating: "^", count: columns.count), .wrong)
      .indented(2 + columns.lowerBound - first)
    return ["  " + String(line.dropFirst(first).prefix(room))]
      + carets.lines(in: inColour ? .coloured : .ascii)
  }
}

// MARK: Where the word stands

extension CommandError {
  /// The error with the place of its word in a line; unchanged where that is known already.
  func located(in line: String) -> CommandError {
    located(in: TokenizedLine(line).commands.flatMap { $0 }, of: line, isWhole: true)
  }

  /// The error with the place of its word among the words of one command of a line.
  ///
  /// Whole words are tried first, the command's name last of them; then what is between commas,
  /// signs and parentheses; then any part of a word.
  func located(in words: [Word], of line: String, isWhole: Bool = false) -> CommandError {
    guard spot == nil, let word, let last = words.last else { return self }
    // A tab counts as a space: that is what the user sees, and types from the suggestion.
    let line = String(line.map { $0 == "\t" ? " " : $0 })
    var error = self
    if word == Self.end {
      error.spot = Spot(line: line, columns: last.end + 1..<last.end + 2)
      return error
    }
    let ordered = isWhole ? words : Array(words.dropFirst()) + words.prefix(1)
    let wanted = word.filter { $0 != " " }
    let whole = ordered.filter { $0.text == word || $0.text == wanted }.map { $0.start..<$0.end }
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
        let command = characters[first.start..<columns.lowerBound] + instead
        error.hint = String(command + characters[columns.upperBound..<last.end])
      }
    }
    return error
  }

  /// What is between the signs in words.
  private static func parts(of words: [Word], in line: [Character]) -> [Range<Int>] {
    words.flatMap { word -> [Range<Int>] in
      guard word.end <= line.count else { return [] }
      return (word.start..<word.end).split { ",=()<>!\"'".contains(line[$0]) }
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
