// Paper that is not evenly lit, as in a photo.

extension Picture {
  /// The brightness of the paper in every tile of a picture, and where it lies.
  struct Lighting {
    /// The side of a tile in pixels.
    let side: Int
    let rows: Int
    let columns: Int
    /// Tile after tile, row by row.
    let paper: [Double]

    /// The brightness of the paper at a pixel, between the centres of the tiles around it.
    func paper(row: Int, column: Int) -> Double {
      func between(_ place: Int, _ count: Int) -> (first: Int, second: Int, share: Double) {
        let position = (Double(place) + 0.5) / Double(side) - 0.5
        let first = max(0, min(count - 1, Int(position.rounded(.down))))
        return (first, min(count - 1, first + 1), max(0, min(1, position - Double(first))))
      }
      let (top, bottom, down) = between(row, rows)
      let (left, right, across) = between(column, columns)
      func mixed(_ row: Int) -> Double {
        paper[row * columns + left] * (1 - across) + paper[row * columns + right] * across
      }
      return mixed(top) * (1 - down) + mixed(bottom) * down
    }
  }

  /// A photo has this many pixels along its shorter side at least.
  private static let smallestPhoto = 64
  var isPhoto: Bool { min(rows, columns) >= Self.smallestPhoto }

  /// How far the brightest and the dimmest paper differ in a picture that counts as unevenly lit.
  private static let evenness = 30.0

  /// How the paper is lit; `nil` if it is evenly, or the picture is too small to tell.
  ///
  /// The paper of a tile is the brightness that a tenth of its pixels exceed, or a tenth falls short
  /// of if the ink is light. A tile less than half as bright as those around it is mostly ink, and
  /// counts as bright as they are.
  func lighting(isDark: Bool) -> Lighting? {
    guard isPhoto else { return nil }
    let side = (max(rows, columns) + 15) / 16
    let (tileRows, tileColumns) = ((rows + side - 1) / side, (columns + side - 1) / side)
    var tiles: [Histogram] = []
    for tileRow in 0..<tileRows {
      for tileColumn in 0..<tileColumns {
        var tile = Histogram()
        for row in tileRow * side..<min(rows, (tileRow + 1) * side) {
          let start = row * columns
          for column in tileColumn * side..<min(columns, (tileColumn + 1) * side) {
            tile.add(planes[0][start + column])
          }
        }
        tiles.append(tile)
      }
    }
    let own = tiles.map { Double($0.value(at: isDark ? 0.9 : 0.1)) }
    let reach = 4
    let paper = own.indices.map { index -> Double in
      let (row, column) = (index / tileColumns, index % tileColumns)
      var around: [Double] = []
      for other in max(0, row - reach)...min(tileRows - 1, row + reach) {
        for beside in max(0, column - reach)...min(tileColumns - 1, column + reach) {
          around.append(own[other * tileColumns + beside])
        }
      }
      around.sort()
      let usual = around[around.count / 2]
      let isInk = isDark ? own[index] < usual / 2 : 255 - own[index] < (255 - usual) / 2
      return isInk ? usual : own[index]
    }
    guard let low = paper.min(), let high = paper.max(), high - low > Self.evenness else {
      return nil
    }
    return Lighting(
      side: side, rows: tileRows, columns: tileColumns, paper: paper)
  }

  /// The ink on unevenly lit paper, 0 where there is none and 255 where it is strongest.
  ///
  /// Light falls on ink and paper alike, so ink is measured by the share of the paper's light that
  /// it swallows. What swallows less than a quarter of what the strongest ink does counts as paper.
  func levelledInk(_ lighting: Lighting, isDark: Bool) -> Picture {
    var shares = [Double](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        let value = Double(planes[0][row * columns + column])
        let paper = lighting.paper(row: row, column: column)
        let share =
          isDark
          ? (paper - value) / max(1, paper) : (value - paper) / max(1, 255 - paper)
        shares[row * columns + column] = max(0, share)
      }
    }
    let most = shares.max() ?? 0
    let ink = shares.map { share -> UInt8 in
      most > 0 && share * 4 >= most ? UInt8((share / most * 255).rounded()) : 0
    }
    return withPlane(ink)
  }
}
