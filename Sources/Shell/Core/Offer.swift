import ConvNet
import Terminal

/// What a command offers for the word at the cursor; ``Completer`` makes candidates of it.
enum Offer {
  /// A word, or a hint that says what is expected.
  case word(Candidate)
  /// Folders, and the files whose names have one of these endings.
  case files(endings: [String])
  /// The next index of a place whose bracket is open.
  case indices(of: Place, Shape)
  /// A name that may be one of several, separated by commas.
  case listed(String)

  init(_ text: String, note: String? = nil, appendSpace: Bool = true) {
    self = .word(Candidate(text, note: note, appendSpace: appendSpace))
  }

  /// The hint for a complete command.
  static var enter: Self { .hint("Enter", note: "no more arguments") }

  static func hint(_ label: String, note: String) -> Self { .word(.hint(label, note: note)) }

  var word: Candidate? { if case .word(let candidate) = self { candidate } else { nil } }

  /// Whether it is a word with a dash, such as an option.
  var isDashed: Bool { word?.text.hasPrefix("-") ?? false }
}
