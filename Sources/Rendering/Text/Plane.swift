package import ConvNet

/// One map: numbers in rows and columns.
package struct Plane: Hashable, Sendable {
  package let rows: Int
  package let columns: Int
  package let values: [Double]

  /// The numbers of a tensor. The last two dimensions are rows and columns; any before them are
  /// merged into the rows, and a vector is one row.
  @specialized(where S == Float)
  @specialized(where S == Double)
  package init<S: Scalar>(_ tensor: Tensor<S>) {
    columns = tensor.shape.extents.last ?? 1
    rows = tensor.shape.count / columns
    values = tensor.values.map { Double($0) }
  }

  init(rows: Int, columns: Int, values: [Double]) {
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// The maps of a tensor of rank 3; a tensor of lower rank is a single map.
  package static func maps(of tensor: Tensor<some Scalar>) -> [Plane] {
    guard tensor.shape.rank > 2 else { return [Plane(tensor)] }
    return (0..<tensor.shape[0]).map { Plane(tensor.slice([$0])) }
  }

  package subscript(row: Int, column: Int) -> Double { values[row * columns + column] }

  /// The element-wise mean of maps of the same size.
  ///
  /// - Precondition: There is at least one.
  static func mean(of planes: [Plane]) -> Plane {
    guard planes.count > 1 else { return planes[0] }
    return Plane(
      rows: planes[0].rows, columns: planes[0].columns,
      values: planes[0].values.indices.map { index in
        planes.reduce(0) { $0 + $1.values[index] } / Double(planes.count)
      })
  }

  /// Whether it is easier to read as numbers than as a picture.
  var isSmall: Bool { isAtMost(8) }

  func isAtMost(_ side: Int) -> Bool { rows <= side && columns <= side }

  /// `26x26`.
  var shape: String { "\(rows)x\(columns)" }

  var whole: Crop { Crop(rows: 0..<rows, columns: 0..<columns) }

  /// The smallest part that contains everything that differs from `blank`; `nil` if nothing does.
  func area(unlike blank: Double) -> Crop? {
    var found: Crop?
    for row in 0..<rows {
      for column in 0..<columns where self[row, column] != blank {
        let place = Crop(rows: row..<row + 1, columns: column..<column + 1)
        found = found?.union(place) ?? place
      }
    }
    return found
  }
}

extension Collection<Plane> {
  /// The smallest number and the largest; `nil` if all are NaN.
  var range: ClosedRange<Double>? {
    let values = flatMap(\.values).filter { !$0.isNaN }
    guard let low = values.min(), let high = values.max() else { return nil }
    return low...high
  }
}

/// A part of a map.
package struct Crop: Hashable, Sendable {
  package var rows: Range<Int>
  package var columns: Range<Int>

  func union(_ other: Crop) -> Crop {
    Crop(
      rows: min(
        rows.lowerBound, other.rows.lowerBound)..<max(rows.upperBound, other.rows.upperBound),
      columns: min(
        columns.lowerBound, other.columns.lowerBound)..<max(
          columns.upperBound, other.columns.upperBound))
  }

  /// The corresponding part of a map `stride` times as large.
  func magnified(_ stride: Int) -> Crop {
    Crop(
      rows: rows.lowerBound * stride..<rows.upperBound * stride,
      columns: columns.lowerBound * stride..<columns.upperBound * stride)
  }

  /// The part enlarged so that it begins and ends at multiples, where pairs of rows or windows
  /// begin. It may extend beyond the map by less than one multiple.
  func aligned(rows unit: Int, columns other: Int) -> Crop {
    func grown(_ range: Range<Int>, _ unit: Int) -> Range<Int> {
      range.lowerBound / unit * unit..<(range.upperBound + unit - 1) / unit * unit
    }
    return Crop(rows: grown(rows, unit), columns: grown(columns, other))
  }

  func contains(_ row: Int, _ column: Int) -> Bool {
    rows.contains(row) && columns.contains(column)
  }
}

extension Sequence<Crop> {
  /// The smallest part that contains all of them; `nil` if there are none.
  var union: Crop? { reduce(nil as Crop?) { $0?.union($1) ?? $1 } }
}
