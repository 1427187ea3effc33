/// The JSON at the head of a safetensors file.
///
/// It has its own parser because a general JSON decoder silently keeps the last of two equal keys,
/// reports no offsets, and would bring Foundation into this library.
struct SafetensorsHeader {
  var metadata: [String: String] = [:]
  var entries: [SafetensorsFile.Entry] = []

  private var scanner: HeaderScanner
  /// Where the data begin. The entries of the file count from there; positions here count from the
  /// start of the file.
  private let dataStart: Int

  /// Reads the header in these bytes, whose indices are their positions in the file.
  init(_ bytes: ArraySlice<UInt8>) throws(FileFormatError) {
    scanner = HeaderScanner(bytes, .safetensors)
    dataStart = bytes.endIndex
    guard bytes.first == UInt8(ascii: "{") else { throw scanner.unexpected("'{'") }
    var names: Set<String> = []
    var hasMetadata = false
    try object { header, name, offset throws(FileFormatError) in
      if name == SafetensorsFile.metadataKey {
        guard !hasMetadata else { throw header.duplicate(name, offset) }
        hasMetadata = true
        try header.readMetadata()
      } else {
        guard names.insert(name).inserted else { throw header.duplicate(name, offset) }
        header.entries.append(try header.entry(name, offset))
      }
    }
    if scanner.peek() != nil {
      throw scanner.unexpected("nothing but blanks after the header's '}'")
    }
  }

  private mutating func readMetadata() throws(FileFormatError) {
    try object { header, key, offset throws(FileFormatError) in
      guard header.metadata[key] == nil else { throw header.duplicate(key, offset) }
      header.metadata[key] = try header.string()
    }
  }

  private mutating func entry(
    _ name: String, _ offset: Int
  ) throws(FileFormatError) -> SafetensorsFile.Entry {
    var type: String?
    var shape: [Int]?
    var range: [Int]?
    try object { header, key, offset throws(FileFormatError) in
      switch key {
      case "dtype" where type == nil: type = try header.string()
      case "shape" where shape == nil: shape = try header.wholeNumbers()
      case "data_offsets" where range == nil: range = try header.wholeNumbers()
      case "dtype", "shape", "data_offsets": throw header.duplicate(key, offset)
      default:
        throw FileFormatError(
          .safetensors, at: offset,
          .unexpected(expected: "dtype, shape or data_offsets", found: "\"\(key)\""))
      }
    }
    guard let type, let shape, let range, range.count == 2, range[0] <= range[1] else {
      throw FileFormatError(
        .safetensors, at: offset,
        .unexpected(
          expected: "a dtype, a shape and two ascending data_offsets for \"\(name)\"",
          found: "something else"))
    }
    let (end, overflow) = range[1].addingReportingOverflow(dataStart)
    guard !overflow else {
      throw FileFormatError(.safetensors, at: offset, .tooLarge(tensor: name, shape: shape))
    }
    return SafetensorsFile.Entry(
      name: name, type: type, shape: shape, bytes: range[0] + dataStart..<end)
  }

  // MARK: JSON

  /// Reads an object and calls back with each key and its position, just before the value.
  private mutating func object(
    _ member: (inout Self, String, Int) throws(FileFormatError) -> Void
  ) throws(FileFormatError) {
    try scanner.expect("{")
    if scanner.take("}") { return }
    repeat {
      _ = scanner.peek()
      let offset = scanner.position
      let key = try string()
      try scanner.expect(":")
      try member(&self, key, offset)
    } while scanner.take(",")
    guard scanner.take("}") else { throw scanner.unexpected("',' or '}'") }
  }

  private mutating func string() throws(FileFormatError) -> String {
    guard scanner.peek() == "\"" else { throw scanner.unexpected("a string in quotation marks") }
    let offset = scanner.position
    guard let string = JSONText.unquoted(try scanner.quoted(by: "\"")) else {
      throw FileFormatError(
        .safetensors, at: offset,
        .unexpected(expected: "a valid JSON string", found: "a wrong escape or invalid UTF-8"))
    }
    return string
  }

  private mutating func wholeNumbers() throws(FileFormatError) -> [Int] {
    try scanner.expect("[")
    var numbers: [Int] = []
    if scanner.take("]") { return numbers }
    repeat { numbers.append(try scanner.wholeNumber()) } while scanner.take(",")
    guard scanner.take("]") else { throw scanner.unexpected("',' or ']'") }
    return numbers
  }

  private func duplicate(_ name: String, _ offset: Int) -> FileFormatError {
    FileFormatError(.safetensors, at: offset, .duplicate(name: name))
  }
}
