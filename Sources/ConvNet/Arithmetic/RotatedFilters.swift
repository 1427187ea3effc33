/// A number of a convolution's `d_in` as a convolution again: each filter, rotated by 180 degrees,
/// lies on its map of `d_out`, and the products add up.
///
/// The map is spread first: stride - 1 zeros come between its neighbours. Beyond its border there
/// are zeros, too. The gradient of input r, q is the sum over f, a, b of
/// spread[f, r+p-K+1+a, q+p-L+1+b] * filters[f, c, K-1-a, L-1-b], where p is the padding: it moves
/// the filter inwards, which cuts p rows and columns off each side of the result.
package struct RotatedFilters<S: Scalar>: Sendable {
  /// The rows of the spread map that the filter covers; those outside the map are zeros.
  package let rows: Range<Int>
  /// The columns of the spread map that the filter covers.
  package let columns: Range<Int>
  /// One more than the number of zeros between neighbours.
  package let stride: Int
  /// The padding of the forward pass.
  package let padding: Int
  private let maps: Tensor<S>
  private let filters: Tensor<S>
  private let channel: Int
  private let mapPlace: Place
  private let filterPlace: Place

  /// - Parameters:
  ///   - maps: The gradient maps of the sample, F,H,W.
  ///   - filters: The filters, F,C,K,L.
  ///   - indices: The channel, the row and the column of the input.
  ///   - stride: How far the filters move each time in the forward pass.
  ///   - padding: The rows and columns of zeros around the input in the forward pass.
  ///   - mapPlace: The place of the sample's gradient maps.
  ///   - filterPlace: The place of the filters.
  init(
    maps: Tensor<S>, filters: Tensor<S>, input indices: [Int], stride: Int, padding: Int,
    mapPlace: Place, filterPlace: Place
  ) {
    let kernel = filters.shape
    let (bottom, right) = (indices[1] + padding, indices[2] + padding)
    rows = bottom - kernel[2] + 1..<bottom + 1
    columns = right - kernel[3] + 1..<right + 1
    channel = indices[0]
    (self.stride, self.padding) = (stride, padding)
    (self.maps, self.filters) = (maps, filters)
    (self.mapPlace, self.filterPlace) = (mapPlace, filterPlace)
  }

  /// The number of filters.
  package var count: Int { filters.shape[0] }

  /// The rows of a map once it is spread.
  package var mapRows: Int { (maps.shape[1] - 1) * stride + 1 }

  /// The columns of a map once it is spread.
  package var mapColumns: Int { (maps.shape[2] - 1) * stride + 1 }

  /// Whether a row and a column of the spread map lie beyond its border.
  package func isBeyond(row: Int, column: Int) -> Bool {
    !(0..<mapRows).contains(row) || !(0..<mapColumns).contains(column)
  }

  /// The row and the column in `d_out` of a cell of the spread map; `nil` if a zero was put there.
  package func origin(row: Int, column: Int) -> (row: Int, column: Int)? {
    guard !isBeyond(row: row, column: column), row.isMultiple(of: stride),
      column.isMultiple(of: stride)
    else { return nil }
    return (row / stride, column / stride)
  }

  /// The gradient in a cell of the spread map of a filter; `nil` if a zero was put there.
  package func gradient(filter: Int, row: Int, column: Int) -> S? {
    origin(row: row, column: column).map { maps[filter, $0.row, $0.column] }
  }

  /// The weight that lies on a cell of the spread map.
  ///
  /// - Precondition: The cell is among those that the filter covers.
  package func weight(filter: Int, row: Int, column: Int) -> S {
    filters[filter, channel, rows.upperBound - 1 - row, columns.upperBound - 1 - column]
  }

  /// The products of a filter, row by row; `nil` where a zero was put in.
  package func products(filter: Int) -> [S?] {
    rows.flatMap { row in
      columns.map { column in
        gradient(filter: filter, row: row, column: column).map {
          $0 * weight(filter: filter, row: row, column: column)
        }
      }
    }
  }

  /// The place of a filter's gradient map.
  package func map(of filter: Int) -> Place { mapPlace.with(mapPlace.indices + [filter]) }

  /// The place of the filter, or of its part for the input's channel.
  package func place(of filter: Int) -> Place {
    filterPlace.with(filters.shape[1] == 1 ? [filter] : [filter, channel])
  }
}
