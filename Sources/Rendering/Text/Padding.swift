extension String {
  /// The text right-aligned in a column: padded with spaces before it, up to a width.
  package func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - screenWidth)) + self
  }

  /// The text left-aligned in a column: padded with spaces after it, up to a width.
  ///
  /// - `gap`: The minimum number of spaces, even if the text fills its column.
  package func padded(to width: Int, gap: Int = 2) -> String {
    self + String(repeating: " ", count: max(gap, width - screenWidth))
  }

  /// The text with a capital first letter.
  package var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Collection where Index == Int {
  /// The elements in groups of a size; the last may be smaller.
  package func chunks(of size: Int) -> [SubSequence] {
    stride(from: startIndex, to: endIndex, by: size).map {
      self[$0..<Swift.min($0 + size, endIndex)]
    }
  }
}
