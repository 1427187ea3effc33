/// The Python dictionary at the head of an npy file:
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
struct NPYHeader {
  let element: ElementType
  let shape: [Int]
  /// The position in the file at which the header ends and the numbers begin.
  let end: Int

  /// Reads the header in these bytes, whose indices are their positions in the file.
  init(_ bytes: ArraySlice<UInt8>) throws(FileFormatError) {
    end = bytes.endIndex
    var scanner = HeaderScanner(bytes, .npy)
    var element: ElementType?
    var isColumnMajor: Bool?
    var shape: [Int]?

    try scanner.expect("{")
    while scanner.peek() != "}" {
      let offset = scanner.position
      let key = try Self.string(&scanner)
      try scanner.expect(":")
      switch key {
      case "descr" where element == nil: element = try Self.element(&scanner)
      case "fortran_order" where isColumnMajor == nil: isColumnMajor = try Self.truth(&scanner)
      case "shape" where shape == nil: shape = try Self.tuple(&scanner)
      case "descr", "fortran_order", "shape":
        throw FileFormatError(.npy, at: offset, .duplicate(name: key))
      default:
        throw FileFormatError(
          .npy, at: offset,
          .unexpected(expected: "descr, fortran_order or shape", found: "'\(key)'"))
      }
      guard scanner.take(",") || scanner.peek() == "}" else {
        throw scanner.unexpected("',' or '}'")
      }
    }
    try scanner.expect("}")
    if scanner.peek() != nil {
      throw scanner.unexpected("nothing but blanks after the header's '}'")
    }

    guard let element, let isColumnMajor, let shape else {
      throw FileFormatError(
        .npy, at: bytes.startIndex,
        .unexpected(expected: "descr, fortran_order and shape", found: "not all of them"))
    }
    if isColumnMajor { throw FileFormatError(.npy, .columnMajor) }
    self.element = element
    self.shape = shape
  }

  /// The header that NumPy would write, without its padding.
  static func text(_ element: ElementType, _ shape: [Int]) -> String {
    let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    return "{'descr': '\(element.npyName)', 'fortran_order': False, 'shape': (\(extents)), }"
  }

  private static func element(_ scanner: inout HeaderScanner) throws(FileFormatError) -> ElementType
  {
    if scanner.peek() == "[" {
      throw FileFormatError(
        .npy, at: scanner.position, .unreadType(tensor: nil, type: "a structured type"))
    }
    let offset = scanner.position
    let name = try string(&scanner)
    guard let element = ElementType.allCases.first(where: { $0.npyName == name }) else {
      throw FileFormatError(.npy, at: offset, .unreadType(tensor: nil, type: "'\(name)'"))
    }
    return element
  }

  private static func truth(_ scanner: inout HeaderScanner) throws(FileFormatError) -> Bool {
    if scanner.take(word: "True") { return true }
    if scanner.take(word: "False") { return false }
    throw scanner.unexpected("True or False")
  }

  private static func tuple(_ scanner: inout HeaderScanner) throws(FileFormatError) -> [Int] {
    try scanner.expect("(")
    var numbers: [Int] = []
    var hasComma = true
    while scanner.peek() != ")" {
      guard hasComma else { throw scanner.unexpected("',' or ')'") }
      numbers.append(try scanner.wholeNumber())
      hasComma = scanner.take(",")
    }
    // In Python, (3) is the number 3; a tuple of one element ends in a comma.
    guard numbers.count != 1 || hasComma else { throw scanner.unexpected("','") }
    try scanner.expect(")")
    return numbers
  }

  private static func string(_ scanner: inout HeaderScanner) throws(FileFormatError) -> String {
    let mark: Character = scanner.peek() == "\"" ? "\"" : "'"
    return String(decoding: try scanner.quoted(by: mark), as: UTF8.self)
  }
}

extension ElementType {
  /// The name that the format gives to the type; bfloat16 is the ml_dtypes package's.
  fileprivate var npyName: String {
    switch self {
    case .bool: "|b1"
    case .uint8: "|u1"
    case .int8: "|i1"
    case .uint16: "<u2"
    case .int16: "<i2"
    case .uint32: "<u4"
    case .int32: "<i4"
    case .uint64: "<u8"
    case .int64: "<i8"
    case .float16: "<f2"
    case .bfloat16: "bfloat16"
    case .float32: "<f4"
    case .float64: "<f8"
    }
  }
}
