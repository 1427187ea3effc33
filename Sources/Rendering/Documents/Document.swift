/// A page to hand in or hand out: its content, apart from any file format.
package struct Document {
  /// A part of the page. Texts are plain; text between two backticks is code.
  package enum Part: Hashable, Sendable {
    case heading(String)
    case subheading(String)
    case paragraph(String)
    /// The user's own words.
    case quote(String)
    case list([String])
    /// Names and what they stand for.
    case facts([Fact])
    /// A screen of the terminal, unchanged.
    case screen([String])
    /// Lines to write on by hand.
    case ruled(Int)
    /// The next part begins on a new page of paper.
    case pageBreak
  }

  /// A name and what it stands for.
  package struct Fact: Hashable, Sendable {
    package let name: String
    package let text: String

    package init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  package let title: String
  package var parts: [Part]

  package init(title: String, parts: [Part] = []) {
    self.title = Self.cleaned(title)
    self.parts = parts
  }

  /// The text of a file in some format.
  package func text(as format: Format) -> String {
    switch format {
    case .markdown: markdown
    case .html: html
    }
  }

  /// The file formats that a page can have.
  package enum Format: String, CaseIterable, Sendable {
    case markdown = ".md"
    case html = ".html"

    /// The format that a file's name asks for.
    package init?(file: String) {
      let ending = file.split(separator: "/").last.flatMap { name in
        Self.allCases.first { name.hasSuffix($0.rawValue) && name != $0.rawValue }
      }
      guard let ending else { return nil }
      self = ending
    }
  }

  /// A piece of running text.
  enum Span: Hashable { case text(String), code(String) }

  /// The pieces of a text; an unpaired backtick stands for itself.
  static func spans(_ text: String) -> [Span] {
    let pieces = cleaned(text).split(separator: "`", omittingEmptySubsequences: false)
    var spans: [Span] = []
    for (index, piece) in pieces.enumerated() {
      if index % 2 == 1, index < pieces.count - 1 {
        spans.append(.code(String(piece)))
      } else {
        let mark = index % 2 == 1 ? "`" : ""
        if !piece.isEmpty || !mark.isEmpty { spans.append(.text(mark + piece)) }
      }
    }
    return spans.filter { $0 != .code("") }
  }

  /// The text without characters that do not belong in a file: control characters, and those that
  /// change the direction of writing. A line break becomes a space.
  static func cleaned(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control where scalar == "\n" || scalar == "\t" || scalar == "\r": scalars.append(" ")
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
        .privateUse:
        scalars.append("?")
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}
