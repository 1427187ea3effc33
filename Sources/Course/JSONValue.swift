/// A value of JSON (RFC 8259), read from a text that nobody vouches for.
enum JSONValue: Hashable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Values within values go no deeper.
  private static let deepest = 16

  /// The value that a line is; `nil` where it is none, or more than one.
  init?(_ line: String) {
    var rest = Array(line.utf8)[...]
    guard let value = JSONValue(&rest, depth: 0) else { return nil }
    Self.skipBlanks(&rest)
    guard rest.isEmpty else { return nil }
    self = value
  }

  var string: String? { if case .string(let text) = self { text } else { nil } }
  var number: Double? { if case .number(let number) = self { number } else { nil } }
  var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
  subscript(key: String) -> JSONValue? {
    if case .object(let values) = self { values[key] } else { nil }
  }

  /// A whole number that can be counted with.
  var count: Int? { number.flatMap { Int(exactly: $0) } }

  private static func skipBlanks(_ rest: inout ArraySlice<UInt8>) {
    rest = rest.drop { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
  }

  private static func take(_ byte: Character, _ rest: inout ArraySlice<UInt8>) -> Bool {
    skipBlanks(&rest)
    guard rest.first == byte.asciiValue else { return false }
    rest.removeFirst()
    return true
  }

  private init?(_ rest: inout ArraySlice<UInt8>, depth: Int) {
    guard depth < Self.deepest else { return nil }
    Self.skipBlanks(&rest)
    switch rest.first.map({ Character(Unicode.Scalar($0)) }) {
    case "\"":
      guard let text = Self.text(&rest) else { return nil }
      self = .string(text)
    case "[":
      rest.removeFirst()
      var values: [JSONValue] = []
      if !Self.take("]", &rest) {
        repeat {
          guard let value = JSONValue(&rest, depth: depth + 1) else { return nil }
          values.append(value)
        } while Self.take(",", &rest)
        guard Self.take("]", &rest) else { return nil }
      }
      self = .array(values)
    case "{":
      rest.removeFirst()
      var values: [String: JSONValue] = [:]
      if !Self.take("}", &rest) {
        repeat {
          Self.skipBlanks(&rest)
          guard let key = Self.text(&rest), Self.take(":", &rest),
            let value = JSONValue(&rest, depth: depth + 1)
          else { return nil }
          values[key] = value
        } while Self.take(",", &rest)
        guard Self.take("}", &rest) else { return nil }
      }
      self = .object(values)
    default:
      let word = rest.prefix { !",]}: \t\r\n".utf8.contains($0) }
      rest = rest.dropFirst(word.count)
      switch String(decoding: word, as: UTF8.self) {
      case "null": self = .null
      case "true": self = .bool(true)
      case "false": self = .bool(false)
      case let digits:
        guard digits.utf8.allSatisfy({ "+-.eE0123456789".utf8.contains($0) }),
          let number = Double(digits), number.isFinite
        else { return nil }
        self = .number(number)
      }
    }
  }

  /// The text between quotation marks.
  private static func text(_ rest: inout ArraySlice<UInt8>) -> String? {
    guard rest.popFirst() == UInt8(ascii: "\"") else { return nil }
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return String(validating: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let scalar = escaped(&rest) else { return nil }
        bytes += Array(String(scalar).utf8)
      case 0..<0x20: return nil
      default: bytes.append(byte)
      }
    }
    return nil
  }

  private static func escaped(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
    switch rest.popFirst().map({ Character(Unicode.Scalar($0)) }) {
    case "\""?: return "\""
    case "\\"?: return "\\"
    case "/"?: return "/"
    case "b"?: return "\u{8}"
    case "f"?: return "\u{c}"
    case "n"?: return "\n"
    case "r"?: return "\r"
    case "t"?: return "\t"
    case "u"?:
      guard let first = unit(&rest) else { return nil }
      guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
      guard rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u"),
        let second = unit(&rest), UTF16.isTrailSurrogate(second)
      else { return nil }
      return UTF16.decode(UTF16.EncodedScalar([first, second]))
    default: return nil
    }
  }

  private static func unit(_ rest: inout ArraySlice<UInt8>) -> UInt16? {
    let digits = rest.prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
      return nil
    }
    rest = rest.dropFirst(4)
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
