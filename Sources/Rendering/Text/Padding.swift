extension String {
  /// The text at the right of a column: spaces before it, up to a width.
  package func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  /// The text at the left of a column: spaces after it, up to a width.
  ///
  /// - `gap`: The fewest spaces there are, even where the text fills its column.
  package func padded(to width: Int, gap: Int = 2) -> String {
    self + String(repeating: " ", count: max(gap, width - count))
  }
}

extension Collection where Index == Int {
  /// The elements in groups of a size; the last may be smaller.
  package func chunks(of size: Int) -> [SubSequence] {
    stride(from: startIndex, to: endIndex, by: size).map {
      self[$0..<Swift.min($0 + size, endIndex)]
    }
  }
}
