/// A number as somebody typed it, and how exactly: `0.083` stands for 0.0825 to 0.0835.
package struct TypedNumber: Hashable, Sendable {
  /// The number.
  package let value: Double
  /// Half a unit of its last digit; 0 for a fraction, which is exact.
  package let slack: Double

  package init(_ value: Double, slack: Double = 0) {
    self.value = value
    self.slack = slack
  }

  /// A number as people write it, `-1.5`, `3e-4` or `1/3`: no `nan`, no hexadecimal.
  package init?(_ word: some StringProtocol) {
    let parts = word.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = Self.decimal(parts[0]) else { return nil }
    guard parts.count == 2 else {
      self = first
      return
    }
    guard let second = Self.decimal(parts[1]), second.value != 0 else { return nil }
    self.init(first.value / second.value)
  }

  private static func decimal(_ word: some StringProtocol) -> TypedNumber? {
    let word = String(word.map { $0 == "\u{2212}" ? "-" : $0 })
    guard word.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }),
      let number = Double(word), number.isFinite
    else { return nil }
    let parts = word.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    let decimals =
      parts[0].split(separator: ".", omittingEmptySubsequences: false)
      .dropFirst().first?.count ?? 0
    var unit = parts.count > 1 ? Double("1e\(parts[1])") ?? 1 : 1
    for _ in 0..<min(decimals, 400) { unit /= 10 }
    return TypedNumber(number, slack: unit / 2)
  }

  /// `1 -2 0.5` and `[1, -2, 1/2]` as numbers.
  package static func list(_ text: String) -> [TypedNumber]? {
    let words = text.split { $0.isWhitespace || ",;[]()".contains($0) }
    guard !words.isEmpty, words.count <= 4_096 else { return nil }
    var numbers: [TypedNumber] = []
    for word in words {
      guard let number = TypedNumber(word) else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
