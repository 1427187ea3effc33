extension Document {
  /// The page as Markdown; no text in it can be mistaken for markup. Its figures are links to the
  /// files of ``figures`` in a folder.
  func markdown(figuresIn folder: String) -> String {
    var lines = hasOwnTitle ? [] : ["# " + Self.escaped(title)]
    var figures = 0
    for part in parts {
      if !lines.isEmpty { lines.append("") }
      if case .figure(let figure, let caption, _) = part {
        figures += 1
        lines += [
          "![\(Self.escaped(figure.description))]"
            + "(\(Self.path(folder))/\(Self.figureName(figures)))",
          "", "*Figure \(figures): \(Self.markdown(caption))*",
        ]
      } else {
        lines += markdown(part)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func markdown(_ part: Part) -> [String] {
    switch part {
    case .heading(let text):
      ["## " + Self.markdown(text)] + (mark.isEmpty ? [] : ["", "*\(Self.markdown(mark))*"])
    case .subheading(let text): ["### " + Self.markdown(text)]
    case .paragraph(let text): [Self.guarded(Self.markdown(text))]
    case .quote(let text): ["> " + Self.guarded(Self.markdown(text))]
    case .list(let items): items.map { "- " + Self.guarded(Self.markdown($0)) }
    case .facts(let facts):
      facts.map { "- **\(Self.escaped($0.name))**: \(Self.markdown($0.text))" }
    case .table(let head, let rows):
      [Self.row(head), Self.row(head.map { _ in "---" }, isRule: true)] + rows.map { Self.row($0) }
    case .screen(let lines): Self.fenced(lines.map(PageText.cleaned))
    case .figure: []
    // Someone who has the Markdown writes with a keyboard.
    case .ruled: ["*(to be written)*"]
    case .pageBreak: ["---"]
    case .sheet(let title, _): ["# " + Self.escaped(PageText.cleaned(title))]
    }
  }

  private static func row(_ cells: [String], isRule: Bool = false) -> String {
    "| " + cells.map { isRule ? $0 : markdown($0) }.joined(separator: " | ") + " |"
  }

  /// A path as the target of a link.
  private static func path(_ text: String) -> String {
    text.utf8.map { byte in
      let scalar = UnicodeScalar(byte)
      let isPlain =
        scalar.properties.isAlphabetic && byte < 128
        || "0123456789-_./".unicodeScalars
          .contains(scalar)
      return isPlain ? "\(scalar)" : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  /// Lines between fences that are longer than any fence in them.
  private static func fenced(_ lines: [String]) -> [String] {
    let longest = lines.map { line in
      line.split { $0 != "`" }.map(\.count).max() ?? 0
    }.max()
    let fence = String(repeating: "`", count: max(3, (longest ?? 0) + 1))
    return [fence + "text"] + lines + [fence]
  }

  private static func markdown(_ text: String) -> String {
    spans(text).map { span in
      switch span {
      case .text(let text): escaped(text)
      case .code(let text): "`\(text)`"
      }
    }.joined()
  }

  private static func escaped(_ text: String) -> String {
    // A line to write on is not emphasis.
    if text.allSatisfy({ $0 == "_" }) { return text }
    // By scalars: an accent after a sign must not hide it.
    let signs = Set("\\`*_{}[]<>#|~!&$".unicodeScalars)
    return text.unicodeScalars.map { signs.contains($0) ? "\\\($0)" : "\($0)" }.joined()
  }

  /// A text that cannot be mistaken for the beginning of a list, a rule or a heading.
  private static func guarded(_ text: String) -> String {
    guard let first = text.first else { return text }
    if "-+=".contains(first) { return "\\" + text }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let rest = text.dropFirst(digits.count)
    guard !digits.isEmpty, let mark = rest.first, ".)".contains(mark) else { return text }
    return digits + "\\" + rest
  }
}
