/// Marks on a sheet of some size. Figures are assembled from drawings, beside and above each other.
package struct Drawing: Hashable, Sendable {
  package var width: Double
  package var height: Double
  package var marks: [Mark]

  package init(width: Double = 0, height: Double = 0, marks: [Mark] = []) {
    self.width = width
    self.height = height
    self.marks = marks
  }

  func moved(_ dx: Double, _ dy: Double) -> [Mark] { marks.map { $0.moved(dx, dy) } }

  /// This drawing with another to the right of it.
  package func beside(_ other: Drawing, gap: Double = 16) -> Drawing {
    guard width > 0 else { return other }
    return Drawing(
      width: width + gap + other.width, height: max(height, other.height),
      marks: marks + other.moved(width + gap, 0))
  }

  /// This drawing with another below it.
  package func above(_ other: Drawing, gap: Double = 14) -> Drawing {
    guard height > 0 else { return other }
    return Drawing(
      width: max(width, other.width), height: height + gap + other.height,
      marks: marks + other.moved(0, height + gap))
  }

  /// The drawing with a margin around it.
  func inset(
    left: Double = 0, top: Double = 0, right: Double = 0, bottom: Double = 0
  ) -> Drawing {
    Drawing(
      width: width + left + right, height: height + top + bottom, marks: moved(left, top))
  }

  /// The drawing as one group.
  package func named(_ name: String) -> Drawing {
    Drawing(width: width, height: height, marks: [.group(name, marks)])
  }

  /// Drawings one below the other.
  package static func stacked(_ drawings: [Drawing], gap: Double = 14) -> Drawing {
    drawings.reduce(Drawing()) { $0.above($1, gap: gap) }
  }

  /// Drawings side by side, as many as the width allows, and the rest in further rows.
  package static func flow(
    _ drawings: [Drawing], width: Double = Figure.width, gap: Double = 16
  ) -> Drawing {
    var bands: [Drawing] = []
    for drawing in drawings {
      if let band = bands.last, band.width + gap + drawing.width <= width {
        bands[bands.count - 1] = band.beside(drawing, gap: gap)
      } else {
        bands.append(drawing)
      }
    }
    return stacked(bands, gap: gap)
  }

  /// Running text, wrapped between words.
  package static func text(
    _ text: String, width: Double = Figure.width, size: Double = 10, face: Label.Face = .plain,
    colour: Colour = .ink
  ) -> Drawing {
    let line = (size * 1.35).rounded()
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last,
        StrokeFont.width(last + " " + word, size: size, face: face) <= width
      {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    let widths = lines.map { StrokeFont.width($0, size: size, face: face) }
    return Drawing(
      width: min(width, widths.max() ?? 0), height: Double(lines.count) * line,
      marks: lines.enumerated().map { index, text in
        .label(
          Label(
            text, at: Point(0, Double(index) * line + size), size: size, face: face,
            colour: colour))
      })
  }
}
