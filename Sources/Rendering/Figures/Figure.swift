/// A picture for a page or a slide: its title, the picture itself, and what you have to know to
/// read it.
package struct Figure: Hashable, Sendable {
  /// The width that pictures are laid out for, in points: it fills a slide, or the width of a page.
  package static let width = 720.0
  private static let margin = 20.0

  package let title: String
  /// Shapes, ranges, scales: one line each.
  package let notes: [String]
  package let drawing: Drawing

  package init(title: String, notes: [String] = [], drawing: Drawing) {
    self.title = PageText.cleaned(title)
    self.notes = notes.map(PageText.cleaned)
    self.drawing = drawing
  }

  /// How many marks the drawing has.
  package var markCount: Int { drawing.marks.reduce(0) { $0 + $1.count } }

  /// What the figure is, in words.
  package var description: String {
    ([title] + notes).map { $0.hasSuffix(".") ? $0 : $0 + "." }.joined(separator: " ")
  }

  /// The whole figure on one sheet with a margin.
  package var sheet: Drawing { sheet(hasTitle: true) }

  /// The whole figure on one sheet with a margin, with or without its title.
  func sheet(hasTitle: Bool) -> Drawing {
    let width = max(drawing.width, 360)
    let notes = notes.map { Drawing.text($0, width: width, colour: .faded) }
    let head =
      hasTitle ? Drawing.text(title, width: width, size: 14, face: .bold) : Drawing()
    let all = head.above(drawing, gap: 12)
      .above(.stacked(notes, gap: 2), gap: 12)
    let padded = all.inset(
      left: Self.margin, top: Self.margin, right: Self.margin, bottom: Self.margin)
    return Drawing(
      width: padded.width.rounded(.up), height: padded.height.rounded(.up), marks: padded.marks)
  }
}

extension Colour {
  /// Text and axes.
  package static let ink = Colour(red: 32, green: 32, blue: 32)
  /// Rulers and notes.
  static let faded = Colour(red: 95, green: 95, blue: 95)
  /// Frames around maps.
  static let hairline = Colour(red: 150, green: 150, blue: 150)
  /// Grids.
  static let grid = Colour(red: 222, green: 222, blue: 222)
  static let white = Colour(red: 255, green: 255, blue: 255)
  /// Values that are not numbers.
  static let missing = Colour(red: 200, green: 200, blue: 200)
  /// The middle of each side of the palette: lines and words of that sign.
  static let above = Colour(red: 196, green: 84, blue: 8)
  static let below = Colour(red: 22, green: 94, blue: 163)
}
