#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads arithmetic as people type it: `3*0.5`, `28x28`, `1 - 0.1 * -2`, `-log(0.1)`, `ln 10`,
/// `e^4/(e^4+1)`, `85 %`. The time is linear in the length, and the depth is limited.
///
///     sum     = product {("+" | "-") product}
///     product = signed {("*" | "/") signed}
///     signed  = {"+" | "-"} power
///     power   = value ["^" signed]
///     value   = (number | "e" | "pi" | "(" sum ")" | function power) {"%"}
struct TypedArithmetic {
  static let maximumLength = 20_000
  static let maximumDepth = 40

  private enum Token: Hashable {
    case number(TypedNumber)
    case sign(Character)
    case name(String)
  }

  private let tokens: [Token]
  private var position = 0
  private var depth = 0

  /// The number that a text comes to; `nil` if it is not arithmetic, or not finite.
  static func value(of text: some StringProtocol) -> TypedNumber? {
    guard text.utf8.count <= maximumLength, let tokens = tokens(of: text) else { return nil }
    var reader = TypedArithmetic(tokens: tokens)
    guard let number = reader.sum(), reader.position == tokens.count, number.value.isFinite else {
      return nil
    }
    return number
  }

  private init(tokens: [Token]) { self.tokens = tokens }

  // MARK: Words

  private static let signs: [Character: Character] = [
    "+": "+", "-": "-", "\u{2212}": "-", "\u{2013}": "-", "\u{FF0D}": "-", "*": "*",
    "\u{D7}": "*", "\u{B7}": "*", "\u{22C5}": "*", "/": "/", "\u{F7}": "/", "^": "^", "(": "(",
    ")": ")", "%": "%",
  ]
  private static let words: [String: Character] = [
    "x": "*", "times": "*", "plus": "+", "minus": "-",
  ]

  /// The numbers that people write as words.
  static let counts = Dictionary(
    uniqueKeysWithValues: [
      "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ].enumerated().map { ($1, String($0)) })

  private static func tokens(of text: some StringProtocol) -> [Token]? {
    var tokens: [Token] = []
    var rest = Substring(text)
    while let first = rest.first {
      if first.isWhitespace {
        rest = rest.dropFirst()
      } else if let sign = signs[first] {
        tokens.append(.sign(sign))
        rest = rest.dropFirst()
      } else if first.isASCII, first.isLetter {
        let name = rest.prefix { $0.isASCII && $0.isLetter }
        rest = rest[name.endIndex...]
        let word = name.lowercased()
        let count = counts[word].flatMap { TypedNumber($0) }
        tokens.append(words[word].map(Token.sign) ?? count.map(Token.number) ?? .name(word))
      } else {
        let length = numberLength(rest)
        guard length > 0, let number = TypedNumber(rest.prefix(length)) else { return nil }
        tokens.append(.number(number))
        rest = rest.dropFirst(length)
      }
    }
    return tokens
  }

  /// How many characters belong to the number at the beginning. An `e` does if digits follow it.
  private static func numberLength(_ text: Substring) -> Int {
    func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
    let mantissa = text.prefix { isDigit($0) || $0 == "." }
    var rest = text[mantissa.endIndex...]
    guard let mark = rest.popFirst(), mark == "e" || mark == "E" else { return mantissa.count }
    let sign = rest.prefix(1).prefix { $0 == "-" || $0 == "+" }
    let digits = rest.dropFirst(sign.count).prefix(while: isDigit)
    return mantissa.count + (digits.isEmpty ? 0 : 1 + sign.count + digits.count)
  }

  private mutating func take(_ signs: Character...) -> Character? {
    guard position < tokens.count, case .sign(let sign) = tokens[position], signs.contains(sign)
    else { return nil }
    position += 1
    return sign
  }

  // MARK: Grammar

  private mutating func sum() -> TypedNumber? {
    guard var total = product() else { return nil }
    while let sign = take("+", "-") {
      guard let next = product() else { return nil }
      total = TypedNumber(sign == "+" ? total.value + next.value : total.value - next.value)
    }
    return total
  }

  private mutating func product() -> TypedNumber? {
    guard var total = signed() else { return nil }
    while let sign = take("*", "/") {
      guard let next = signed() else { return nil }
      total = TypedNumber(sign == "*" ? total.value * next.value : total.value / next.value)
    }
    return total
  }

  private mutating func signed() -> TypedNumber? {
    var isNegative = false
    while let sign = take("+", "-") { if sign == "-" { isNegative.toggle() } }
    return power().map { isNegative ? $0.negated : $0 }
  }

  private mutating func power() -> TypedNumber? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth, let base = value() else { return nil }
    guard take("^") != nil else { return base }
    return signed().map { TypedNumber(pow(base.value, $0.value)) }
  }

  private mutating func value() -> TypedNumber? {
    guard position < tokens.count else { return nil }
    position += 1
    var value: TypedNumber?
    switch tokens[position - 1] {
    case .number(let number): value = number
    case .sign("("):
      value = sum()
      guard take(")") != nil else { return nil }
    case .sign: return nil
    case .name("e"): value = TypedNumber(exp(1))
    case .name("pi"): value = TypedNumber(.pi)
    case .name(let name):
      guard let function = Self.functions[name] else { return nil }
      value = power().map { TypedNumber(function($0.value)) }
    }
    while take("%") != nil { value = value?.asPercent }
    return value
  }

  private static let functions: [String: @Sendable (Double) -> Double] = [
    "log": { log($0) }, "ln": { log($0) }, "exp": { exp($0) }, "sqrt": { $0.squareRoot() },
  ]
}
