/// A page to hand in or to hand out: what it says, apart from how a file says it.
package struct Document {
  /// A part of the page. Texts are plain; what stands between two backticks is code.
  package enum Part: Hashable, Sendable {
    case heading(String)
    case subheading(String)
    case paragraph(String)
    /// What a person said in their own words.
    case quote(String)
    case list([String])
    /// Names and what they stand for.
    case facts([Fact])
    /// A screen of the terminal, as it is.
    case screen([String])
    /// Lines to be written on by hand.
    case ruled(Int)
    /// What follows begins a new page of paper.
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

  /// The text of a file of a kind.
  package func text(as format: Format) -> String {
    switch format {
    case .markdown: markdown
    case .html: html
    }
  }

  /// The kinds of files a page can be.
  package enum Format: String, CaseIterable, Sendable {
    case markdown = ".md"
    case html = ".html"

    /// The kind that a file's name asks for.
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

  /// The pieces of a text; a backtick that has no partner is itself.
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

  /// The text without what no file should hold: control characters, and those that turn the
  /// direction of writing. A line break is a space.
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
