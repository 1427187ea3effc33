package import ConvNet

/// What max pooling did with one map: which cell won each window, and what gradient came back.
package struct PoolingRoute: Sendable {
  /// The pooling layer: `pool`.
  package let layer: String
  /// Which of the layer's maps it is.
  package let filter: Int
  /// What the maps are called, before pooling and after, and what their gradients are.
  package let names: Names
  /// Who gets the gradient where values tie, by the rule that the step was done with.
  package let ties: TiePolicy
  /// The rows, and the columns, of a window, and the distance between windows.
  package let window: Int
  package let stride: Int
  /// The input map.
  package let values: Plane
  /// One number per window: the index of the winning cell, counted row by row from 0.
  package let winners: [Int]
  /// dL/d(pooled map), and dL/d(map); `nil` if they are not computed yet.
  package let gradientIn: Plane?
  package let gradientOut: Plane?
  /// The places of the map and of its gradient, on both sides of the pooling.
  package struct Names: Sendable {
    let input, inputGradient, output, outputGradient: Place

    /// - Parameters:
    ///   - input: The map that is pooled: `conv.out[2]`.
    ///   - inputGradient: Its gradient: `conv.d_out[2]`.
    ///   - output: The pooled map.
    ///   - outputGradient: The pooled map's gradient.
    package init(input: Place, inputGradient: Place, output: Place, outputGradient: Place) {
      self.input = input
      self.inputGradient = inputGradient
      self.output = output
      self.outputGradient = outputGradient
    }
  }

  /// The number of windows in a column and in a row.
  let windowRows: Int
  let windowColumns: Int

  /// - Precondition: Each window that fits in the map has one winner, which is one of its cells.
  package init<S: Scalar>(
    layer: String, filter: Int, names: Names, ties: TiePolicy, window: Int, stride: Int,
    values: Tensor<S>, winners: [Int], gradientIn: Tensor<S>?, gradientOut: Tensor<S>?
  ) {
    self.layer = layer
    self.filter = filter
    self.names = names
    self.ties = ties
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

  /// Whether the gradient that came out is what came in, sent to who won by the rule for ties. True
  /// as long as there is none.
  package var followsRule: Bool {
    guard gradientIn != nil, let gradientOut else { return true }
    let (expected, sizes) = (sent { $0 }, sent { abs($0) })
    return gradientOut.values.indices.allSatisfy { cell in
      let value = gradientOut.values[cell]
      // Addends that cancel leave the rounding of each of them.
      return value.isNaN || abs(expected[cell] - value) <= 1e-5 * max(sizes[cell], abs(value))
    }
  }

  /// What all windows send to each cell, by the rule; `size` changes what is added up.
  func sent(_ size: (Double) -> Double) -> [Double] {
    var sent = [Double](repeating: 0, count: values.values.count)
    for index in winners.indices {
      let (row, column) = place(of: index)
      for (cell, share) in zip(cells(row: row, column: column), shares(row: row, column: column)) {
        sent[cell.row * values.columns + cell.column] += size(share)
      }
    }
    return sent
  }

  /// What a window sends to each of its cells, by the rule; 0 as long as there is no gradient.
  func shares(row: Int, column: Int) -> [Double] {
    let winner = winner(row: row, column: column)
    let largest = values[winner.row, winner.column]
    let gradient = gradientIn?[row, column] ?? 0
    let tied = tied(row: row, column: column)
    return cells(row: row, column: column).map { cell in
      let gets =
        ties == .first || largest.isNaN
        ? cell == winner : values[cell.row, cell.column] == largest
      return gets ? gradient / (ties == .split ? Double(tied) : 1) : 0
    }
  }

  /// Whether a cell can be in more than one window.
  var overlaps: Bool { stride < window && winners.count > 1 }

  /// The cells of a window as a place: `conv.out[2,0..1,4..5]`, or those of its gradient.
  func span(_ map: Place, row: Int, column: Int) -> String {
    let (top, left) = (row * stride, column * stride)
    let indices =
      map.indices.map(String.init) + [
        "\(top)..\(top + window - 1)", "\(left)..\(left + window - 1)",
      ]
    return "\(map.whole)[\(indices.joined(separator: ","))]"
  }

  /// The cells of a window, row by row.
  func cells(row: Int, column: Int) -> [(row: Int, column: Int)] {
    (0..<window * window).map { (row * stride + $0 / window, column * stride + $0 % window) }
  }

  func winner(row: Int, column: Int) -> (row: Int, column: Int) {
    cells(row: row, column: column)[winners[row * windowColumns + column]]
  }

  /// Row and column of the middle window.
  package var middle: (row: Int, column: Int) { place(of: winners.count / 2) }

  /// Row and column of the window with this index.
  func place(of index: Int) -> (row: Int, column: Int) {
    let (row, column) = index.quotientAndRemainder(dividingBy: windowColumns)
    return (row, column)
  }

  /// How many windows tie.
  var tieCount: Int {
    winners.indices.count { index in
      let (row, column) = place(of: index)
      return tied(row: row, column: column) > 1
    }
  }

  /// How many cells of a window equal its maximum; 1 if there is no tie.
  func tied(row: Int, column: Int) -> Int {
    let winner = winner(row: row, column: column)
    let largest = values[winner.row, winner.column]
    return max(1, cells(row: row, column: column).count { values[$0.row, $0.column] == largest })
  }
}
