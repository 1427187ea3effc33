/// How a picture was made to look like those of a data set.
package struct Preparation: Hashable, Sendable {
  /// Rows and columns of the ink before.
  package let from: [Int]
  /// Rows and columns of the ink after.
  package let to: [Int]
  /// The centre of the picture, if the ink was centred there by its mass.
  package let centre: [Int]?
}

extension Picture {
  /// The bounding box of the ink: the smallest rows and columns that hold all of it.
  package var inked: (rows: Range<Int>, columns: Range<Int>)? {
    var (top, bottom, left, right) = (rows, -1, columns, -1)
    for row in 0..<rows {
      for column in 0..<columns where planes[0][row * columns + column] > 0 {
        (top, bottom) = (min(top, row), row)
        (left, right) = (min(left, column), max(right, column))
      }
    }
    return bottom < 0 ? nil : (top..<bottom + 1, left..<right + 1)
  }

  /// The ink prepared as MNIST's digits were (LeCun, Cortes, Burges): scaled to fit a box, 20x20
  /// for paper of 28x28, keeping its aspect ratio; then placed so that its centre of mass is the
  /// centre of the paper.
  ///
  /// - Returns: `nil` if there is no ink.
  package func prepared(rows: Int, columns: Int) -> (picture: Picture, how: Preparation)? {
    guard let area = inked else { return nil }
    let box = (rows: max(1, rows * 5 / 7), columns: max(1, columns * 5 / 7))
    let size = Self.fitting(area.rows.count, area.columns.count, into: box)
    let ink = scaled(area.rows, area.columns, to: size)
    let top = Self.offset(of: ink.planes[0], size, axis: 0, into: rows)
    let left = Self.offset(of: ink.planes[0], size, axis: 1, into: columns)
    return (
      ink.placed(at: (top, left), rows: rows, columns: columns),
      Preparation(
        from: [area.rows.count, area.columns.count], to: [size.rows, size.columns],
        centre: [rows / 2, columns / 2])
    )
  }

  /// The whole picture scaled to fit, keeping its aspect ratio, in the centre of a black
  /// background.
  package func fitted(rows: Int, columns: Int) -> (picture: Picture, how: Preparation) {
    let size = Self.fitting(self.rows, self.columns, into: (rows, columns))
    let small = scaled(0..<self.rows, 0..<self.columns, to: size)
    let place = ((rows - size.rows) / 2, (columns - size.columns) / 2)
    return (
      small.placed(at: place, rows: rows, columns: columns),
      Preparation(
        from: [self.rows, self.columns], to: [size.rows, size.columns], centre: nil)
    )
  }

  private typealias Size = (rows: Int, columns: Int)

  private static func fitting(_ rows: Int, _ columns: Int, into box: Size) -> Size {
    let scale = min(
      Double(box.rows) / Double(rows), Double(box.columns) / Double(columns))
    func side(_ length: Int, _ most: Int) -> Int {
      min(most, max(1, Int((Double(length) * scale).rounded())))
    }
    return (side(rows, box.rows), side(columns, box.columns))
  }

  /// Where the ink must begin along an axis so that its centre of mass is the middle of `extent`,
  /// as nearly as whole pixels allow and without losing any ink.
  private static func offset(
    of ink: [UInt8], _ size: Size, axis: Int, into extent: Int
  ) -> Int {
    var (mass, moment) = (0.0, 0.0)
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let weight = Double(ink[row * size.columns + column])
        mass += weight
        moment += weight * (Double(axis == 0 ? row : column) + 0.5)
      }
    }
    let length = axis == 0 ? size.rows : size.columns
    guard mass > 0 else { return (extent - length) / 2 }
    let start = Int((Double(extent) / 2 - moment / mass).rounded())
    return min(max(start, 0), extent - length)
  }

  /// A part of the picture at another size: each pixel is the average of the pixels it covers.
  private func scaled(_ part: Range<Int>, _ across: Range<Int>, to size: Size) -> Picture {
    let downWeights = Self.weights(part, size.rows)
    let acrossWeights = Self.weights(across, size.columns)
    let planes = planes.map { plane -> [UInt8] in
      var narrow = [Double](repeating: 0, count: part.count * size.columns)
      for row in part {
        for (column, weights) in acrossWeights.enumerated() {
          var sum = 0.0
          for (source, weight) in weights {
            sum += weight * Double(plane[row * columns + source])
          }
          narrow[(row - part.lowerBound) * size.columns + column] = sum
        }
      }
      var small: [UInt8] = []
      small.reserveCapacity(size.rows * size.columns)
      for weights in downWeights {
        for column in 0..<size.columns {
          var sum = 0.0
          for (source, weight) in weights {
            sum += weight * narrow[(source - part.lowerBound) * size.columns + column]
          }
          small.append(UInt8(max(0, min(255, sum.rounded()))))
        }
      }
      return small
    }
    return Picture(rows: size.rows, columns: size.columns, planes: planes)
  }

  /// For each of `count` equal parts of a range, the places it covers, and the weight of each.
  private static func weights(_ range: Range<Int>, _ count: Int) -> [[(Int, Double)]] {
    let step = Double(range.count) / Double(count)
    return (0..<count).map { part in
      let (start, end) = (Double(part) * step, Double(part + 1) * step)
      let last = min(range.count, Int(end.rounded(.up)))
      return (Int(start)..<max(last, Int(start) + 1)).map { place in
        let overlap = min(end, Double(place + 1)) - max(start, Double(place))
        return (range.lowerBound + min(place, range.count - 1), max(0, overlap) / step)
      }
    }
  }

  /// The picture on black paper, at a corner; what falls outside the paper is lost.
  package func placed(at corner: (row: Int, column: Int), rows: Int, columns: Int) -> Picture {
    let placed = planes.map { plane in
      var paper = [UInt8](repeating: 0, count: rows * columns)
      for row in 0..<self.rows where (0..<rows).contains(row + corner.row) {
        for column in 0..<self.columns where (0..<columns).contains(column + corner.column) {
          paper[(row + corner.row) * columns + column + corner.column] =
            plane[row * self.columns + column]
        }
      }
      return paper
    }
    return Picture(rows: rows, columns: columns, planes: placed)
  }
}
