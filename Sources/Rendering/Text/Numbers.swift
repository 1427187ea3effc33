import ConvNet

/// Numbers as text: single ones, and columns that line up.
///
/// Exactly 0 is always `0`; `0.000` is a nonzero number that is too small for its column.
package enum Numbers {
  /// One number with `digits` significant digits, no trailing zeros: `0.0312`, `-1.15`, `1.2e-07`.
  package static func compact(_ value: some BinaryFloatingPoint, digits: Int = 3) -> String {
    let value = Double(value)
    guard let decimal = Decimal(value) else { return special(value) }
    let rounded = decimal.rounded(toDigits: digits)
    if (-4...5).contains(rounded.exponent) {
      // Digits before the decimal point are never rounded away: 12345.6 is 12346, not 12300.
      let places = max(0, digits - 1 - rounded.exponent)
      return withoutIdleZeros(decimal.fixed(places))
    }
    return rounded.scientific(digits: nil)
  }

  /// A single number as `print` shows it: all the digits that single precision has.
  package static func precise(_ value: some BinaryFloatingPoint) -> String {
    compact(value, digits: 7)
  }

  /// The number with exactly `places` decimal places.
  package static func fixed(_ value: some BinaryFloatingPoint, _ places: Int) -> String {
    let value = Double(value)
    if value == 0 { return Decimal.zero.fixed(places) }
    guard let decimal = Decimal(value) else { return special(value) }
    return decimal.exponent > 15 ? decimal.scientific(digits: 6) : decimal.fixed(places)
  }

  /// The number with `digits` significant digits and a power of ten: `2.1e-10`.
  package static func scientific(_ value: some BinaryFloatingPoint, digits: Int = 2) -> String {
    Decimal(Double(value))?.scientific(digits: digits) ?? special(Double(value))
  }

  /// The number with its sign, as for a change: `+0.5`, `-0.5`, `0`.
  package static func signed(_ value: some BinaryFloatingPoint, digits: Int = 3) -> String {
    (value > 0 ? "+" : "") + compact(value, digits: digits)
  }

  /// Numbers of equal width with their decimal points aligned. The largest has `digits` significant
  /// digits, and all have as many decimal places as that one; whole numbers have none.
  package static func column(_ values: [Double], digits: Int = 3) -> [String] {
    let format = NumberFormat(for: values, digits: digits)
    return format.cells(values).map { $0.leftPadded(to: format.width) }
  }

  /// A fraction as a percentage: `97 %`.
  package static func percent(_ share: some BinaryFloatingPoint, places: Int = 0) -> String {
    share.isFinite ? fixed(Double(share) * 100, places) + " %" : special(Double(share))
  }

  /// The smallest number and the largest: `-0.5 .. 0.5`.
  package static func range(_ range: ClosedRange<some BinaryFloatingPoint>) -> String {
    "\(compact(range.lowerBound)) .. \(compact(range.upperBound))"
  }

  /// A whole number with a comma after every third digit: `13,602`.
  package static func count(_ number: Int) -> String { number.grouped }

  /// A whole number and its noun: `1 window`, `81 windows`.
  package static func count(_ number: Int, _ noun: String) -> String { number.counted(noun) }

  /// Ascending indices: `27`, `24 to 27`, `1, 3, 5`, or `1, 3, 5, ..., 27` if there are many.
  package static func indices(_ indices: [Int]) -> String {
    guard indices.count > 2, let first = indices.first, let last = indices.last else {
      return indices.map(String.init).joined(separator: ", ")
    }
    if last - first == indices.count - 1 { return "\(first) to \(last)" }
    let shown = indices.count > 6 ? indices.prefix(3) : indices[...]
    return shown.map(String.init).joined(separator: ", ")
      + (shown.count < indices.count ? ", ..., \(last)" : "")
  }

  /// Bytes in the largest unit of which there is at least one: `512 MB`, `9.8 GB`.
  package static func bytes(_ count: Int) -> String {
    var (value, unit) = (Double(count), 0)
    let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
    while value >= 1_000, unit < units.count - 1 { (value, unit) = (value / 1_000, unit + 1) }
    return "\(compact(value, digits: unit == 0 ? 3 : 2)) \(units[unit])"
  }

  /// The text of 0, NaN and the infinities, which have no digits.
  fileprivate static func special(_ value: Double) -> String {
    value == 0 ? "0" : value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
  }

  private static func withoutIdleZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    let end = text.lastIndex { $0 != "0" } ?? text.startIndex
    return String(text[end] == "." ? text[..<end] : text[...end])
  }
}

