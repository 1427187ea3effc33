package import ConvNet

/// A tensor as text: a summary line, then as many of its numbers as fit.
package enum PrintedTensor {
  /// How the program that shows the numbers suggests showing a part of them, if some are left out.
  ///
  /// - `part`: The place of the part: `conv.out[2,13]`.
  /// - `isNumber`: Whether the part is a single number.
  package typealias Hint = (_ part: String, _ isNumber: Bool) -> String

  /// `conv.out  8x26x26  -1.31 .. 1.23  mean 0.02  zeros 0`
  package static func summary<S: Scalar>(_ name: String, _ tensor: Tensor<S>) -> String {
    guard tensor.shape.rank > 0 else {
      return "\(name)  \(Numbers.compact(Double(tensor.values[0]), digits: 6))"
    }
    // One pass without copies: a batch may have a hundred million numbers.
    let (sum, zeros, none) = S.tally(tensor.values)
    var parts = [name, tensor.shape.description]
    if let range = tensor.range {
      parts.append(Numbers.range(range))
      // A mean smaller than the rounding errors of its terms is indistinguishable from 0.
      let mean = sum / Double(tensor.shape.count - none)
      let rounding = Double(
        4 * S.ulpOfOne * max(range.lowerBound.magnitude, range.upperBound.magnitude))
      parts.append("mean " + Numbers.compact(mean.magnitude < rounding ? 0 : mean))
    }
    parts.append("zeros " + Numbers.count(zeros))
    if none > 0 { parts.append("nan " + Numbers.count(none)) }
    return parts.joined(separator: "  ")
  }

  /// The summary and the numbers, within a width and, if there are many, a height. Slices that are
  /// the three `colours` are labelled. If numbers are left out, the last line is the `hint`.
  package static func block(
    _ name: String, _ tensor: Tensor<some Scalar>, colours: Bool = false, width: Int,
    height: Int = 22, hint: Hint? = nil
  ) -> TextBlock {
    let names = colours && tensor.shape.rank == 3 && tensor.shape[0] == 3 ? RGBImage.channels : nil
    let head = TextBlock.wrapped(summary(name, tensor), width: width, hanging: 2)
    guard tensor.shape.rank > 0 else { return head }
    let room = height - head.height - 1
    let body =
      tensor.shape.rank == 1
      ? list(Plane(tensor), width: width, height: room)
      : slices(tensor, names, width: width, height: room)
    guard body.shown < tensor.shape.count else { return head.above(body.block) }
    let left = Numbers.count(tensor.shape.count - body.shown)
    // The indices are appended to those that the name already has: conv.out[2] becomes
    // conv.out[2,13].
    let isList = tensor.shape.rank == 1
    let middle = (isList ? tensor.shape.extents : tensor.shape.extents.dropLast())
      .map { String($0 / 2) }.joined(separator: ",")
    let part = name.hasSuffix("]") ? name.dropLast() + ",\(middle)]" : name + "[\(middle)]"
    let note =
      "\(left) of \(Numbers.count(tensor.shape.count, "number")) left out"
      + (hint.map { ": " + $0(part, isList) } ?? "")
    return head.above(body.block).above(.wrapped(note, width: width, hanging: 2))
  }

  private typealias Body = (block: TextBlock, shown: Int)

  /// A vector, broken into rows that begin with the index of their first number.
  private static func list(_ plane: Plane, width: Int, height: Int) -> Body {
    let format = NumberFormat(for: plane.values)
    let cell = format.width + 2
    let margin = String(plane.columns - 1).count + 2
    let fitting = max(1, (width - margin) / cell)
    let perRow = fitting >= 10 ? fitting / 10 * 10 : fitting >= 5 ? 5 : fitting
    let starts = Array(stride(from: 0, to: plane.columns, by: perRow))
    var shown = 0
    let lines = ElidedIndices(starts.count, atMost: max(3, height)).positions.map {
      position -> String in
      guard let position else { return "...".leftPadded(to: margin) }
      let end = min(starts[position] + perRow, plane.columns)
      let row = format.cells(plane.values[starts[position]..<end])
      shown += row.count
      return "[\(starts[position])]".leftPadded(to: margin)
        + row.map { $0.leftPadded(to: cell) }.joined()
    }
    return (TextBlock(lines).signed(fromColumn: margin).clipped(to: width), shown)
  }

  /// Maps below each other, with their indices, or side by side if they are narrow.
  private static func slices(
    _ tensor: Tensor<some Scalar>, _ names: [String]?, width: Int, height: Int
  ) -> Body {
    let leading = Shape(Array(tensor.shape.extents.dropLast(2)))
    let format = NumberFormat(for: tensor)
    func body(slices: Int, rows: Int) -> Body {
      var shown = 0
      let blocks = ElidedIndices(leading.count, atMost: slices).positions.map {
        position -> TextBlock in
        guard let position else { return TextBlock("...") }
        let indices = leading.indices(at: position)
        let grid = NumberGrid(
          Plane(tensor.slice(indices)), format: format, width: width, maxRows: rows)
        shown += grid.shown
        guard !indices.isEmpty else { return grid.block }
        let title = "[" + indices.map { String($0) }.joined(separator: ",") + "]"
        return TextBlock(title + (names.map { " " + $0[position] } ?? "")).above(grid.block)
      }
      return (.flow(blocks, width: width, gap: 3), shown)
    }
    // From everything to less and less, until it fits: some rows of all slices, all rows of the
    // first and the last slice, some rows of these.
    let attempts = [(Int.max, Int.max), (.max, 7), (3, .max)]
    for (slices, rows) in leading.count == 1 ? [(1, height - 1)] : attempts {
      // Skip what cannot fit: a slice takes at least three lines and seven columns.
      let least = 3 * min(slices, leading.count) / max(1, width / 7)
      if max(least, min(rows, tensor.shape[tensor.shape.rank - 2])) > height { continue }
      let attempt = body(slices: slices, rows: max(3, rows))
      if attempt.block.height <= height { return attempt }
    }
    return body(slices: 3, rows: max(3, (height - 5) / 2))
  }
}
