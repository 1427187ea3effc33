package import ConvNet

extension PoolingRoute {
  /// How many windows it has.
  package var windowCount: Int { winners.count }

  /// The place of the gradient that a window sends on.
  package func gradient(ofWindow index: Int) -> Place {
    let (row, column) = place(of: index)
    return names.outputGradient.with(names.outputGradient.indices + [row, column])
  }

  /// One window sends its gradient on: the gradient of the pooled map, and the map's gradient as far as
  /// the windows up to this one have sent theirs.
  ///
  /// - Parameters:
  ///   - index: The window, counted row by row.
  ///   - width: The width of the screen.
  ///   - height: How many rows there are for it.
  /// - Returns: The picture; `nil` as long as there is no gradient.
  package func routing(upTo index: Int, width: Int, height: Int) -> TextBlock? {
    guard let gradientIn else { return nil }
    let (row, column) = place(of: index)
    let (top, left) = (row * stride, column * stride)
    var sent = [Double](repeating: 0, count: values.values.count)
    for earlier in 0...index {
      let (row, column) = place(of: earlier)
      for (cell, share) in zip(cells(row: row, column: column), shares(row: row, column: column)) {
        sent[cell.row * values.columns + cell.column] += share
      }
    }
    let incoming = SlidingWindow.block(
      "\(names.outputGradient)", gradientIn, rows: row..<row + 1, columns: column..<column + 1,
      blank: 0, height: height - 4)
    let outgoing = SlidingWindow.block(
      "\(names.inputGradient) so far",
      Plane(rows: values.rows, columns: values.columns, values: sent), rows: top..<top + window,
      columns: left..<left + window, blank: 0, height: height - 4)
    return .stacked([
      .wrapped(destination(row: row, column: column), width: width, hanging: 2), TextBlock(""),
      .flow([incoming, outgoing], width: width, gap: 4),
    ])
  }

  /// Where the gradient of a window goes, in a sentence.
  private func destination(row: Int, column: Int) -> String {
    let gradient = gradientIn?[row, column] ?? 0
    let output = names.outputGradient
    let source = "\(output.with(output.indices + [row, column])) = \(Numbers.compact(gradient))"
    let all = cells(row: row, column: column)
    let winner = winner(row: row, column: column)
    let largest = values[winner.row, winner.column]
    func name(_ cell: (row: Int, column: Int)) -> String {
      "\(names.input.with(names.input.indices + [cell.row, cell.column]))"
    }
    let tied = tied(row: row, column: column)
    if ties == .first || tied == 1 {
      let what = tied == 1 ? "the largest of its window" : "the first of \(tied) that tie"
      return "\(source) goes to \(name(winner)), \(what) (\(Numbers.compact(largest))); "
        + "the other \(all.count - 1) get 0 from this window."
    }
    let who = "\(tied) of the \(all.count) cells of its window tie at \(Numbers.compact(largest))"
    return ties == .split
      ? "\(source): \(who), and each gets its share, \(Numbers.compact(gradient / Double(tied)))."
      : "\(source): \(who), and each gets all of it."
  }
}
