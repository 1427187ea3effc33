/// Letters as lines: a plain face for pictures that have no access to fonts, and the letter widths
/// that layouts use.
///
/// An em is 20 units; capitals are 14 units high, small letters 10, and descenders reach down to
/// -4. A letter consists of strokes separated by `|`, each a list of points `x,y`. A point with `~`
/// bends the line towards itself, and between two such points the line passes through the midpoint.
enum StrokeFont {
  struct Letter {
    let width: Double
    let strokes: [[Point]]
  }

  private static let em = 20.0
  /// The space between two letters.
  private static let gap = 3.7
  private static let space = 5.6
  /// The width of a column in the monospaced face.
  private static let column = 12.0

  /// The width of a text of some size.
  static func width(_ text: String, size: Double, face: Label.Face) -> Double {
    text.unicodeScalars.reduce(0) { $0 + advance($1, face) } * size / em
  }

  /// The thickness of the lines in a text of some size.
  static func thickness(size: Double, face: Label.Face) -> Double {
    size * (face == .bold ? 0.115 : face == .mono ? 0.072 : 0.076)
  }

  /// A label's lines, in the points of its drawing.
  static func strokes(_ label: Label) -> [[Point]] {
    let unit = label.size / em
    var x = label.at.x
    switch label.anchor {
    case .start: break
    case .middle: x -= label.width / 2
    case .end: x -= label.width
    }
    var strokes: [[Point]] = []
    for scalar in label.text.unicodeScalars {
      let letter = letter(scalar)
      let step = advance(scalar, label.face)
      // In a monospaced face, a letter is centred in its column, and a wide letter is squeezed.
      let squeeze = label.face == .mono ? min(1, 9.4 / max(letter.width, 1)) : 1
      let start = (step - letter.width * squeeze) / 2
      for stroke in letter.strokes {
        strokes.append(
          stroke.map {
            Point(x + (start + $0.x * squeeze) * unit, label.at.y - $0.y * unit)
          })
      }
      x += step * unit
    }
    return strokes
  }

  private static func advance(_ scalar: Unicode.Scalar, _ face: Label.Face) -> Double {
    if face == .mono { return column }
    if scalar == " " { return space }
    return letter(scalar).width + gap + (face == .bold ? 0.6 : 0)
  }

  /// The letter, or a question mark if the font does not have it.
  static func letter(_ scalar: Unicode.Scalar) -> Letter {
    guard let letter = letters[scalar] ?? letters["?"] else {
      preconditionFailure("The font has no question mark.")
    }
    return letter
  }

  static let letters: [Unicode.Scalar: Letter] = {
    var letters: [Unicode.Scalar: Letter] = [" ": Letter(width: 2.2, strokes: [])]
    for line in StrokeFont.table.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 2)
      guard parts.count == 3, let scalar = parts[0].unicodeScalars.first,
        let width = Double(parts[1])
      else { preconditionFailure("Expected a letter, its width and its strokes, found: \(line)") }
      letters[scalar] = Letter(
        width: width, strokes: parts[2].split(separator: "|").map { bent(String($0)) })
    }
    // A `|` in the table would end a stroke.
    letters["|"] = Letter(width: 0.5, strokes: [[Point(0.25, -3.5), Point(0.25, 15.5)]])
    return letters
  }()

  /// The points of a stroke, with its bends drawn out.
  private static func bent(_ text: String) -> [Point] {
    let words = text.split(separator: " ")
    let isBend = words.map { $0.hasPrefix("~") }
    let points = words.map { word -> Point in
      let numbers = word.drop { $0 == "~" }.split(separator: ",").compactMap { Double($0) }
      precondition(numbers.count == 2, "A stroke is made of points x,y, not of \(word).")
      return Point(numbers[0], numbers[1])
    }
    guard var here = points.first else { return [] }
    var line = [here]
    for index in points.indices.dropFirst() {
      guard isBend[index], index + 1 < points.count else {
        if !isBend[index - 1] || isBend[index] { line.append(points[index]) }
        here = points[index]
        continue
      }
      let next = points[index + 1]
      let bend = points[index]
      let end =
        isBend[index + 1] ? Point((bend.x + next.x) / 2, (bend.y + next.y) / 2) : next
      for step in 1...8 {
        let t = Double(step) / 8
        let (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t)
        line.append(
          Point(a * here.x + b * bend.x + c * end.x, a * here.y + b * bend.y + c * end.y))
      }
      here = end
    }
    return line
  }
}
