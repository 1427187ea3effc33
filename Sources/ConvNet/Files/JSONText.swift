/// Strings as JSON writes them (RFC 8259, section 7).
package enum JSONText {
  /// The string in quotation marks. Only what must be escaped is escaped.
  package static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{8}": text += "\\b"
      case "\u{c}": text += "\\f"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }

  /// The string between quotation marks; `nil` if an escape or the UTF-8 is wrong.
  static func unquoted(_ bytes: ArraySlice<UInt8>) -> String? {
    guard bytes.contains(0x5c) else { return String(validating: bytes, as: UTF8.self) }
    var units: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      if byte != 0x5c {
        units.append(byte)
      } else if let scalar = escape(&rest) {
        units += Array(String(scalar).utf8)
      } else {
        return nil
      }
    }
    return String(validating: units, as: UTF8.self)
  }

  /// The character that the bytes after a backslash encode.
  private static func escape(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
    guard let kind = rest.popFirst() else { return nil }
    switch Unicode.Scalar(kind) {
    case "\"", "\\", "/": return Unicode.Scalar(kind)
    case "b": return "\u{8}"
    case "f": return "\u{c}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u": return unicodeEscape(&rest)
    default: return nil
    }
  }

  private static func unicodeEscape(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
    guard let first = codeUnit(&rest) else { return nil }
    guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
    guard rest.popFirst() == 0x5c, rest.popFirst() == 0x75, let second = codeUnit(&rest),
      UTF16.isTrailSurrogate(second)
    else { return nil }
    return UTF16.decode(UTF16.EncodedScalar([first, second]))
  }

  private static func codeUnit(_ rest: inout ArraySlice<UInt8>) -> UInt16? {
    let digits = rest.prefix(4)
    rest = rest.dropFirst(4)
    guard digits.count == 4 else { return nil }
    var unit: UInt16 = 0
    for digit in digits {
      guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
      unit = unit << 4 | UInt16(value)
    }
    return unit
  }
}
