/// Reads the text at the head of a tensor file, token by token; both formats are made of strings,
/// whole numbers and punctuation.
struct HeaderScanner {
  let format: FileFormatError.Format
  private let bytes: ArraySlice<UInt8>
  private(set) var position: Int

  /// A scanner for these bytes, whose indices are their positions in the file.
  init(_ bytes: ArraySlice<UInt8>, _ format: FileFormatError.Format) {
    self.bytes = bytes
    self.format = format
    position = bytes.startIndex
  }

  /// Skips blanks and returns the next character.
  mutating func peek() -> Character? {
    while let byte = current, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
    return current.map { Character(Unicode.Scalar($0)) }
  }

  /// Takes this character if it comes next.
  mutating func take(_ character: Character) -> Bool {
    guard peek() == character else { return false }
    position += 1
    return true
  }

  /// Takes this character, which must come next.
  mutating func expect(_ character: Character) throws(FileFormatError) {
    guard take(character) else { throw unexpected("'\(character)'") }
  }

  /// Takes this word if it comes next.
  mutating func take(word: String) -> Bool {
    _ = peek()
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  /// A whole number, as both JSON and Python write it.
  mutating func wholeNumber() throws(FileFormatError) -> Int {
    guard let first = peek(), first.isASCII, first.isNumber else {
      throw unexpected("a whole number")
    }
    let start = position
    var number = 0
    while let byte = current, (0x30...0x39).contains(byte) {
      let (tens, tooLarge) = number.multipliedReportingOverflow(by: 10)
      let (sum, tooLargeNow) = tens.addingReportingOverflow(Int(byte - 0x30))
      guard !tooLarge, !tooLargeNow else { throw tooLargeNumber(start) }
      number = sum
      position += 1
    }
    guard first != "0" || position == start + 1 else {
      position = start
      throw unexpected("a whole number without leading zeros")
    }
    return number
  }

  /// The bytes up to the closing quotation mark, with escapes untouched; takes both marks.
  mutating func quoted(by mark: Character) throws(FileFormatError) -> ArraySlice<UInt8> {
    try expect(mark)
    let start = position
    while let byte = current, byte >= 0x20 {
      if byte == mark.asciiValue {
        position += 1
        return bytes[start..<position - 1]
      }
      position += byte == 0x5c ? 2 : 1
    }
    position = min(position, bytes.endIndex)
    throw unexpected("the end of the string that begins at byte \(start - 1)")
  }

  /// An error at this position, where `expected` should be.
  mutating func unexpected(_ expected: String) -> FileFormatError {
    let found = peek().map { Self.show($0) } ?? "the end of the header"
    return FileFormatError(format, at: position, .unexpected(expected: expected, found: found))
  }

  private var current: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private func tooLargeNumber(_ start: Int) -> FileFormatError {
    FileFormatError(
      format, at: start, .unexpected(expected: "a number below 2^63", found: "a larger one"))
  }

  private static func show(_ character: Character) -> String {
    guard let byte = character.asciiValue, (0x20..<0x7f).contains(byte) else {
      return "the byte \(character.unicodeScalars.map { String($0.value) }.joined())"
    }
    return "'\(character)'"
  }
}
