extension Document {
  /// The page as Markdown; no text in it can be mistaken for markup.
  package var markdown: String {
    var lines = ["# " + Self.escaped(title)]
    for part in parts {
      lines.append("")
      lines += Self.markdown(part)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func markdown(_ part: Part) -> [String] {
    switch part {
    case .heading(let text): ["## " + markdown(text)]
    case .subheading(let text): ["### " + markdown(text)]
    case .paragraph(let text): [guarded(markdown(text))]
    case .quote(let text): ["> " + guarded(markdown(text))]
    case .list(let items): items.map { "- " + guarded(markdown($0)) }
    case .facts(let facts): facts.map { "- **\(escaped($0.name))**: \(markdown($0.text))" }
    case .screen(let lines): fenced(lines.map(cleaned))
    // Someone who has the Markdown writes with a keyboard.
    case .ruled: ["*(to be written)*"]
    case .pageBreak: ["---"]
    }
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
    return text.map { "\\`*_{}[]<>#|~!&$".contains($0) ? "\\\($0)" : String($0) }.joined()
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
