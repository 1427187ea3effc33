/// A sample of a style: each mark once, numbers of both signs, and a picture.
package enum StyleSample {
  /// The size of the picture.
  private static let size = (rows: 12, columns: 34)

  /// A few lines with everything that a picture can contain.
  package static func block(width: Int) -> TextBlock {
    let (rows, columns) = size
    // Two hills: one above 0, one below.
    func hill(_ x: Double, _ y: Double) -> Double { max(0, 1 - (x * x + y * y)) }
    let values = (0..<rows * columns).map { place -> Double in
      let (x, y) = (Double(place % columns) / 8, Double(place / columns) / 6)
      return hill(x - 1.06, y - 0.92) - hill(x - 3.06, y - 0.92)
    }
    let plane = Plane(rows: rows, columns: columns, values: values)
    let picture = Raster(
      plane: plane, crop: plane.whole, scale: Scale(blank: 0, full: 1), zoom: .half)
    let words = TextBlock.stacked([
      Legend.bar(Scale(blank: 0, full: 1)), TextBlock(""),
      TextBlock("above 0   0.25").signed(), TextBlock("below 0  -0.25").signed(),
      TextBlock("right", .right).beside(TextBlock("wrong", .wrong), gap: 3)
        .beside(TextBlock("[won]", .strong), gap: 3).beside(TextBlock("lost", .faint), gap: 3),
    ])
    return .flow([picture.block.indented(2), words.indented(2)], width: width, gap: 2)
  }
}
