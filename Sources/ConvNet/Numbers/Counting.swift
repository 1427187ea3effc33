extension Int {
  /// The number with a comma after every third digit: `13,602`.
  package var grouped: String {
    let digits = Array(String(magnitude))
    var text = self < 0 ? "-" : ""
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  /// The number and its noun: `1 window`, `81 windows`, `10 probabilities`.
  package func counted(_ noun: String) -> String { "\(grouped) \(form(of: noun))" }

  /// The noun as it is after this number.
  package func form(of noun: String) -> String {
    if self == 1 { return noun }
    if noun.hasSuffix("ty") { return noun.dropLast() + "ies" }
    return noun + (["ch", "s", "x"].contains(where: noun.hasSuffix) ? "es" : "s")
  }
}

extension UnsignedInteger where Self: FixedWidthInteger {
  /// The number in hexadecimal, with leading zeros: `0f` for a byte.
  package var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: Self.bitWidth / 4 - digits.count) + digits
  }
}
