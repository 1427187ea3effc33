package import ConvNet

/// All maps of a layer, small, on one scale, so that filters can be compared.
package enum MapsPicture {
  /// The maps, as large as fits the screen, cropped to the part where any map has content. If marks
  /// show several numbers, that is said.
  ///
  /// - `name`: The place: `conv.out`.
  /// - `maps`: The maps F,H,W.
  /// - `areOnOneScale`: Whether the marks mean the same in all maps; otherwise each map has its own
  ///   full scale, which is stated above it.
  /// - `blanks`: The value of each map on blank paper, if the maps are drawn relative to that;
  ///   otherwise they are drawn relative to 0.
  /// - `hint`: How to show a part of the maps, if they are numbers and some are left out.
  package static func block(
    _ name: String, _ maps: Tensor<some Scalar>, blanks: [Double]? = nil, numbers: Bool? = nil,
    areOnOneScale: Bool = true, width: Int, height: Int = 22, marks: Style.Marks = .characters,
    hint: PrintedTensor.Hint? = nil
  ) -> TextBlock {
    let planes = Plane.maps(of: maps)
    guard let first = planes.first else { return TextBlock(name) }
    if numbers ?? first.isAtMost(4) {
      return PrintedTensor.block(name, maps, width: width, height: height, hint: hint)
    }
    let own = ownScales(planes, blanks: blanks)
    let blanks = own.map(\.blank)
    let scales = areOnOneScale ? self.scales(planes, blanks: blanks) : own
    let full = scales.map(\.full).max() ?? 0
    let crop =
      zip(blanks, planes).compactMap { $1.area(unlike: $0) }.union ?? first.whole

    let isRelative = blanks.contains { $0 != 0 }
    let background = isRelative ? "each filter's value on blank paper" : "0"
    let range = maps.range.map { Numbers.range($0) }
    let head = [
      name, maps.shape.description, range ?? "nan",
      areOnOneScale ? "full scale \(Numbers.compact(full)), one for all" : "each on its own scale",
    ].joined(separator: "  ")
    let frame = [
      TextBlock.wrapped(head, width: width, hanging: 2),
      legend(background, full: areOnOneScale ? full : nil, width: width, marks),
    ]
    let boxes = MapBoxes(
      boxes: zip(planes.indices, planes).map { index, plane in
        let own = scales[index].full
        return .init(
          title: areOnOneScale ? "\(index)" : "\(index): full \(Numbers.compact(own, digits: 2))",
          plane: plane, scale: scales[index])
      }, crop: crop, scale: Scale(blank: 0, full: full), marks: marks, gap: 1)
    // A row is for the remark.
    let room = max(height, marks.room ?? 0) - frame.reduce(1) { $0 + $1.height }
    let merged = boxes.overviewZoom(width: width, height: room).merged(marks)
    let remark =
      merged.rows * merged.columns > 1
      ? TextBlock.wrapped(Self.remark(merged, marks), width: width, hanging: 2) : TextBlock()
    return .stacked([frame[0], boxes.overview(width: width, height: room), frame[1], remark])
  }

  /// What a mark shows that stands for several numbers.
  private static func remark(_ merged: (rows: Int, columns: Int), _ marks: Style.Marks) -> String {
    let parts = [
      merged.rows > 1 ? "\(merged.rows) rows" : nil,
      merged.columns > 1 ? "\(merged.columns) columns" : nil,
    ]
    return (marks.areBlocks ? "half a block" : "a mark")
      + " shows the value farthest from \(Legend.blank(marks)) of up to "
      + parts.compactMap(\.self).joined(separator: " and ")
  }

  /// What the marks mean. The numbers at the ends of the colours are relative to the background.
  private static func legend(
    _ background: String, full: Double?, width: Int, _ marks: Style.Marks
  ) -> TextBlock {
    let note = "\(Legend.blank(marks)) is \(background)"
    guard marks.areBlocks else { return Legend.shortRamp(note, width: width) }
    let end = full.map { Numbers.compact($0) } ?? "its full scale"
    let bar = Legend.bar(Scale(blank: 0, full: full ?? 1), ends: ("-" + end, "+" + end))
    return .flow([bar, .wrapped(note, width: width, hanging: 2)], width: width, gap: 3)
  }

  /// One scale for all maps, each drawn relative to its value on blank paper, or to 0.
  static func scales(_ planes: [Plane], blanks: [Double]?) -> [Scale] {
    let own = ownScales(planes, blanks: blanks)
    let full = own.map(\.full).max() ?? 0
    return own.map { Scale(blank: $0.blank, full: full) }
  }

  private static func ownScales(_ planes: [Plane], blanks: [Double]?) -> [Scale] {
    let blanks = blanks ?? [Double](repeating: 0, count: planes.count)
    precondition(
      blanks.count == planes.count,
      "\(blanks.count) backgrounds are not one for each of "
        + "\(planes.count) maps.")
    return zip(blanks, planes).map { Scale(blank: $0, fitting: [$1]) }
  }
}
