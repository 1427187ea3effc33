extension ProbabilityBars {
  /// The bars, with the label and the answer distinguished by words as well as colours.
  package static func figure(
    title: String, notes: [String], _ probabilities: [Double], names: [String], label: Int?
  ) -> Figure {
    let answers = answers(probabilities)
    let left = (names.map { Drawing.text($0, width: .infinity, size: 11).width }.max() ?? 0) + 12
    let (room, step) = (420.0, probabilities.count > 30 ? 14.0 : 24.0)
    let height = Double(probabilities.count) * step
    let grid = [0, 0.25, 0.5, 0.75, 1].flatMap { share -> [Mark] in
      let x = left + share * room
      return [
        .path([Point(x, 0), Point(x, height)], Pen(0.5, .grid)),
        .label(
          Label(
            Numbers.compact(share), at: Point(x, height + 13), size: 9, anchor: .middle,
            colour: .faded)),
      ]
    }
    var marks = [Mark.path([Point(left, 0), Point(left, height)], Pen(0.75, .faded))]
    var bars: [Mark] = []
    for (index, value) in probabilities.enumerated() {
      let y = Double(index) * step
      let name = index < names.count ? names[index] : String(index)
      let role = Role(of: index, answers: answers, label: label)
      let isBold = role != nil
      let colour: Colour = index == label ? .below : answers.contains(index) ? .above : .hairline
      let length = value.isFinite ? min(1, max(0, value)) * room : 0
      bars.append(
        .box(Rectangle(x: left, y: y + step * 0.14, width: length, height: step * 0.72), colour))
      let base = y + step / 2 + 4
      marks.append(
        .label(
          Label(
            name, at: Point(left - 7, base), size: 11, anchor: .end,
            face: isBold ? .bold : .plain)))
      marks.append(
        .label(
          Label(
            Numbers.fixed(value, 3) + (role.map { "  " + $0.rawValue } ?? ""),
            at: Point(left + length + 6, base), size: 10,
            face: isBold ? .bold : .plain, colour: isBold ? .ink : .faded)))
    }
    return Figure(
      title: title, notes: notes,
      drawing: Drawing(
        width: left + room + 120, height: height + 16, marks: grid + [.group("bars", bars)] + marks)
    )
  }
}
