import ConvNet

/// A figure as a self-contained vector drawing without scripts, in which text stays text.
package enum SVG {
  package static func file(_ figure: Figure, _ layout: Figure.Layout = Figure.Layout()) -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element(figure, layout) + "\n"
  }

  /// The drawing as an element that can be embedded in a page; a title that is not drawn is named.
  package static func element(_ figure: Figure, _ layout: Figure.Layout) -> String {
    let sheet = figure.sheet(layout)
    let (width, height) = (number(sheet.width), number(sheet.height))
    let scale = layout.size.map { Double($0) / sheet.width } ?? 1
    let (shownWidth, shownHeight) = (number(sheet.width * scale), number(sheet.height * scale))
    let notes =
      figure.notes.isEmpty ? "" : "<desc>\(escaped(figure.notes.joined(separator: "\n")))</desc>\n"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(shownWidth)pt" height="\(shownHeight)pt" \
      viewBox="0 0 \(width) \(height)" role="img" font-family="\(plain)">
      <title>\(escaped(figure.title))</title>
      \(notes)<rect width="\(width)" height="\(height)" fill="\(code(layout.paper))"/>
      \(text(sheet.marks))
      </svg>
      """
  }

  private static let plain =
    "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
  static let mono =
    "Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace"

  private static func text(_ marks: [Mark]) -> String {
    marks.map(text).joined(separator: "\n")
  }

  private static func text(_ mark: Mark) -> String {
    switch mark {
    case .box(let area, let colour):
      "<rect x=\"\(number(area.x))\" y=\"\(number(area.y))\" width=\"\(number(area.width))\" "
        + "height=\"\(number(area.height))\" fill=\"\(code(colour))\" "
        + "shape-rendering=\"crispEdges\"/>"
    case .path(let points, let pen):
      "<polyline points=\""
        + points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
        + "\" fill=\"none\" stroke=\"\(code(pen.colour))\" stroke-width=\"\(number(pen.width))\" "
        + "stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
    case .label(let label): text(label)
    case .group(let name, let marks):
      "<g>\n<title>\(escaped(PageText.cleaned(name)))</title>\n\(text(marks))\n</g>"
    }
  }

  private static func text(_ label: Label) -> String {
    var attributes = "x=\"\(number(label.at.x))\" y=\"\(number(label.at.y))\""
    attributes += " font-size=\"\(number(label.size))\" fill=\"\(code(label.colour))\""
    if label.anchor != .start { attributes += " text-anchor=\"\(label.anchor.rawValue)\"" }
    switch label.face {
    case .plain: break
    case .bold: attributes += " font-weight=\"bold\""
    case .mono:
      // With any font, columns stay aligned.
      attributes += " font-family=\"\(mono)\" xml:space=\"preserve\""
      attributes += " textLength=\"\(number(label.width))\" lengthAdjust=\"spacingAndGlyphs\""
    }
    return "<text \(attributes)>\(escaped(label.text))</text>"
  }

  static func code(_ colour: Colour) -> String {
    "#" + [colour.red, colour.green, colour.blue].map(\.hexadecimal).joined()
  }

  /// A number with at most two decimal places, without trailing zeros.
  static func number(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e9 else { return "0" }
    let all = Int((value * 100).rounded())
    let (whole, part) = all.magnitude.quotientAndRemainder(dividingBy: 100)
    let digits =
      part == 0 ? "" : part % 10 == 0 ? ".\(part / 10)" : part < 10 ? ".0\(part)" : ".\(part)"
    return (all < 0 ? "-" : "") + String(whole) + digits
  }

  static func escaped(_ text: String) -> String { PageText.escapedHTML(text) }
}
