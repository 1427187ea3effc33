import Foundation

/// A printed number, or what comes of some, as the range that it may stand for.
struct PrintedRange {
  let low, high: Double

  init(_ low: Double, _ high: Double) {
    // What was computed in Float may be off by a few roundings more.
    let slack = 1e-6 * max(abs(low), abs(high)) + 1e-44
    (self.low, self.high) = (min(low, high) - slack, max(low, high) + slack)
  }

  init(_ ends: [Double]) { self.init(ends.min() ?? .nan, ends.max() ?? .nan) }

  var isFinite: Bool { low.isFinite && high.isFinite }

  func meets(_ other: PrintedRange) -> Bool { low <= other.high && other.low <= high }

  func applying(_ function: (Double) -> Double) -> PrintedRange {
    PrintedRange([function(low), function(high)])
  }

  static func combine(
    _ a: PrintedRange, _ b: PrintedRange, _ operation: (Double, Double) -> Double
  ) -> PrintedRange {
    PrintedRange([a.low, a.high].flatMap { x in [b.low, b.high].map { operation(x, $0) } })
  }
}

/// Reads arithmetic off the screen: `exp(-0.5) / (1 + exp(-0.5))`, `-log 0.1006`.
struct PrintedArithmetic {
  private var rest: Substring
  private let digits: Int?

  /// - `digits`: How many significant digits numbers were rounded to before zeros at their end were
  ///   dropped; `nil` where none are dropped.
  static func range(of text: some StringProtocol, digits: Int?) -> PrintedRange? {
    var parser = PrintedArithmetic(rest: Substring(text), digits: digits)
    guard let range = parser.sum(), parser.isAtEnd, range.isFinite else { return nil }
    return range
  }

  private init(rest: Substring, digits: Int?) {
    self.rest = rest
    self.digits = digits
  }

  private var isAtEnd: Bool { rest.allSatisfy { $0 == " " } }

  private mutating func take(_ text: String) -> Bool {
    let trimmed = rest.drop { $0 == " " }
    guard trimmed.hasPrefix(text) else { return false }
    rest = trimmed.dropFirst(text.count)
    return true
  }

  private mutating func sum() -> PrintedRange? {
    guard var result = product() else { return nil }
    while true {
      let isPlus = take("+ ")
      guard isPlus || take("- ") else { return result }
      guard let next = product() else { return nil }
      result = .combine(result, next) { isPlus ? $0 + $1 : $0 - $1 }
    }
  }

  private mutating func product() -> PrintedRange? {
    guard var result = factor() else { return nil }
    while true {
      let isTimes = take("x ")
      guard isTimes || take("/ ") else { return result }
      guard let next = factor() else { return nil }
      // A divisor that may be 0 leaves nothing to compare.
      if !isTimes, next.low <= 0, next.high >= 0 { return nil }
      result = .combine(result, next) { isTimes ? $0 * $1 : $0 / $1 }
    }
  }

  private mutating func factor() -> PrintedRange? {
    if take("-") { return factor()?.applying { -$0 } }
    if take("(") {
      let inner = sum()
      return take(")") ? inner : nil
    }
    for (name, function) in Self.functions where take(name) { return factor()?.applying(function) }
    return number()
  }

  private static var functions: [(String, (Double) -> Double)] {
    [
      ("exp", { exp($0) }), ("log", { log(max($0, 0)) }), ("sqrt", { max($0, 0).squareRoot() }),
      ("tanh", { tanh($0) }), ("e^", { exp($0) }),
    ]
  }

  private mutating func number() -> PrintedRange? {
    let trimmed = rest.drop { $0 == " " }
    guard let match = trimmed.prefixMatch(of: /[0-9]+(\.[0-9]+)?(e[-+][0-9]+)?/) else { return nil }
    rest = trimmed[match.range.upperBound...]
    return Self.number(match.0, digits: digits)
  }

  /// What a number without a sign may have been before it was rounded.
  static func number(_ text: Substring, digits: Int?) -> PrintedRange? {
    guard let value = Double(text) else { return nil }
    let mantissa = text.prefix { $0 != "e" }
    let power = text.contains("e") ? Double(text.drop { $0 != "e" }.dropFirst()) ?? 0 : 0
    let places = mantissa.contains(".") ? mantissa.drop { $0 != "." }.count - 1 : 0
    var error = 0.5 * pow(10, power - Double(places))
    if let digits {
      let exponent = value == 0 ? 0 : log10(value).rounded(.down)
      error = min(error, 0.5 * pow(10, exponent - Double(digits - 1)))
    } else if places == 0 {
      error = 0
    }
    return PrintedRange(value - error, value + error)
  }
}
