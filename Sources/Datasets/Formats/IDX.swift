/// MNIST's file format: a magic number, the extents, then one byte an item or pixel, all numbers
/// big-endian. (Yann LeCun, "The MNIST database", file formats.)
final class IDX {
  /// What a file holds; the raw value is its magic number.
  enum Kind: UInt32 {
    case labels = 2_049
    case images = 2_051

    var title: String { self == .labels ? "labels" : "images" }
    var rank: Int { self == .labels ? 1 : 3 }
    fileprivate var axes: [String] { self == .labels ? ["labels"] : ["images", "rows", "columns"] }
  }

  /// The most pixels that are read from one file: about twenty times MNIST.
  static let maximumBytes = 1 << 30

  let name: String
  /// Items, and for images rows and columns.
  let extents: [Int]

  private let file: UnpackedFile
  private let total: Int

  /// Reads the header and compares what it promises with the size of the file.
  init(_ location: InputFile.Location, _ kind: Kind) throws(DatasetError) {
    file = try UnpackedFile(location)
    name = file.name

    var header = [UInt8](repeating: 0, count: 4 + 4 * kind.rank)
    let got = try file.read(into: &header)
    func word(_ index: Int) -> UInt32 {
      header[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    guard got < 4 || word(0) == kind.rawValue else {
      throw DatasetError(
        file: name, at: file.place(0), .idx(.wrongMagic(expected: kind.rawValue, found: word(0))))
    }
    guard got == header.count else {
      throw DatasetError(
        file: name, at: file.place(got), .cutOff(expected: header.count, found: got))
    }
    extents = (1...kind.rank).map { Int(word($0)) }
    if let axis = extents.firstIndex(of: 0) {
      throw DatasetError(
        file: name, at: file.place(4 + 4 * axis), .nothingInIt(what: kind.axes[axis]))
    }
    total = try Self.total(of: extents, headerSize: header.count, file)
  }

  /// How many labels or images there are.
  var count: Int { extents[0] }

  /// All labels, each one of `classes`.
  func labels(classes: Int) throws(DatasetError) -> [UInt8] {
    let start = file.position
    let labels = try items(keeping: 0..<count, size: 1)
    if let item = labels.firstIndex(where: { $0 >= classes }) {
      throw DatasetError(
        file: name, at: file.place(start + item),
        .labelOutOfRange(label: labels[item], item: item, classes: classes))
    }
    return labels
  }

  /// The images with the given numbers, which must ascend. The others are read, so that a damaged
  /// file is found whatever is asked of it, but not kept.
  func images(keeping wanted: [Int]) throws(DatasetError) -> [UInt8] {
    try items(keeping: wanted, size: extents[1] * extents[2])
  }

  private func items(
    keeping wanted: some Collection<Int>, size: Int
  ) throws(DatasetError) -> [UInt8] {
    var kept = [UInt8](repeating: 0, count: wanted.count * size)
    var filled = 0
    var next = 0
    for run in wanted.runs {
      try skip((run.lowerBound - next) * size)
      try fill(&kept, filled..<filled + run.count * size)
      filled += run.count * size
      next = run.upperBound
    }
    try skip((count - next) * size)
    try expectEnd()
    return kept
  }

  private func fill(_ bytes: inout [UInt8], _ range: Range<Int>) throws(DatasetError) {
    guard try file.read(into: &bytes, range) == range.count else { throw cutOff() }
  }

  private func skip(_ count: Int) throws(DatasetError) {
    var rest = count
    var scratch = [UInt8](repeating: 0, count: min(count, 1 << 16))
    while rest > 0 {
      let piece = min(rest, scratch.count)
      try fill(&scratch, 0..<piece)
      rest -= piece
    }
  }

  private func expectEnd() throws(DatasetError) {
    var beyond: [UInt8] = [0]
    guard try file.read(into: &beyond) == 0 else {
      throw DatasetError(
        file: name, at: file.place(total), .tooLong(expected: total, found: nil))
    }
  }

  private func cutOff() -> DatasetError {
    DatasetError(
      file: name, at: file.place(file.position), .cutOff(expected: total, found: file.position))
  }

  /// The bytes that the header promises, itself included, if the file can hold them.
  private static func total(
    of extents: [Int], headerSize: Int, _ file: UnpackedFile
  ) throws(DatasetError) -> Int {
    var total = 1
    for extent in extents {
      let (product, overflow) = total.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= maximumBytes else {
        throw DatasetError(
          file: file.name, at: file.place(4),
          .tooLarge(extents: extents, maximumBytes: maximumBytes))
      }
      total = product
    }
    total += headerSize
    if total > file.most {
      throw DatasetError(
        file: file.name, at: file.place(file.isPacked ? 4 : file.most),
        file.isPacked
          ? .promisesMore(promised: total, atMost: file.most)
          : .cutOff(expected: total, found: file.most))
    }
    if !file.isPacked, total < file.most {
      throw DatasetError(
        file: file.name, at: file.place(total), .tooLong(expected: total, found: file.most))
    }
    return total
  }
}

/// What only this format can find wrong with a file.
package enum IDXFault: FormatFault {
  case wrongMagic(expected: UInt32, found: UInt32)

  package var description: String {
    switch self {
    case .wrongMagic(let expected, let found):
      "expected \(Self.magic(expected)), found \(Self.magic(found)); "
        + (IDX.Kind(rawValue: found) == nil
          ? "this is not a file in MNIST's format" : "were two files swapped?")
    }
  }

  private static func magic(_ number: UInt32) -> String {
    let kind = IDX.Kind(rawValue: number).map { " (\($0.title))" } ?? ""
    return "the magic number \(number)\(kind)"
  }
}

extension DatasetError.Problem {
  package static func idx(_ fault: IDXFault) -> Self { .format(AnyFormatFault(fault)) }
}

extension Collection<Int> {
  /// The ranges of neighbours in an ascending row of numbers: 0 1 2 7 8 are 0..<3 and 7..<9.
  fileprivate var runs: [Range<Int>] {
    var runs: [Range<Int>] = []
    for number in self {
      if let last = runs.last, last.upperBound == number {
        runs[runs.count - 1] = last.lowerBound..<number + 1
      } else {
        runs.append(number..<number + 1)
      }
    }
    return runs
  }
}
