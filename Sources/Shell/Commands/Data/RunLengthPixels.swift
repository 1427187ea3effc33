import ConvNet

/// Pixels as a word of a command line: a run of blank pixels is its length between `_`, any other
/// pixel is two hexadecimal digits. `_3_80ff_20_` is three blanks, 128, 255, and twenty blanks.
enum RunLengthPixels {
  static func word(for pixels: [UInt8]) -> String {
    var word = ""
    var blank = 0
    func run() -> String { blank == 0 ? "" : "_\(blank)_" }
    for pixel in pixels {
      if pixel == 0 {
        blank += 1
        continue
      }
      word += run() + pixel.hexadecimal
      blank = 0
    }
    return word + run()
  }

  /// The pixels; `nil` if the word is malformed or holds a different number of pixels.
  static func pixels(in word: String, count: Int) -> [UInt8]? {
    var pixels: [UInt8] = []
    for (index, part) in word.split(separator: "_", omittingEmptySubsequences: false).enumerated() {
      if index.isMultiple(of: 2) {
        guard part.utf8.count.isMultiple(of: 2), part.utf8.count <= 2 * count else { return nil }
        var rest = part
        while !rest.isEmpty {
          let digits = rest.prefix(2)
          guard digits.allSatisfy(\.isHexDigit), let pixel = UInt8(digits, radix: 16) else {
            return nil
          }
          pixels.append(pixel)
          rest = rest.dropFirst(2)
        }
      } else {
        guard let run = Int(part), (1...count).contains(run) else { return nil }
        pixels += [UInt8](repeating: 0, count: run)
      }
      guard pixels.count <= count else { return nil }
    }
    return pixels.count == count ? pixels : nil
  }
}
