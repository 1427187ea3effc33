import ConvNet

/// CIFAR-10's binary format: records of one label byte and 3,072 pixel bytes: all red ones, all
/// green ones, then all blue ones, each row by row.
struct CIFARRecords {
  /// Channels, rows and columns of an image.
  static let image = Shape(3, 32, 32)
  /// Bytes per record.
  static let size = 1 + image.count
  /// The most bytes that are read: about six times CIFAR-10.
  static let maximumBytes = 1 << 30

  /// How many classes a label can name.
  let classes: Int
  private(set) var labels: [UInt8] = []
  private(set) var pixels: [UInt8] = []

  init(classes: Int) { self.classes = classes }

  /// Adds the records of a file.
  ///
  /// - Throws: ``DatasetError`` if they are incomplete, too many, or name an unknown class.
  mutating func append(_ path: String) throws(DatasetError) {
    let file = try InputFile(.disk(path: path))
    guard file.size <= Self.maximumBytes - pixels.count - labels.count else {
      throw DatasetError(
        file: path, .moreThanIsRead(found: file.size, atMost: Self.maximumBytes))
    }
    let (count, rest) = file.size.quotientAndRemainder(dividingBy: Self.size)
    guard rest == 0 else {
      throw DatasetError(
        file: path, at: .byte(count * Self.size),
        .recordsNotWhole(record: Self.size, whole: count, rest: rest))
    }
    labels.reserveCapacity(labels.count + count)
    pixels.reserveCapacity(pixels.count + count * Self.image.count)
    var record = [UInt8](repeating: 0, count: Self.size)
    for item in 0..<count {
      guard try file.read(into: &record) == record.count else {
        throw DatasetError(
          file: path, at: .byte(file.position),
          .cutOff(expected: file.size, found: file.position))
      }
      guard record[0] < classes else {
        throw DatasetError(
          file: path, at: .byte(item * Self.size),
          .labelOutOfRange(label: record[0], item: item, classes: classes))
      }
      labels.append(record[0])
      pixels += record.dropFirst()
    }
  }
}

/// A folder that may hold the files of CIFAR-10's binary version.
struct CIFARFolder {
  let path: String

  private static let train = (1...5).map { "data_batch_\($0).bin" }
  private static let test = "test_batch.bin"
  /// The folder that the archive unpacks to.
  private static let unpacked = "cifar-10-batches-bin"

  /// Whether at least one of the files exists.
  var isPromising: Bool { place != nil }

  /// The training files that exist, in order, and the test file.
  ///
  /// - Throws: ``DatasetError`` that names what is missing.
  func files() throws(DatasetError) -> (train: [String], test: String) {
    try FileStatus.expectFolder(path)
    let place = place ?? path
    let train = Self.train.filter { Self.isThere($0, in: place) }
    var missing: [String] = []
    if train.isEmpty { missing.append(Self.train[0]) }
    if !Self.isThere(Self.test, in: place) { missing.append(Self.test) }
    guard missing.isEmpty else {
      throw DatasetError(
        file: place,
        .filesMissing(missing, of: "the files of CIFAR-10's binary version", mayBePacked: false))
    }
    return (train.map { "\(place)/\($0)" }, "\(place)/\(Self.test)")
  }

  /// The folder itself, or the one inside it, whichever has any of the files.
  private var place: String? {
    [path, "\(path)/\(Self.unpacked)"].first { place in
      (Self.train + [Self.test]).contains { Self.isThere($0, in: place) }
    }
  }

  private static func isThere(_ name: String, in folder: String) -> Bool {
    if case .missing = FileStatus.of("\(folder)/\(name)") { false } else { true }
  }
}