/// The format of numbers that are to be compared: all have equally many decimal places.
package struct NumberFormat: Sendable {
  private enum Kind { case fixed(places: Int), scientific(digits: Int) }
  private let kind: Kind
  /// The width of the widest number in columns.
  let width: Int

  /// The format in which the largest of `values` has `digits` significant digits.
  package init(for values: some Sequence<Double>, digits: Int = 3) {
    var spread = Spread()
    for value in values { spread.add(value) }
    self.init(for: spread, digits: digits)
  }

  /// The same for the numbers of a tensor; a batch may have a hundred million of them.
  @specialized(where S == Float)
  @specialized(where S == Double)
  init<S: Scalar>(for tensor: Tensor<S>) {
    var spread = Spread()
    for part in Interruption.parts(of: tensor.values.count) {
      for value in tensor.values[part] { spread.add(Double(value)) }
    }
    self.init(for: spread, digits: 3)
  }

  /// What the format depends on: the widest number is one of these.
  private struct Spread {
    var (low, high, smallest) = (0.0, 0.0, Double.infinity)
    var areWhole = true
    var specials: Set<String> = []

    mutating func add(_ value: Double) {
      guard value.isFinite else {
        specials.insert(Numbers.special(value))
        return
      }
      (low, high) = (min(low, value), max(high, value))
      if value != 0 { smallest = min(smallest, value.magnitude) }
      areWhole = areWhole && value.rounded() == value
    }
  }

  private init(for spread: Spread, digits: Int) {
    let exponent = Decimal(max(-spread.low, spread.high))?.exponent ?? 0
    kind =
      switch (spread.areWhole, exponent) {
      case (true, ...8): .fixed(places: 0)
      // Numbers from 1 to 10 keep the places of those below 1, so that a map of both is readable.
      // Beside large numbers, small ones keep two places.
      case (false, 3...6) where spread.smallest < 100: .fixed(places: 2)
      case (_, -4...6):
        .fixed(places: max(0, exponent < 0 ? digits - 1 - exponent : digits - exponent))
      default: .scientific(digits: digits)
      }
    let smallest = spread.low < 0 ? -spread.smallest : spread.smallest
    let extremes = [spread.low, spread.high, smallest].filter(\.isFinite)
    width = NumberFormat.widest(NumberFormat.cells(extremes, kind) + spread.specials)
  }

  private static func widest(_ cells: [String]) -> Int { cells.map(\.count).max() ?? 1 }

  /// The numbers in this format, not yet padded on the left. A 0 is placed in the units column.
  package func cells(_ values: some Sequence<Double>) -> [String] {
    NumberFormat.cells(values, kind)
  }

  /// The numbers in this format, all equally wide.
  func padded(_ values: some Sequence<Double>) -> [String] {
    cells(values).map { $0.leftPadded(to: width) }
  }

  private static func cells(_ values: some Sequence<Double>, _ kind: Kind) -> [String] {
    values.map { value in
      guard let decimal = Decimal(value) else {
        guard value == 0, case .fixed(let places) = kind, places > 0 else {
          return Numbers.special(value)
        }
        return "0" + String(repeating: " ", count: places + 1)
      }
      return switch kind {
      case .fixed(let places): decimal.fixed(places)
      case .scientific(let digits): decimal.scientific(digits: digits)
      }
    }
  }
}

/// The shortest decimal digits that identify a Double, and their rounding, without the C library.
private struct Decimal {
  var isNegative = false
  /// The significant digits; the first is not 0, except in 0 itself.
  var digits: [UInt8] = [0]
  /// The power of ten of the first digit.
  var exponent = 0

  static let zero = Decimal()

  private init() {}

  /// `nil` for 0, NaN and the infinities, which have no first digit.
  init?(_ value: Double) {
    guard value.isFinite, value != 0 else { return nil }
    isNegative = value < 0
    let parts = value.magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let places = mantissa.count > 1 ? mantissa[1] : ""
    let all = (mantissa[0] + places).utf8.map { $0 - 48 }
    let leading = all.prefix { $0 == 0 }.count
    digits = Array(all.dropFirst(leading))
    while digits.count > 1, digits.last == 0 { digits.removeLast() }
    exponent = mantissa[0].count - 1 - leading + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
  }

  /// The nearest number with at most `count` digits. Halves are rounded away from zero.
  func rounded(toDigits count: Int) -> Decimal {
    guard count >= 0, count < digits.count else { return self }
    var result = self
    result.digits = Array(digits[..<count])
    guard digits[count] >= 5 else { return result }
    var place = count - 1
    while place >= 0, result.digits[place] == 9 {
      result.digits[place] = 0
      place -= 1
    }
    if place >= 0 {
      result.digits[place] += 1
    } else {
      result.digits.insert(1, at: 0)
      result.exponent += 1
    }
    return result
  }

  func fixed(_ places: Int) -> String {
    let kept = exponent + 1 + places
    let number = rounded(toDigits: max(0, kept))
    let isBelow = kept < 0 || number.digits.isEmpty
    func digit(_ power: Int) -> Character {
      let place = number.exponent - power
      guard !isBelow, number.digits.indices.contains(place) else { return "0" }
      return Character(UnicodeScalar(number.digits[place] + 48))
    }
    var text = isNegative ? "-" : ""
    for power in stride(from: max(0, isBelow ? 0 : number.exponent), through: 0, by: -1) {
      text.append(digit(power))
    }
    guard places > 0 else { return text }
    text += "."
    for power in 1...places { text.append(digit(-power)) }
    return text
  }

  /// The number with `count` digits, or with all its digits: `1.2e-07`.
  func scientific(digits count: Int?) -> String {
    var number = rounded(toDigits: count ?? digits.count)
    while number.digits.count > 1, count == nil, number.digits.last == 0 {
      number.digits.removeLast()
    }
    while let count, number.digits.count < count { number.digits.append(0) }
    let text = number.digits.map { String($0) }
    let power = String(number.exponent.magnitude)
    return (isNegative ? "-" : "") + text[0] + (text.count > 1 ? "." : "")
      + text.dropFirst().joined() + (number.exponent < 0 ? "e-" : "e+")
      + (power.count < 2 ? "0" : "") + power
  }
}
