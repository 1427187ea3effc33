/// What the first part of a PNG says about its pixels.
struct PNGHeader {
  let columns: Int
  let rows: Int
  /// Bits per sample: 1, 2, 4, 8 or 16.
  let depth: Int
  let kind: Kind
  let isInterlaced: Bool

  /// What the samples of a pixel are.
  enum Kind: Int {
    case grey = 0
    case rgb = 2
    case palette = 3
    case greyAlpha = 4
    case rgba = 6

    var samples: Int {
      switch self {
      case .grey, .palette: 1
      case .greyAlpha: 2
      case .rgb: 3
      case .rgba: 4
      }
    }

    var depths: [Int] {
      switch self {
      case .grey: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .rgb, .greyAlpha, .rgba: [8, 16]
      }
    }
  }

  /// Reads the 13 bytes of the `IHDR` part.
  init(_ bytes: ArraySlice<UInt8>) throws(PictureFault) {
    guard bytes.count == 13 else { throw .badHeader(what: "length", value: bytes.count) }
    let start = bytes.startIndex
    columns = Int(PNGReader.number(bytes, at: start))
    rows = Int(PNGReader.number(bytes, at: start + 4))
    depth = Int(bytes[start + 8])
    guard columns > 0, rows > 0 else { throw .noPixels }
    guard columns <= Picture.maximumSide, rows <= Picture.maximumSide else {
      throw .sideTooLong(columns: columns, rows: rows, most: Picture.maximumSide)
    }
    guard columns * rows <= Picture.maximumPixels else {
      throw .tooLarge(columns: columns, rows: rows, most: Picture.maximumPixels)
    }
    guard let kind = Kind(rawValue: Int(bytes[start + 9])) else {
      throw .badHeader(what: "colour type", value: Int(bytes[start + 9]))
    }
    guard kind.depths.contains(depth) else { throw .badHeader(what: "bit depth", value: depth) }
    self.kind = kind
    guard bytes[start + 10] == 0 else {
      throw .badHeader(what: "compression", value: Int(bytes[start + 10]))
    }
    guard bytes[start + 11] == 0 else {
      throw .badHeader(what: "filter method", value: Int(bytes[start + 11]))
    }
    guard bytes[start + 12] <= 1 else {
      throw .badHeader(what: "interlace method", value: Int(bytes[start + 12]))
    }
    isInterlaced = bytes[start + 12] == 1
  }

  /// A picture within the picture: every `step`-th pixel, starting at a first one.
  struct Pass {
    let columns: Int
    let rows: Int
    let first: (column: Int, row: Int)
    let step: (column: Int, row: Int)
  }

  /// The passes in which the pixels are stored: one, or Adam7's seven, without the empty ones.
  var passes: [Pass] {
    guard isInterlaced else {
      return [Pass(columns: columns, rows: rows, first: (0, 0), step: (1, 1))]
    }
    let grid = [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
      (0, 1, 1, 2),
    ]
    return grid.map { x, y, across, down in
      Pass(
        columns: max(0, (columns - x + across - 1) / across),
        rows: max(0, (rows - y + down - 1) / down), first: (x, y), step: (across, down))
    }.filter { $0.columns > 0 && $0.rows > 0 }
  }

  /// Bytes per row of this many pixels, without the filter's number.
  func rowBytes(_ columns: Int) -> Int { (columns * kind.samples * depth + 7) / 8 }

  /// The number of bytes that the packed data must unpack to.
  var byteCount: Int { passes.reduce(0) { $0 + $1.rows * (rowBytes($1.columns) + 1) } }
}
