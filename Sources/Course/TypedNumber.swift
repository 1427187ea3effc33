/// A number as somebody typed it, and how exactly: `0.083` stands for 0.0825 to 0.0835.
package struct TypedNumber: Hashable, Sendable {
  /// The number.
  package let value: Double
  /// Half a unit of its last digit; 0 for a fraction, which is exact.
  package let slack: Double
  /// Whether it was given in percent: `85%` has the value 0.85.
  let isPercent: Bool

  package init(_ value: Double, slack: Double = 0) {
    self.init(value, slack: slack, isPercent: false)
  }

  private init(_ value: Double, slack: Double, isPercent: Bool) {
    self.value = value
    self.slack = slack
    self.isPercent = isPercent
  }

  /// A number as people write it, `-1.5`, `3e-4`, `85%` or `1/3`: no `nan`, no hexadecimal.
  package init?(_ word: some StringProtocol) {
    let parts = word.split(separator: "/", omittingEmptySubsequences: false)
    if let last = word.last, last == "%", parts.count == 1 {
      guard let number = Self.decimal(word.dropLast()) else { return nil }
      self = number.asPercent
      return
    }
    guard parts.count <= 2, let first = Self.decimal(parts[0]) else { return nil }
    guard parts.count == 2 else {
      self = first
      return
    }
    guard let second = Self.decimal(parts[1]), second.value != 0 else { return nil }
    self.init(first.value / second.value)
  }

  private static func decimal(_ word: some StringProtocol) -> TypedNumber? {
    let word = String(word.map { "\u{2212}\u{2013}".contains($0) ? "-" : $0 })
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

  /// The number with the other sign.
  var negated: TypedNumber { TypedNumber(-value, slack: slack, isPercent: isPercent) }

  /// A hundredth of the number.
  var asPercent: TypedNumber { TypedNumber(value / 100, slack: slack / 100, isPercent: true) }

  /// Whether it is meant for a number, within a tolerance. `85%` is 0.85, and also 85 where a
  /// number above 1 is asked for; where percent are asked for, `85` is 0.85 as well.
  func agrees(with right: TypedNumber, within tolerance: Double) -> Bool {
    func isNear(_ value: Double) -> Bool { abs(value - right.value) <= tolerance }
    if isNear(value) { return true }
    if right.isPercent { return !isPercent && isNear(value / 100) }
    return isPercent && abs(right.value) > 1 && isNear(value * 100)
  }
}

// MARK: Lists

extension TypedNumber {
  private static let maximumCount = 4_096

  /// Numbers as people type them: `1 -2 0.5`, `[[1, -2], [1/2, 0]]`, `28*28`, `about 80`.
  ///
  /// - Parameters:
  ///   - text: What was typed.
  ///   - count: How many numbers are expected, which tells `1 -2` as two numbers from a difference.
  /// - Returns: The numbers, as many as expected if they can be read so; `nil` if there are none.
  package static func list(_ text: String, count: Int? = nil) -> [TypedNumber]? {
    let bare = withoutDress(text)
    let readings = [
      { readWords(bare) }, { readWhole(bare) }, { readParts(bare) },
      { readParts(withoutUnit(bare)) },
      { readEach(bare) },
    ]
    var first: [TypedNumber]?
    for reading in readings {
      guard let numbers = reading() else { continue }
      if count == nil || numbers.count == count { return numbers }
      first = first ?? numbers
    }
    return first
  }

  /// Numbers that were typed with a decimal comma, as they should be typed.
  ///
  /// - Returns: `nil` if there is no decimal comma, or the numbers can be read as they are.
  package static func withPoints(_ text: String, count: Int) -> String? {
    guard list(text, count: count)?.count != count else { return nil }
    let words = withoutDress(text).split { $0.isWhitespace || ";[]()".contains($0) }
    let fixed = words.map { word in
      let parts = word.split(separator: ",")
      let isDecimal =
        parts.count == 2 && !word.hasSuffix(",") && !word.hasPrefix(",")
        && parts[1].allSatisfy { ($0.isASCII && $0.isNumber) || $0 == "%" }
      return isDecimal ? parts.joined(separator: ".") : String(word)
    }
    let text = fixed.joined(separator: " ")
    guard fixed != words.map(String.init), list(text, count: count)?.count == count else {
      return nil
    }
    return text
  }

  /// Plain numbers, whatever separates them.
  private static func readWords(_ text: String) -> [TypedNumber]? {
    let words = text.split { $0.isWhitespace || ",;[]()".contains($0) }
    return read(words) { TypedNumber($0) }
  }

  /// A single number, perhaps with its thousands grouped: `21,640`.
  private static func readWhole(_ text: String) -> [TypedNumber]? {
    let groups = text.split(separator: ",", omittingEmptySubsequences: false)
    let isGrouped =
      groups.count > 1 && (1...3).contains(groups[0].count) && groups[0].first != "0"
      && groups.dropFirst().allSatisfy { $0.count == 3 }
      && groups.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isNumber } }
    return isGrouped ? TypedNumber(groups.joined()).map { [$0] } : nil
  }

  /// Arithmetic, separated by commas, semicolons or square brackets.
  private static func readParts(_ text: String) -> [TypedNumber]? {
    let parts = text.split { ",;[]".contains($0) }.filter { !$0.allSatisfy(\.isWhitespace) }
    // Of `28*28 = 784`, the result counts.
    return read(parts) { part in
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      let values = sides.map { TypedArithmetic.value(of: $0) }
      return values.contains(nil) ? nil : values.last ?? nil
    }
  }

  /// Arithmetic without spaces, separated by spaces.
  private static func readEach(_ text: String) -> [TypedNumber]? {
    read(text.split { $0.isWhitespace || ",;[]".contains($0) }) { TypedArithmetic.value(of: $0) }
  }

  private static func read(
    _ words: [Substring], by reader: (Substring) -> TypedNumber?
  ) -> [TypedNumber]? {
    guard !words.isEmpty, words.count <= maximumCount else { return nil }
    var numbers: [TypedNumber] = []
    for word in words {
      guard let number = reader(word) else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  private static let prefaces: Set<String> = [
    "about", "approximately", "around", "ca", "i", "is", "it", "its", "it's", "maybe", "nearly",
    "probably", "roughly", "the", "think", "answer",
  ]

  /// The text without what people put before a number, and without a `?`, `!` or `.` after it.
  private static func withoutDress(_ text: String) -> String {
    var rest = Substring(text.trimmed())
    while let last = rest.last, "?!.".contains(last) || last.isWhitespace { rest = rest.dropLast() }
    while let first = rest.first {
      if first.isWhitespace || "=~\u{2248}".contains(first) {
        rest = rest.dropFirst()
        continue
      }
      let word = rest.prefix { !$0.isWhitespace }
      guard prefaces.contains(word.lowercased().filter { $0 != "." }) else { break }
      rest = rest[word.endIndex...]
    }
    return String(rest)
  }

  /// The text without a last word such as `pixels` that stands after a number.
  private static func withoutUnit(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 2, words[1].allSatisfy(\.isLetter),
      TypedArithmetic.counts[words[1].lowercased()] == nil, words[1].count > 1,
      !(words[0].first?.isLetter ?? true)
    else { return text }
    return String(words[0])
  }
}
