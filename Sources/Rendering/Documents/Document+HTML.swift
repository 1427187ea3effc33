extension Document {
  /// The page as a self-contained HTML file: no scripts, and nothing loaded from elsewhere. It is
  /// also well-formed XML.
  package var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src \
    'unsafe-inline'"/>
    <title>\(Self.escapedHTML(title))</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <h1>\(Self.html(title))</h1>
    \(parts.map(Self.html).joined(separator: "\n"))
    </body>
    </html>

    """
  }

  /// Readable on a phone, where screens scroll, and on paper, where they are kept together.
  private static let style = """
    body { max-width: 46em; margin: 1.5em auto; padding: 0 1em; color: #111; background: #fff;
      font: 16px/1.5 Georgia, "Times New Roman", serif; overflow-wrap: break-word; }
    h1, h2, h3 { line-height: 1.25; font-family: Helvetica, Arial, sans-serif; }
    h2 { margin-top: 2em; border-bottom: 1px solid #999; }
    pre { overflow-x: auto; padding: 0.6em 0.8em; border: 1px solid #ccc; background: #f6f6f6;
      font: 13px/1.25 Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    code { font: 0.9em Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    blockquote { margin: 1em 0; padding: 0.1em 1em; border-left: 4px solid #18507a; }
    table { border-collapse: collapse; }
    th, td { padding: 0.2em 0.8em 0.2em 0; text-align: left; vertical-align: top; }
    th { font-family: Helvetica, Arial, sans-serif; white-space: nowrap; }
    .ruled { height: 1.9em; border-bottom: 1px solid #777; }
    @media (max-width: 40em) { pre { font-size: 10px; } }
    @media print {
      body { max-width: none; margin: 0; padding: 0; font-size: 11pt; }
      pre { font-size: 8pt; overflow: visible; background: #fff; page-break-inside: avoid; }
      h2, h3 { page-break-after: avoid; }
      .page { page-break-before: always; }
    }
    """

  private static func html(_ part: Part) -> String {
    switch part {
    case .heading(let text): "<h2>\(html(text))</h2>"
    case .subheading(let text): "<h3>\(html(text))</h3>"
    case .paragraph(let text): "<p>\(html(text))</p>"
    case .quote(let text): "<blockquote><p>\(html(text))</p></blockquote>"
    case .list(let items):
      "<ul>\n" + items.map { "<li>\(html($0))</li>\n" }.joined() + "</ul>"
    case .facts(let facts):
      "<table>\n"
        + facts.map {
          "<tr><th>\(escapedHTML($0.name))</th><td>\(html($0.text))</td></tr>\n"
        }.joined() + "</table>"
    case .screen(let lines):
      "<pre>" + lines.map { escapedHTML(cleaned($0)) }.joined(separator: "\n") + "</pre>"
    case .ruled(let count): Array(repeating: "<div class=\"ruled\"></div>", count: count).joined()
    case .pageBreak: "<div class=\"page\"></div>"
    }
  }

  private static func html(_ text: String) -> String {
    spans(text).map { span in
      switch span {
      case .text(let text): escapedHTML(text)
      case .code(let text): "<code>\(escapedHTML(text))</code>"
      }
    }.joined()
  }

  /// The text with the five special characters of HTML and XML escaped. It works on Unicode
  /// scalars, so that an accent after a `<` cannot hide it.
  static func escapedHTML(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: String(scalar)
      }
    }.joined()
  }
}
