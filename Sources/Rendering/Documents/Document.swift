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
    /// Rows under a head.
    case table([String], rows: [[String]])
    /// A screen of the terminal, unchanged.
    case screen([String])
    /// A picture, and what it shows. Figures are numbered.
    case figure(Figure, caption: String, FigureSize)
    /// Lines to write on by hand.
    case ruled(Int)
    /// The next part begins on a new page of paper.
    case pageBreak
    /// The next part begins on a new page of paper, under a title of its own; each of the pages
    /// from there on has a line at its top.
    case sheet(String, running: String)
  }

  /// How much room a figure may take on paper.
  package enum FigureSize: String, Sendable {
    /// Up to the width of the page, and as tall as it must be to be readable.
    case large
    /// Two fit beside each other.
    case small
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
  /// The line at the top of each printed page.
  package var running = ""
  /// What every page must say; empty if there is nothing.
  package var mark = ""

  package init(title: String, parts: [Part] = []) {
    self.title = PageText.cleaned(title)
    self.parts = parts
  }

  /// The text of a file in some format. Markdown finds the files of ``figures`` in the folder.
  package func text(as format: Format, figuresIn folder: String = "figures") -> String {
    switch format {
    case .markdown: markdown(figuresIn: folder)
    case .html: html
    }
  }

  /// The figures as files, in the order of their numbers. HTML has them in the page itself.
  package var figures: [(name: String, svg: String)] {
    var count = 0
    return parts.compactMap { part in
      guard case .figure(let figure, _, _) = part else { return nil }
      count += 1
      return (Self.figureName(count), SVG.file(figure, .captioned))
    }
  }

  static func figureName(_ number: Int) -> String { "figure-\(number).svg" }

  /// Whether the first part brings a title of its own.
  var hasOwnTitle: Bool {
    if case .sheet? = parts.first { true } else { false }
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

  /// The shortest run of underscores that is a blank to write in.
  static let shortestBlank = 4

  /// The pieces of a text; an unpaired backtick stands for itself.
  static func spans(_ text: String) -> [Span] {
    let pieces = PageText.cleaned(text).split(separator: "`", omittingEmptySubsequences: false)
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
}
