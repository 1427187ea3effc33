package import ConvNet

/// What max pooling did with one map: who won each window, and what gradient came back.
package struct PoolingRoute: Sendable {
  /// The pooling layer and the layer whose map it pools: `pool`, `conv`.
  package let layer: String
  package let source: String
  package let filter: Int
  /// Rows and columns of a window, and how far apart windows stand.
  package let window: Int
  package let stride: Int
  /// The map that was pooled.
  package let values: Plane
  /// One number a window: which of its cells won, counted row by row from 0.
  package let winners: [Int]
  /// dL/d(pooled map), and dL/d(map); `nil` as long as they are not computed.
  package let gradientIn: Plane?
  package let gradientOut: Plane?
  /// How many windows there are in a column and in a row.
  let windowRows: Int
  let windowColumns: Int

  /// - Precondition: Each window that fits the map has one winner, which is one of its cells.
  package init<S: Scalar>(
    layer: String, source: String, filter: Int, window: Int, stride: Int, values: Tensor<S>,
    winners: [Int], gradientIn: Tensor<S>?, gradientOut: Tensor<S>?
  ) {
    self.layer = layer
    self.source = source
    self.filter = filter
    self.window = window
    self.stride = stride
    self.values = Plane(values)
    self.winners = winners
    self.gradientIn = gradientIn.map { Plane($0) }
    self.gradientOut = gradientOut.map { Plane($0) }
    windowRows = (self.values.rows - window) / stride + 1
    windowColumns = (self.values.columns - window) / stride + 1
    precondition(
      winners.count == windowRows * windowColumns,
      "\(winners.count) winners are not one for each of \(windowRows)x\(windowColumns) windows.")
    precondition(
      winners.allSatisfy { (0..<window * window).contains($0) },
      "A winner is not one of the cells of a \(window)x\(window) window.")
  }

  /// Whether the gradient that came out is what came in, sent to who won: under a tie policy. True
  /// as long as there is none.
  package func follows(_ ties: TiePolicy) -> Bool {
    guard let gradientIn, let gradientOut else { return true }
    var expected = [Double](repeating: 0, count: values.values.count)
    for index in winners.indices {
      let (row, column) = place(of: index)
      let winner = winner(row: row, column: column)
      let largest = values[winner.row, winner.column]
      let tied = cells(row: row, column: column).filter { values[$0.row, $0.column] == largest }
      let gets = ties == .first ? [winner] : tied
      for cell in gets {
        expected[cell.row * values.columns + cell.column] +=
          gradientIn.values[index] / (ties == .split ? Double(max(1, tied.count)) : 1)
      }
    }
    return zip(expected, gradientOut.values).allSatisfy { rule, value in
      value.isNaN || abs(rule - value) <= 1e-5 * max(abs(rule), abs(value))
    }
  }

  /// The cells of a window, row by row.
  func cells(row: Int, column: Int) -> [(row: Int, column: Int)] {
    (0..<window * window).map { (row * stride + $0 / window, column * stride + $0 % window) }
  }

  func winner(row: Int, column: Int) -> (row: Int, column: Int) {
    cells(row: row, column: column)[winners[row * windowColumns + column]]
  }

  /// Row and column of the window in the middle.
  package var middle: (row: Int, column: Int) { place(of: winners.count / 2) }

  /// Row and column of a window, by its number.
  func place(of index: Int) -> (row: Int, column: Int) {
    let (row, column) = index.quotientAndRemainder(dividingBy: windowColumns)
    return (row, column)
  }

  /// How many windows tie.
  var ties: Int {
    winners.indices.count { index in
      let (row, column) = place(of: index)
      return tied(row: row, column: column) > 1
    }
  }

  /// How many cells of a window equal its largest; 1 where nothing ties.
  func tied(row: Int, column: Int) -> Int {
    let winner = winner(row: row, column: column)
    let largest = values[winner.row, winner.column]
    return max(1, cells(row: row, column: column).count { values[$0.row, $0.column] == largest })
  }
}
