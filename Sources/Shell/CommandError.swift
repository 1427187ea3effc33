import ConvNet
import Datasets
import Rendering
import Terminal

/// Why a command could not be done: facts, worded by ``report(in:origin:width:)`` alone.
package struct CommandError: Error, Hashable {
  /// What is wrong, as a sentence.
  package let problem: String
  /// The word of the line it is about.
  package let word: String?
  /// What to type or look at instead.
  package let hint: String?
  /// Lines that show it in full, such as a table.
  package var details: [String] = []

  package init(
    _ problem: String, at word: String? = nil, hint: String? = nil, details: [String] = []
  ) {
    self.problem = problem
    self.word = word
    self.hint = hint
    self.details = details
  }

  /// The command error that an error of another room amounts to.
  init(_ error: any Error, at word: String? = nil) {
    switch error {
    case let error as CommandError: self = error
    case let error as InputError:
      self.init(error.problem, at: error.word ?? word, hint: error.hint)
    case let error as ShapeError: self.init(error.description, at: word, hint: error.remedy)
    case NetworkError.diagram(let error): self.init(error, at: word)
    case NetworkError.shape(let error): self.init(error, at: word)
    case let error as DatasetError: self.init("\(error).", at: word)
    case let error as FileFormatError: self.init("\(error).", at: word)
    case let error as SystemError: self.init("\(error).", at: word)
    default: self.init("\(error)", at: word)
    }
  }

  /// The lines a person reads: the problem, the place in the line, one suggestion.
  ///
  /// - Parameters:
  ///   - line: The line as it was typed; shown with carets where the word is in it.
  ///   - origin: What stands before the problem: `error: `, or `FILE:LINE: error: `.
  ///   - width: How many columns there are.
  ///   - inColour: Whether the carets are coloured.
  /// - Returns: The lines, without a last line break.
  package func report(in line: String, origin: String, width: Int = 80, inColour: Bool = false)
    -> String
  {
    let problem = Self.clipped(withoutControls(problem), to: 400)
    let line = withoutControls(line)
    var lines = [Console.wrap(withoutControls(origin) + problem, width: width)]
    if let (start, length) = position(in: line), line.count <= 200 {
      lines.append("  " + line)
      let carets = TextBlock(String(repeating: "^", count: length), .wrong)
      lines += carets.indented(2 + start).lines(in: inColour ? .coloured : .ascii)
    }
    lines += details.map { "  " + Self.clipped(withoutControls(String($0.prefix(width - 2))), to: 400) }
    if let hint {
      lines.append(
        Console.wrap("  try: " + Self.clipped(withoutControls(hint), to: 400), width: width))
    }
    return lines.joined(separator: "\n")
  }

  private static func clipped(_ text: String, to longest: Int) -> String {
    text.count > longest ? text.prefix(longest) + " ..." : text
  }

  private func position(in line: String) -> (start: Int, length: Int)? {
    guard let word, !word.isEmpty, line.allSatisfy({ $0.isASCII && !$0.isNewline }) else {
      return nil
    }
    let text = Array(line)
    for candidate in [Array(word), Array(word.filter { $0 != " " })] {
      guard candidate.count <= text.count, !candidate.isEmpty else { continue }
      for start in 0...(text.count - candidate.count)
      where text[start..<start + candidate.count].elementsEqual(candidate) {
        return (start, candidate.count)
      }
    }
    return nil
  }
}

extension ShapeError {
  /// What to do about it.
  fileprivate var remedy: String {
    switch problem {
    case .inputs(_, let found): "leave the number of inputs out, or say \(found.count)"
    case .channels(_, let found): "leave the number of channels out, or say \(found[0])"
    case .needsImage: "put it before the layer that flattens: help net"
    case .doesNotDivide: "another stride, kernel or padding: help net"
    case .tooSmall: "fewer poolings before it, or a smaller window"
    }
  }
}
