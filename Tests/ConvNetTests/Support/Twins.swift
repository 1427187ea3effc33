import ConvNet

/// The formulas as in a textbook, computing one number of the result at a time.
enum Twin {
  // MARK: Convolution

  static func correlate<S: Scalar>(
    _ g: ConvolutionGeometry, input: [S], filters: [S]
  ) -> [S] {
    var output: [S] = []
    for f in 0..<g.filters {
      for y in 0..<g.outputHeight {
        for x in 0..<g.outputWidth {
          var sum: S = 0
          for c in 0..<g.channels {
            for i in 0..<g.kernelHeight {
              for j in 0..<g.kernelWidth {
                guard let place = g.inputPlace(c, y, x, i, j) else { continue }
                sum += input[place] * filters[g.filterPlace(f, c, i, j)]
              }
            }
          }
          output.append(sum)
        }
      }
    }
    return output
  }

  static func filterGradient<S: Scalar>(
    _ g: ConvolutionGeometry, input: [S], dOutput: [S], before: [S]
  ) -> [S] {
    var gradient = before
    for f in 0..<g.filters {
      for c in 0..<g.channels {
        for i in 0..<g.kernelHeight {
          for j in 0..<g.kernelWidth {
            for y in 0..<g.outputHeight {
              for x in 0..<g.outputWidth {
                let upstream = dOutput[g.outputPlace(f, y, x)]
                guard upstream != 0, let place = g.inputPlace(c, y, x, i, j) else { continue }
                gradient[g.filterPlace(f, c, i, j)] += upstream * input[place]
              }
            }
          }
        }
      }
    }
    return gradient
  }

  static func inputGradient<S: Scalar>(
    _ g: ConvolutionGeometry, dOutput: [S], filters: [S]
  ) -> [S] {
    var gradient = [S](repeating: 0, count: g.inputCount)
    for c in 0..<g.channels {
      for f in 0..<g.filters {
        for i in 0..<g.kernelHeight {
          for j in 0..<g.kernelWidth {
            for y in 0..<g.outputHeight {
              for x in 0..<g.outputWidth {
                guard let place = g.inputPlace(c, y, x, i, j) else { continue }
                gradient[place] +=
                  filters[g.filterPlace(f, c, i, j)] * dOutput[g.outputPlace(f, y, x)]
              }
            }
          }
        }
      }
    }
    return gradient
  }

  // MARK: Pooling

  static func maxPool<S: Scalar>(
    _ g: PoolingGeometry, input: [S]
  ) -> (output: [S], winners: [Int32]) {
    var output: [S] = []
    var winners: [Int32] = []
    for c in 0..<g.channels {
      for y in 0..<g.outputHeight {
        for x in 0..<g.outputWidth {
          let cells = g.cells(y, x)
          let values = cells.map { input[c * g.height * g.width + $0] }
          let largest =
            values.firstIndex(where: \.isNaN) ?? values.firstIndex(of: values.max() ?? 0) ?? 0
          output.append(values[largest])
          winners.append(Int32(cells[largest]))
        }
      }
    }
    return (output, winners)
  }

  static func routeMaxPool<S: Scalar>(
    _ g: PoolingGeometry, ties: TiePolicy, input: [S], dOutput: [S]
  ) -> [S] {
    var gradient = [S](repeating: 0, count: g.inputCount)
    var next = 0
    for c in 0..<g.channels {
      for y in 0..<g.outputHeight {
        for x in 0..<g.outputWidth {
          let cells = g.cells(y, x).map { c * g.height * g.width + $0 }
          let largest = cells.map { input[$0] }.max() ?? 0
          let tied = cells.filter { input[$0] == largest }
          let upstream = dOutput[next]
          next += 1
          switch ties {
          case .first: gradient[tied[0]] += upstream
          case .all: for cell in tied { gradient[cell] += upstream }
          case .split: for cell in tied { gradient[cell] += upstream / S(tied.count) }
          }
        }
      }
    }
    return gradient
  }

  // MARK: Dense

  /// The sum in eight columns, as specified by the arithmetic of `Scalar`.
  static func dense<S: Scalar>(
    outputs: Int, weights: [S], biases: [S], input: [S]
  ) -> [S] {
    (0..<outputs).map { o in
      var columns = [S](repeating: 0, count: 8)
      for i in input.indices { columns[i % 8] += weights[o * input.count + i] * input[i] }
      var total: S = 0
      for column in columns { total += column }
      return total + biases[o]
    }
  }

  static func denseGradient<S: Scalar>(
    input: [S], dTotals: [S]
  ) -> (weights: [S], biases: [S]) {
    (dTotals.flatMap { upstream in input.map { upstream * $0 } }, dTotals)
  }

  static func denseInputGradient<S: Scalar>(
    inputs: Int, weights: [S], dTotals: [S]
  ) -> [S] {
    (0..<inputs).map { i in
      var sum: S = 0
      for o in dTotals.indices { sum += weights[o * inputs + i] * dTotals[o] }
      return sum
    }
  }
}

extension ConvolutionGeometry {
  /// The index in the image of cell i, j of the window at y, x; `nil` in the padding.
  fileprivate func inputPlace(_ c: Int, _ y: Int, _ x: Int, _ i: Int, _ j: Int) -> Int? {
    let (row, column) = (y * stride + i - padding, x * stride + j - padding)
    guard (0..<height).contains(row), (0..<width).contains(column) else { return nil }
    return (c * height + row) * width + column
  }

  fileprivate func filterPlace(_ f: Int, _ c: Int, _ i: Int, _ j: Int) -> Int {
    ((f * channels + c) * kernelHeight + i) * kernelWidth + j
  }

  fileprivate func outputPlace(_ f: Int, _ y: Int, _ x: Int) -> Int {
    (f * outputHeight + y) * outputWidth + x
  }

  var filterCount: Int { filters * channels * kernelHeight * kernelWidth }
}

extension PoolingGeometry {
  /// The cells of a window, as offsets in the plane, row by row.
  fileprivate func cells(_ y: Int, _ x: Int) -> [Int] {
    (0..<window).flatMap { i in
      (0..<window).map { j in (y * stride + i) * width + x * stride + j }
    }
  }
}
