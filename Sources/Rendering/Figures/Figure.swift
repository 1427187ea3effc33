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

  /// What is on the sheet of a figure beside its drawing, and how large the sheet is.
  package struct Layout: Hashable, Sendable {
    package var hasTitle = true
    /// Whether the notes stand below the drawing.
    package var hasNotes = true
    /// Whether the sheet is as wide as a slide, 16:9.
    package var isWide = false
    /// Whether the paper is dark, for a dark room; maps stay as they are.
    package var isDark = false
    /// The width of the file's picture: in points, for pixels in pixels; `nil` for its natural one.
    package var size: Int?

    /// The colour of the paper.
    var paper: Colour { isDark ? Colour(red: 24, green: 26, blue: 30) : .white }

    package init() {}

    /// What stands below its own caption.
    static let captioned: Layout = {
      var layout = Layout()
      layout.hasTitle = false
      return layout
    }()
  }

  /// The whole figure on one sheet with a margin.
  package var sheet: Drawing { sheet(Layout()) }

  func sheet(_ layout: Layout) -> Drawing {
    let width = max(drawing.width, 360)
    let notes =
      layout.hasNotes ? notes.map { Drawing.text($0, width: width, colour: .faded) } : []
    let head =
      layout.hasTitle ? Drawing.text(title, width: width, size: 14, face: .bold) : Drawing()
    let all = head.above(drawing, gap: 12)
      .above(.stacked(notes, gap: 2), gap: 12)
    let sheet = all.inset(
      left: Self.margin, top: Self.margin, right: Self.margin, bottom: Self.margin)
    let padded = layout.isWide ? sheet.widened : sheet
    return Drawing(
      width: padded.width.rounded(.up), height: padded.height.rounded(.up),
      marks: layout.isDark ? padded.marks.map(\.onDarkPaper) : padded.marks)
  }

  /// The same figure under another title.
  package func titled(_ title: String) -> Figure {
    Figure(title: title, notes: notes, drawing: drawing)
  }
}

extension Drawing {
  /// The drawing in the middle of a sheet of 16:9.
  fileprivate var widened: Drawing {
    let width = max(self.width, height * 16 / 9)
    let height = max(self.height, width * 9 / 16)
    let (x, y) = ((width - self.width) / 2, (height - self.height) / 2)
    return inset(left: x, top: y, right: x, bottom: y)
  }
}

extension Mark {
  /// The mark for dark paper: lines and words are as light as they were dark. Boxes stand for numbers,
  /// and keep their colours, as does what is drawn on them.
  fileprivate var onDarkPaper: Mark {
    switch self {
    case .box: self
    case .path(let points, let pen): .path(points, Pen(pen.width, pen.colour.onDarkPaper))
    case .label(let label): .label(label.coloured(label.colour.onDarkPaper))
    case .group(let name, let marks): .group(name, marks.map(\.onDarkPaper))
    }
  }
}

extension Colour {
  /// What lines and words of this colour have on dark paper.
  var onDarkPaper: Colour {
    switch self {
    case .ink: Colour(red: 238, green: 238, blue: 238)
    case .faded: Colour(red: 178, green: 178, blue: 178)
    case .grid: Colour(red: 68, green: 70, blue: 74)
    case .backward: Colour(red: 222, green: 140, blue: 214)
    case .above: Colour(red: 240, green: 146, blue: 76)
    case .below: Colour(red: 106, green: 174, blue: 240)
    default: self
    }
  }
}

extension Colour {
  /// Text and axes, on paper.
  package static let ink = Colour(red: 32, green: 32, blue: 32)
  /// Text and lines on a light box.
  static let black = Colour(red: 24, green: 24, blue: 24)
  /// Rulers and notes.
  static let faded = Colour(red: 95, green: 95, blue: 95)
  /// Frames around maps.
  static let hairline = Colour(red: 150, green: 150, blue: 150)
  /// Grids.
  static let grid = Colour(red: 222, green: 222, blue: 222)
  package static let white = Colour(red: 255, green: 255, blue: 255)
  /// Values that are not numbers.
  static let missing = Colour(red: 200, green: 200, blue: 200)
  /// The way of a gradient: not a colour that says a sign.
  static let backward = Colour(red: 142, green: 44, blue: 134)
  /// The middle of each side of the palette: lines and words of that sign.
  static let above = Colour(red: 196, green: 84, blue: 8)
  static let below = Colour(red: 22, green: 94, blue: 163)
}
