/// Turns the unpacked bytes of a PNG into pixels: undoes the filters, spreads the samples, looks up
/// colours, and lays transparent pixels on paper.
struct PNGPixels {
  private let header: PNGHeader
  private let palette: [[UInt8]]
  private let transparency: ArraySlice<UInt8>?
  private var red: [UInt8]
  private var green: [UInt8]
  private var blue: [UInt8]
  /// How opaque each pixel is; empty if all are opaque.
  private var opacity: [UInt8]

  init(_ header: PNGHeader, palette: [[UInt8]], transparency: ArraySlice<UInt8>?) {
    self.header = header
    self.palette = palette
    self.transparency = transparency
    let count = header.rows * header.columns
    let isGrey = header.kind == .grey || header.kind == .greyAlpha
    red = [UInt8](repeating: 0, count: count)
    green = isGrey ? [] : red
    blue = green
    let hasAlpha = header.kind == .greyAlpha || header.kind == .rgba || transparency != nil
    opacity = hasAlpha ? [UInt8](repeating: 255, count: count) : []
  }

  /// Takes all bytes; their number has been checked.
  mutating func take(_ bytes: [UInt8]) throws(PictureFault) {
    var place = 0
    for pass in header.passes {
      let count = header.rowBytes(pass.columns)
      var above = [UInt8](repeating: 0, count: count)
      for row in 0..<pass.rows {
        var line = Array(bytes[place + 1..<place + 1 + count])
        try Self.unfilter(
          &line, above: above, filter: Int(bytes[place]),
          distance: max(1, header.kind.samples * header.depth / 8))
        try take(line, row: row, of: pass)
        above = line
        place += 1 + count
      }
    }
  }

  /// Undoes a row's filter: each byte was written as its difference from a prediction.
  private static func unfilter(
    _ line: inout [UInt8], above: [UInt8], filter: Int, distance: Int
  ) throws(PictureFault) {
    guard (0...4).contains(filter) else { throw .badFilter(filter) }
    guard filter > 0 else { return }
    for index in line.indices {
      let left = index < distance ? 0 : Int(line[index - distance])
      let up = Int(above[index])
      let corner = index < distance ? 0 : Int(above[index - distance])
      let guess =
        switch filter {
        case 1: left
        case 2: up
        case 3: (left + up) / 2
        default: paeth(left, up, corner)
        }
      line[index] = line[index] &+ UInt8(truncatingIfNeeded: guess)
    }
  }

  /// Whichever of the three neighbours is nearest to left + up - corner.
  private static func paeth(_ left: Int, _ up: Int, _ corner: Int) -> Int {
    let estimate = left + up - corner
    let (a, b, c) = (abs(estimate - left), abs(estimate - up), abs(estimate - corner))
    return a <= b && a <= c ? left : b <= c ? up : corner
  }

  // MARK: Samples

  private mutating func take(
    _ line: [UInt8], row: Int, of pass: PNGHeader.Pass
  ) throws(PictureFault) {
    let start = (pass.first.row + row * pass.step.row) * header.columns + pass.first.column
    let samples = header.kind.samples
    for column in 0..<pass.columns {
      let target = start + column * pass.step.column
      let first = column * samples
      switch header.kind {
      case .grey:
        red[target] = byte(line, first)
        fade(target, where: isKey([sample(line, first)]))
      case .greyAlpha:
        red[target] = byte(line, first)
        opacity[target] = byte(line, first + 1)
      case .rgb, .rgba:
        red[target] = byte(line, first)
        green[target] = byte(line, first + 1)
        blue[target] = byte(line, first + 2)
        if header.kind == .rgba {
          opacity[target] = byte(line, first + 3)
        } else if transparency != nil {
          fade(target, where: isKey((0..<3).map { sample(line, first + $0) }))
        }
      case .palette:
        let index = sample(line, first)
        guard index < palette.count else {
          throw .outsidePalette(index: index, count: palette.count)
        }
        red[target] = palette[index][0]
        green[target] = palette[index][1]
        blue[target] = palette[index][2]
        if let transparency, index < transparency.count {
          opacity[target] = transparency[transparency.startIndex + index]
        }
      }
    }
  }

  /// A sample as written in the file.
  private func sample(_ line: [UInt8], _ index: Int) -> Int {
    switch header.depth {
    case 8: return Int(line[index])
    case 16: return Int(line[2 * index]) << 8 | Int(line[2 * index + 1])
    default:
      let bit = index * header.depth
      return Int(line[bit / 8]) >> (8 - header.depth - bit % 8) & (1 << header.depth - 1)
    }
  }

  /// A sample scaled to 0 to 255.
  private func byte(_ line: [UInt8], _ index: Int) -> UInt8 {
    let value = sample(line, index)
    switch header.depth {
    case 8: return UInt8(value)
    case 16: return UInt8((value + 128) / 257)
    default: return UInt8(value * 255 / (1 << header.depth - 1))
    }
  }

  private mutating func fade(_ target: Int, where isKey: Bool) {
    if isKey { opacity[target] = 0 }
  }

  /// Whether a colour is the one that stands for transparency.
  private func isKey(_ samples: [Int]) -> Bool {
    guard let transparency, transparency.count == 2 * samples.count else { return false }
    return samples.enumerated().allSatisfy { index, sample in
      let place = transparency.startIndex + 2 * index
      return Int(transparency[place]) << 8 | Int(transparency[place + 1]) == sample
    }
  }

  // MARK: The whole picture

  /// The pixels taken so far, on their paper.
  var picture: Picture {
    let planes = green.isEmpty ? [red] : [red, green, blue]
    let picture = Picture(rows: header.rows, columns: header.columns, planes: planes)
    guard !opacity.isEmpty else { return picture }
    let light = picture.brightness.planes[0]
    var (sum, weight) = (0, 0)
    for (value, opaque) in zip(light, opacity) {
      sum += Int(value) * Int(opaque)
      weight += Int(opaque)
    }
    // Light ink on a transparent background would be lost on white.
    let paper = weight < 255 * opacity.count && sum > 128 * weight ? 0 : 255
    let laid = planes.map { plane -> [UInt8] in
      zip(plane, opacity).map { value, opaque -> UInt8 in
        let (ink, share) = (Int(value), Int(opaque))
        return UInt8((ink * share + paper * (255 - share) + 127) / 255)
      }
    }
    return Picture(rows: picture.rows, columns: picture.columns, planes: laid)
  }
}
