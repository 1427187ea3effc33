extension ConfusionMatrix {
  /// The matrix, with each cell as dark as its share of the row: right answers, on the diagonal,
  /// are blue, and wrong ones are orange.
  package func figure(title: String) -> Figure {
    let shown = shown
    let (names, counts) = (shown.names, shown.counts)
    let cell = min(44, (520 / Double(max(1, counts.count)) * 2).rounded(.down) / 2)
    let size = min(11, max(5, cell * 0.34))
    let head = names.map { Drawing.text($0, width: .infinity, size: 10).width }.max() ?? 0
    let left = head + 14
    // Names are not set at a slant: long ones are cut to the width of the cell.
    let top = 46.0
    var marks: [Mark] = [
      .label(Label("called", at: Point(left, 12), size: 10, face: .bold)),
      .label(Label("is", at: Point(0, top - 8), size: 10, face: .bold)),
    ]
    func text(
      _ text: String, _ x: Double, _ y: Double, anchor: Label.Anchor = .middle,
      face: Label.Face = .plain, colour: Colour = .ink
    ) {
      marks.append(
        .label(
          Label(
            text, at: Point(x, y + size * 0.35), size: size, anchor: anchor, face: face,
            colour: colour)))
    }
    let width = Double(counts.count) * cell
    for (index, name) in names.enumerated() {
      let middle = (Double(index) + 0.5) * cell
      let most = max(1, Int(cell / (size * 0.55)))
      text(String(name.prefix(most)), left + middle, top - 12)
      text(name, left - 8, top + middle, anchor: .end)
    }
    text("sum", left + width + 26, top - 12, colour: .faded)
    text("recall", left + width + 66, top - 12, colour: .faded)
    var boxes: [Mark] = []
    for (label, row) in counts.enumerated() {
      let sum = row.reduce(0, +)
      let y = top + Double(label) * cell
      for (answer, count) in row.enumerated() {
        let share = sum > 0 ? Double(count) / Double(sum) : 0
        let colour = PaperPalette.diverging(
          count == 0 ? 0 : shown.isRight(label, answer) ? -share * 0.8 : min(1, 0.12 + share * 2.5))
        let area = Rectangle(x: left + Double(answer) * cell, y: y, width: cell, height: cell)
        boxes.append(.box(area, colour))
        guard count > 0 else { continue }
        text(
          Numbers.count(count), area.middle.x, area.middle.y,
          face: shown.isRight(label, answer) ? .bold : .plain, colour: colour.readable)
      }
      let middle = y + cell / 2
      text(Numbers.count(sum), left + width + 36, middle, anchor: .end, colour: .faded)
      text(
        sum == 0 ? "-" : Numbers.percent(Double(shown.right[label]) / Double(sum)),
        left + width + 84,
        middle, anchor: .end, colour: .faded)
    }
    let grid = (0...counts.count).flatMap { index -> [Mark] in
      let here = Double(index) * cell
      let pen = Pen(0.5, .grid)
      return [
        .path([Point(left + here, top), Point(left + here, top + width)], pen),
        .path([Point(left, top + here), Point(left + width, top + here)], pen),
      ]
    }
    let matrix = Drawing(
      width: left + width + 90, height: top + width, marks: [.group("counts", boxes)] + grid + marks
    )
    let share = total > 0 ? " (\(Numbers.percent(Double(correct) / Double(total), places: 1)))" : ""
    return Figure(
      title: title,
      notes: ["\(Numbers.count(correct)) of \(Numbers.count(total)) right\(share)"] + folding
        + confusions
        + ["Each row is a true class; the darker a cell, the larger its share of the row."],
      drawing: matrix)
  }
}
