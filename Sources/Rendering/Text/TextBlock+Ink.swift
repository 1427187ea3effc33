extension TextBlock {
  /// A line that stands out above what follows, broken between words.
  package static func heading(_ text: String, width: Int) -> TextBlock {
    TextBlock(
      rows: wrapped(text, width: width).rows.map { row in
        row.map { glyph in
          var glyph = glyph
          glyph.ink = .strong
          return glyph
        }
      })
  }

  /// The block with its numbers in the ink of their sign, starting from a row and a column; 0 and
  /// words do not change.
  package func signed(fromRow first: Int = 0, fromColumn start: Int = 0) -> TextBlock {
    TextBlock(
      rows: rows.enumerated().map { index, row in
        guard index >= first, row.count > start else { return row }
        var row = row
        for word in Self.words(of: row) where word.lowerBound >= start {
          guard let ink = Self.value(of: row[word]).flatMap(Ink.init(signOf:)) else { continue }
          for column in word { row[column].ink = ink }
        }
        return row
      })
  }

  /// The block with every occurrence of a text in an ink.
  func inked(_ text: String, _ ink: Ink) -> TextBlock {
    let wanted = Array(text.utf8)
    guard !wanted.isEmpty else { return self }
    return TextBlock(
      rows: rows.map { row in
        guard row.count >= wanted.count else { return row }
        var row = row
        let bytes = row.map(\.byte)
        for start in 0...(row.count - wanted.count)
        where bytes[start..<start + wanted.count].elementsEqual(wanted) {
          for column in start..<start + wanted.count { row[column].ink = ink }
        }
        return row
      })
  }

  /// The ranges of the words in a row: runs of characters other than spaces.
  private static func words(of row: [Glyph]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start: Int?
    for column in 0...row.count {
      let isInside = column < row.count && row[column].byte != 32
      if isInside, start == nil { start = column }
      if !isInside, let first = start {
        words.append(first..<column)
        start = nil
      }
    }
    return words
  }

  /// The number that a word stands for, with or without brackets.
  private static func value(of word: ArraySlice<Glyph>) -> Double? {
    let text = String(decoding: word.map(\.byte), as: UTF8.self)
    return Double(
      text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text)
  }
}
