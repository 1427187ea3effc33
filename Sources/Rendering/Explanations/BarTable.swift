/// Rows of texts in columns, with a bar at the end of each row for the number in its last column:
/// orange to the right for a number above 0, blue to the left for one below.
struct BarTable {
  struct Row {
    let cells: [String]
    /// The number that the bar shows; `nil` if there is no bar.
    var value: Double?
    var isStrong = false
  }

  /// The heads of the columns.
  let heads: [String]
  private(set) var rows: [Row] = []

  private static let size = 11.0
  private static let line = 17.0
  private static let gap = 18.0
  private static let room = 130.0

  init(_ heads: [String]) { self.heads = heads }

  mutating func append(_ cells: [String], value: Double? = nil, isStrong: Bool = false) {
    rows.append(Row(cells: cells, value: value, isStrong: isStrong))
  }

  var drawing: Drawing {
    let all = [heads] + rows.map(\.cells)
    var edges: [Double] = []
    for column in heads.indices {
      let widths = all.map { StrokeFont.width($0[column], size: Self.size, face: .bold) }
      edges.append((edges.last.map { $0 + Self.gap } ?? 0) + (widths.max() ?? 0))
    }
    func line(_ cells: [String], _ index: Int, _ face: Label.Face, _ colour: Colour) -> [Mark] {
      zip(cells, edges).filter { !$0.0.isEmpty }.map { text, edge in
        .label(
          Label(
            text, at: Point(edge, (Double(index) + 0.75) * Self.line), size: Self.size,
            anchor: .end, face: face, colour: colour))
      }
    }
    var marks = line(heads, 0, .plain, .faded)
    for (index, row) in rows.enumerated() {
      marks += line(row.cells, index + 1, row.isStrong ? .bold : .plain, .ink)
    }
    let width = edges.last ?? 0
    let height = Double(rows.count + 1) * Self.line
    let values = rows.compactMap(\.value).filter(\.isFinite)
    guard let most = values.map(\.magnitude).max(), most > 0 else {
      return Drawing(width: width, height: height, marks: marks)
    }
    // Without a number below 0, the bars begin at the left.
    let isSigned = values.contains { $0 < 0 }
    let unit = (isSigned ? Self.room / 2 : Self.room) / most
    let zero = width + Self.gap + (isSigned ? Self.room / 2 : 0)
    let bars = rows.enumerated().compactMap { index, row -> Mark? in
      guard let value = row.value, value.isFinite else { return nil }
      let length = value.magnitude * unit
      return .box(
        Rectangle(
          x: value < 0 ? zero - length : zero, y: (Double(index + 1) + 0.2) * Self.line,
          width: length, height: Self.line * 0.6), value < 0 ? .below : .above)
    }
    let axis = Mark.path([Point(zero, Self.line), Point(zero, height)], Pen(0.75, .faded))
    return Drawing(
      width: width + Self.gap + Self.room, height: height,
      marks: marks + [.group("bars", bars), axis])
  }
}
