/// A picture made of characters, each as dark as it looks, as a user draws it in an editor.
///
/// A space, a `.` and a 0 are blank paper; `, : - = + * # % @` and the digits 1 to 9 are ink, from
/// faint to full. If lines have bars (`|`), the picture is what is between the bars, with two
/// columns per pixel, and lines without bars are remarks; this is how `draw` writes it. Without
/// bars, every line is a row with one column per pixel, or with two if all columns come in equal
/// pairs and the width is not the expected one.
package struct TextPicture: Hashable, Sendable {
  /// The ink from faint to full.
  package static let marks = Array(",:-=+*#%@")
  /// The marks, worded for a message.
  static let marksInWords = ". , : - = + * # % @, digits and spaces"
  /// The darkest level.
  package static let fullLevel = 9

  package static let maximumBytes = 1_000_000
  package static let maximumLines = 2_000

  package let rows: Int
  package let columns: Int
  /// How dark each pixel is, from 0 to 18: twice the level, because a pixel may be half one level,
  /// half another.
  private var darkness: [Int]

  /// Reads a file's bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - file: The file's name in messages.
  ///   - width: The width in pixels at which a picture is taken with one column per pixel.
  /// - Throws: ``DatasetError`` with the line that must be corrected.
  package init(_ bytes: [UInt8], file: String, width: Int) throws(DatasetError) {
    guard bytes.count <= Self.maximumBytes else {
      throw DatasetError(
        file: file, .picture(.fileTooLarge(bytes: bytes.count, most: Self.maximumBytes)))
    }
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      throw DatasetError(file: file, .picture(.notText))
    }
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    guard lines.count <= Self.maximumLines else {
      throw DatasetError(file: file, .picture(.tooManyLines(most: Self.maximumLines)))
    }
    let isRuled = lines.contains { $0.contains("|") }
    var levels: [[Int]] = []
    for (index, line) in lines.enumerated() where !isRuled || line.contains("|") {
      func error(_ fault: PictureFault) -> DatasetError {
        DatasetError(file: file, at: .line(index + 1), .picture(fault))
      }
      let row = isRuled ? Self.betweenBars(line) : line
      guard row.count <= 2 * Self.maximumLines else {
        throw error(.lineTooLong(most: 2 * Self.maximumLines))
      }
      levels.append([])
      for mark in row {
        guard let level = Self.level(of: mark) else { throw error(.unknownMark(mark)) }
        levels[levels.count - 1].append(level)
      }
    }
    let widest = levels.map(\.count).max() ?? 0
    guard widest > 0 else { throw DatasetError(file: file, .picture(.blank)) }
    self.init(levels, widest: widest, isPaired: isRuled || Self.isPaired(levels, widest, width))
  }

  private init(_ levels: [[Int]], widest: Int, isPaired: Bool) {
    let perPixel = isPaired ? 2 : 1
    rows = levels.count
    columns = (widest + perPixel - 1) / perPixel
    var darkness = [Int](repeating: 0, count: rows * columns)
    for (row, levels) in levels.enumerated() {
      for (place, level) in levels.enumerated() {
        darkness[row * columns + place / perPixel] += isPaired ? level : 2 * level
      }
    }
    self.darkness = darkness
  }

  private static func betweenBars(_ line: Substring) -> Substring {
    let inner = line[line.index(after: line.firstIndex(of: "|") ?? line.startIndex)...]
    return inner.lastIndex(of: "|").map { inner[..<$0] } ?? inner
  }

  private static func isPaired(_ levels: [[Int]], _ widest: Int, _ width: Int) -> Bool {
    guard widest != width, widest.isMultiple(of: 2) else { return false }
    return levels.allSatisfy { row in
      stride(from: 0, to: row.count, by: 2).allSatisfy {
        row[$0] == ($0 + 1 < row.count ? row[$0 + 1] : 0)
      }
    }
  }

  /// How dark a character is, from 0 to ``fullLevel``.
  package static func level(of mark: Character) -> Int? {
    if mark == " " || mark == "." { return 0 }
    if mark.isASCII, let digit = mark.wholeNumberValue { return digit }
    return marks.firstIndex(of: mark).map { $0 + 1 }
  }

  /// Whether it has no ink.
  package var isBlank: Bool { darkness.allSatisfy { $0 == 0 } }

  /// The pixels, with `full` as the value of full ink.
  package func picture(full: Int) -> Picture {
    let most = 2 * Self.fullLevel
    return Picture(
      rows: rows, columns: columns,
      planes: [darkness.map { UInt8(min(255, ($0 * full + Self.fullLevel) / most)) }])
  }

  /// The same picture with its darkest pixels at full ink, whatever marks they were drawn with.
  package var strong: TextPicture {
    var picture = self
    let most = max(1, darkness.max() ?? 1)
    picture.darkness = darkness.map { ($0 * 2 * Self.fullLevel + most / 2) / most }
    return picture
  }

  // MARK: Writing

  /// A picture as text, with bars and rulers, below lines that describe it.
  ///
  /// - Parameters:
  ///   - picture: Ink in one channel.
  ///   - full: The value of full ink; if it is at most 9, digits stand for ink.
  ///   - remarks: Lines without bars.
  /// - Returns: The lines, each with its line ending.
  package static func text(of picture: Picture, full: Int, remarks: [String]) -> String {
    var lines = remarks
    lines.append("    " + ruler(picture.columns))
    for row in 0..<picture.rows {
      var line = row < 10 ? " \(row) |" : "\(row) |"
      for column in 0..<picture.columns {
        let value = min(full, Int(picture.planes[0][row * picture.columns + column]))
        let level = (value * fullLevel * 2 + full) / (2 * full)
        let mark =
          level == 0 ? "." : full <= fullLevel ? Character("\(level)") : marks[level - 1]
        line += String([mark, mark])
      }
      lines.append(line + "|")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// A ruler: a number above every fifth pixel.
  private static func ruler(_ columns: Int) -> String {
    stride(from: 0, to: columns, by: 5).reduce("") { line, number in
      line + String(repeating: " ", count: 2 * number - line.count) + "\(number)"
    }
  }
}
