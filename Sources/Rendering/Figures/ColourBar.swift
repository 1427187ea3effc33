/// What the colours of a map mean: the values at the two ends, and what white stands for.
struct ColourBar {
  let scale: Scale
  /// What white stands for: "blank paper".
  var background = ""
  var isInk = false

  private static let width = 150.0
  private static let steps = 50

  func drawing(_ title: String) -> Drawing {
    let low = isInk ? 0 : -1.0
    let cell = ColourBar.width / Double(ColourBar.steps)
    let x = 34.0
    var marks: [Mark] = [.label(Label(title, at: Point(x, 9), size: 9, face: .bold))]
    let top = title.isEmpty ? 0 : 13.0
    let boxes = (0..<ColourBar.steps).map { step -> Mark in
      let value = low + (1 - low) * (Double(step) + 0.5) / Double(ColourBar.steps)
      return .box(
        Rectangle(x: x + Double(step) * cell, y: top, width: cell, height: 10),
        isInk ? PaperPalette.ink(value) : PaperPalette.diverging(value))
    }
    marks.append(.group("scale", boxes))
    let bar = Rectangle(x: x, y: top, width: ColourBar.width, height: 10)
    marks.append(.frame(bar, Pen(0.5, .hairline)))
    func tick(_ share: Double, _ text: String) {
      let place = Point(x + share * ColourBar.width, top + 10)
      marks.append(.path([place, place.moved(0, 3)], Pen(0.5, .faded)))
      marks.append(
        .label(
          Label(text, at: place.moved(0, 12), size: 8, anchor: .middle, colour: .faded)))
    }
    let zero = Numbers.compact(scale.blank)
    if !isInk { tick(0, Numbers.compact(scale.blank - scale.full)) }
    tick(isInk ? 0 : 0.5, background.isEmpty ? zero : "\(zero), \(background)")
    tick(1, Numbers.compact(scale.blank + scale.full))
    return Drawing(width: ColourBar.width + 2 * x, height: top + 24, marks: marks)
  }
}
