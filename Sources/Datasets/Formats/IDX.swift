import ConvNet

/// MNIST's file format: a magic number, the extents, then one byte per item or pixel, with all
/// numbers big-endian. (Yann LeCun, "The MNIST database", file formats.)
final class IDX {
  /// What a file holds.
  enum Kind {
    case labels
    case images

    var title: String { self == .labels ? "labels" : "images" }
    /// The magic numbers of such files: their last byte is the number of extents. Images with
    /// channels have four.
    var magics: [UInt32] { self == .labels ? [2_049] : [2_051, 2_052] }

    fileprivate func axes(_ rank: Int) -> [String] {
      self == .labels
        ? ["labels"] : ["images"] + (rank == 4 ? ["channels"] : []) + ["rows", "columns"]
    }
  }

  /// The most pixels that are read from one file: about twenty times MNIST.
  static let maximumBytes = 1 << 30

  let name: String
  /// The number of items and, for images, rows and columns, after channels if there are any.
  let extents: [Int]

  private let file: UnpackedFile
  private let total: Int

  /// Reads the header and compares what it promises with the size of the file.
  init(_ location: InputFile.Location, _ kind: Kind) throws(DatasetError) {
    file = try UnpackedFile(location)
    name = file.name

    let file = file
    func words(_ count: Int, of expected: Int) throws(DatasetError) -> [UInt32] {
      var bytes = [UInt8](repeating: 0, count: 4 * count)
      let start = file.position
      let got = try file.read(into: &bytes)
      guard got == bytes.count else {
        throw DatasetError(
          file: file.name, at: file.place(start + got),
          .cutOff(expected: expected, found: start + got))
      }
      return stride(from: 0, to: bytes.count, by: 4).map { offset in
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
      }
    }
    let magic = try words(1, of: kind == .labels ? 8 : 16)[0]
    guard kind.magics.contains(magic) else {
      throw DatasetError(
        file: name, at: file.place(0), .idx(.wrongMagic(expected: kind.magics[0], found: magic)))
    }
    let rank = Int(magic & 0xff)
    extents = try words(rank, of: 4 + 4 * rank).map(Int.init)
    let headerSize = file.position
    if let axis = extents.firstIndex(of: 0) {
      throw DatasetError(
        file: name, at: file.place(4 + 4 * axis), .nothingInIt(what: kind.axes(rank)[axis]))
    }
    total = try Self.total(of: extents, headerSize: headerSize, file)
  }

  /// How many labels or images there are.
  var count: Int { extents[0] }

  /// Channels, rows and columns of an image.
  ///
  /// - Throws: ``DatasetError`` for a number of channels that is not 1 or 3.
  func imageShape() throws(DatasetError) -> Shape {
    let extents = extents.count == 4 ? Array(extents.dropFirst()) : [1] + extents.dropFirst()
    guard [1, 3].contains(extents[0]) else {
      throw DatasetError(file: name, at: file.place(8), .idx(.channels(extents[0])))
    }
    return Shape(extents)
  }

  /// All labels, each one of `classes`, if it is known how many there are.
  func labels(classes: Int?) throws(DatasetError) -> [UInt8] {
    let start = file.position
    let labels = try items(keeping: 0..<count, size: 1)
    if let classes, let item = labels.firstIndex(where: { $0 >= classes }) {
      throw DatasetError(
        file: name, at: file.place(start + item),
        .labelOutOfRange(label: labels[item], item: item, classes: classes))
    }
    return labels
  }

  /// The images with the given numbers, which must ascend. The others are read too, so that a
  /// damaged file is noticed whatever is requested, but they are not kept.
  func images(keeping wanted: [Int]) throws(DatasetError) -> [UInt8] {
    try items(keeping: wanted, size: extents.dropFirst().reduce(1, *))
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

  /// The number of bytes that the header promises, including itself, if the file can hold them.
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
  case channels(Int)

  package var description: String {
    switch self {
    case .wrongMagic(let expected, let found):
      "expected \(Self.magic(expected)), found \(Self.magic(found)); "
        + (Self.kind(found) == nil
          ? "this is not a file in MNIST's format" : "were two files swapped?")
    case .channels(let found): "expected images with 1 or 3 channels, found \(found)"
    }
  }

  private static func magic(_ number: UInt32) -> String {
    "the magic number \(number)" + (kind(number).map { " (\($0.title))" } ?? "")
  }

  private static func kind(_ magic: UInt32) -> IDX.Kind? {
    [IDX.Kind.labels, .images].first { $0.magics.contains(magic) }
  }
}

extension DatasetError.Problem {
  package static func idx(_ fault: IDXFault) -> Self { .format(AnyFormatFault(fault)) }
}

extension Collection<Int> {
  /// The ranges of consecutive numbers in an ascending list: 0 1 2 7 8 are 0..<3 and 7..<9.
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
