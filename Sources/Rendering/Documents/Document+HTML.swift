extension Document {
  /// The page as a self-contained HTML file: no scripts, and nothing loaded from elsewhere. It is
  /// also well-formed XML.
  package var html: String {
    var body = hasOwnTitle ? [] : ["<h1>\(Self.html(title))</h1>"]
    var rules = [Self.page("", top: running, mark: mark)]
    var (sheets, figures, talls) = (0, 0, Set<Int>())
    for part in parts {
      switch part {
      case .sheet(let title, let running):
        if sheets > 0 { body.append("</section>") }
        sheets += 1
        rules.append(Self.page("sheet\(sheets)", top: running, mark: mark))
        body += [
          "<section class=\"sheet\" style=\"page: sheet\(sheets)\">",
          "<h1>\(Self.html(title))</h1>",
        ]
        figures = 0
      case .figure(let figure, let caption, let size):
        figures += 1
        let tall = size == .large ? Self.tall(figure) : 0
        if tall > 0 { talls.insert(tall) }
        body += [
          "<figure class=\"\(size.rawValue)\(tall > 0 ? " tall\(tall)" : "")\">",
          SVG.element(figure, .captioned),
          "<figcaption>Figure \(figures): \(Self.html(caption))</figcaption>", "</figure>",
        ]
      default: body.append(html(part))
      }
    }
    if sheets > 0 { body.append("</section>") }
    rules += talls.sorted().map { "@media print { figure.tall\($0) svg { max-height: \($0)pt; } }" }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src \
      'unsafe-inline'"/>
      <title>\(PageText.escapedHTML(title))</title>
      <style>
      \(Self.style)
      \(rules.joined(separator: "\n"))
      </style>
      </head>
      <body>
      \(body.joined(separator: "\n"))
      </body>
      </html>

      """
  }

  /// Readable on a phone, where screens scroll, and on paper, where they are kept together. The
  /// size of the paper is left to the printer: the margins suit A4 and Letter.
  private static let style = """
    body { max-width: 46em; margin: 1.5em auto; padding: 0 1em; color: #111; background: #fff;
      font: 16px/1.5 Georgia, "Liberation Serif", "Times New Roman", serif;
      overflow-wrap: break-word; }
    h1, h2, h3 { line-height: 1.25; font-family: Helvetica, "Liberation Sans", Arial, sans-serif; }
    h2 { margin-top: 2em; border-bottom: 1px solid #999; }
    pre { overflow-x: auto; padding: 0.6em 0.8em; border: 1px solid #ccc; background: #f6f6f6;
      font: 13px/1.25 Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    code { font: 0.9em Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    blockquote { margin: 1em 0; padding: 0.1em 1em; border-left: 4px solid #18507a; }
    table { border-collapse: collapse; }
    th, td { padding: 0.2em 0.8em 0.2em 0; text-align: left; vertical-align: top; }
    th { font-family: Helvetica, "Liberation Sans", Arial, sans-serif; white-space: nowrap; }
    .grid th, .grid td { padding: 0.2em 0.8em; border: 1px solid #bbb; white-space: normal; }
    .grid th { background: #f0f0f0; }
    figure { margin: 1em 0; }
    figure svg { max-width: 100%; height: auto; }
    figure.small { display: inline-block; width: 48%; margin: 0 1% 0 0; vertical-align: top; }
    figcaption { font-size: 0.9em; }
    .blank { display: inline-block; padding-top: calc(9mm - 1em); line-height: 1;
      border-bottom: 1px solid #111; color: transparent; }
    .ruled { height: 9mm; border-bottom: 1px solid #777; }
    .mark { font-weight: bold; color: #8a1f11; }
    @media (max-width: 40em) { pre { font-size: 10px; } }
    @media print {
      body { max-width: none; margin: 0; padding: 0; font-size: 11pt; }
      pre { font-size: 8.5pt; overflow: visible; background: #fff; white-space: pre-wrap; }
      pre, figure, tr, blockquote { break-inside: avoid; }
      pre.long { break-inside: auto; orphans: 6; widows: 6; }
      figure.large svg { max-height: 64mm; width: auto; }
      figure.small svg { max-height: 62mm; }
      h2 { margin-top: 1.2em; }
      h1, h2, h3 { break-after: avoid; }
      .mark { display: none; }
      p { orphans: 3; widows: 3; }
      .page, .sheet + .sheet { break-before: page; }
    }
    """

  /// The height at which the text of a figure can still be read on paper, in points; 0 if the usual
  /// height is enough.
  private static func tall(_ figure: Figure) -> Int {
    let height = Int(figure.sheet(.captioned).height / 2)
    return height > usual ? min(tallest, height) : 0
  }

  /// The usual height of a large figure, 64 mm, in points.
  private static let usual = 181

  /// What still leaves some room for text on a page, in points.
  private static let tallest = 300

  /// A screen with more lines may continue on the next page, which would otherwise begin half-way.
  private static let mostKeptTogether = 24

  /// The rule for the pages of a sheet, or of all: their number, and the line at their top.
  private static func page(_ name: String, top: String, mark: String) -> String {
    let mono = "font: 9pt Helvetica, \"Liberation Sans\", Arial, sans-serif;"
    func box(_ place: String, _ text: String, _ style: String = "") -> String {
      text.isEmpty ? "" : "  @\(place) { content: \(text); \(mono)\(style) }\n"
    }
    return "@page \(name) { margin: 20mm 18mm 18mm;\n"
      + box("top-left", top.isEmpty ? "" : quotedCSS(top))
      + box("top-right", mark.isEmpty ? "" : quotedCSS(mark), " font-weight: bold; color: #8a1f11;")
      + box("bottom-right", "counter(page) \" / \" counter(pages)") + "}"
  }

  /// A text as a string of CSS. All but letters and digits are escaped, so that it ends neither the
  /// string nor the style.
  private static func quotedCSS(_ text: String) -> String {
    let escaped = PageText.cleaned(text).unicodeScalars.map { scalar in
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9") ~= scalar)
      return isPlain || scalar == " " ? "\(scalar)" : "\\" + String(scalar.value, radix: 16) + " "
    }
    return "\"" + escaped.joined() + "\""
  }

  private func html(_ part: Part) -> String {
    switch part {
    case .heading(let text):
      "<h2>\(Self.html(text))</h2>"
        + (mark.isEmpty ? "" : "\n<p class=\"mark\">\(Self.html(mark))</p>")
    case .subheading(let text): "<h3>\(Self.html(text))</h3>"
    case .paragraph(let text): "<p>\(Self.html(text))</p>"
    case .quote(let text): "<blockquote><p>\(Self.html(text))</p></blockquote>"
    case .list(let items):
      "<ul>\n" + items.map { "<li>\(Self.html($0))</li>\n" }.joined() + "</ul>"
    case .facts(let facts):
      "<table>\n"
        + facts.map {
          "<tr><th>\(PageText.escapedHTML($0.name))</th><td>\(Self.html($0.text))</td></tr>\n"
        }.joined() + "</table>"
    case .table(let head, let rows):
      "<table class=\"grid\">\n<thead>" + Self.row(head, "th") + "</thead>\n"
        + rows.map { Self.row($0, "td") }.joined() + "</table>"
    case .screen(let lines):
      "<pre\(lines.count > Self.mostKeptTogether ? " class=\"long\"" : "")>"
        + lines.map { Self.blanks(in: PageText.cleaned($0)) }.joined(separator: "\n") + "</pre>"
    case .ruled(let count): Array(repeating: "<div class=\"ruled\"></div>", count: count).joined()
    case .pageBreak: "<div class=\"page\"></div>"
    case .sheet, .figure: ""
    }
  }

  private static func row(_ cells: [String], _ tag: String) -> String {
    "<tr>" + cells.map { "<\(tag)>\(html($0))</\(tag)>" }.joined() + "</tr>\n"
  }

  private static func html(_ text: String) -> String {
    spans(text).map { span in
      switch span {
      case .text(let text): blanks(in: text)
      case .code(let text): "<code>\(PageText.escapedHTML(text))</code>"
      }
    }.joined()
  }

  /// The text, escaped, in which each run of underscores is room to write in.
  private static func blanks(in text: String) -> String {
    var (result, rest) = ("", text[...])
    while let start = rest.firstIndex(of: "_") {
      let run = rest[start...].prefix { $0 == "_" }
      result += PageText.escapedHTML(String(rest[..<start]))
      result += run.count < shortestBlank ? String(run) : "<span class=\"blank\">\(run)</span>"
      rest = rest[run.endIndex...]
    }
    return result + PageText.escapedHTML(String(rest))
  }
}
