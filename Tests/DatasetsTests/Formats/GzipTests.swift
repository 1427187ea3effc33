import ConvNet
import Datasets
import TestSupport
import Testing

@Suite struct GzipTests {
  private let small = SmallMNIST()

  /// Loads the small data set with other content in place of its training images.
  private func load(trainImages: [UInt8]) throws -> LoadedDataset {
    var data = small
    data.trainImages = trainImages
    return try data.load()
  }

  private func error(trainImages: [UInt8]) -> DatasetError? {
    #expect(throws: DatasetError.self) { try load(trainImages: trainImages) }
  }

  @Test func `a packed file is told by its content, not by its name`() throws {
    let data = try load(trainImages: GzipWriter.pack(small.trainImages))
    #expect(data.train.pixels == SmallMNIST.trainPixels(Array(0..<6)))

    let folder = try TemporaryFolder()
    try small.write(to: folder, suffix: ".gz")
    #expect(try MNIST.load(folder: folder.path).train.count == 6)
  }

  @Test func `members that follow one another are one file`() throws {
    for cut in [0, 1, 4, 16, 30, 51, 52] {
      let packed =
        GzipWriter.pack(Array(small.trainImages[..<cut]))
        + GzipWriter.pack(Array(small.trainImages[cut...]))
      #expect(
        try load(trainImages: packed).train.pixels == SmallMNIST.trainPixels(Array(0..<6)))
    }
  }

  @Test func `packed data cut off at any byte is refused`() throws {
    let packed = GzipWriter.pack(small.trainImages)
    for count in 2..<packed.count {
      let error = error(trainImages: Array(packed.prefix(count)))
      guard case .some(.promisesMore) = error?.problem else {
        #expect(error?.problem == .gzip(.cutOff), "after \(count) bytes")
        #expect(error?.place == .byte(count))
        continue
      }
    }
  }

  @Test func `a wrong checksum is refused`() throws {
    var packed = GzipWriter.pack(small.trainImages)
    packed[packed.count - 8] ^= 1
    #expect(
      error(trainImages: packed)?.problem == .gzip(.corrupt(reason: "incorrect data check")))
  }

  @Test func `a wrong length is refused`() throws {
    var packed = GzipWriter.pack(small.trainImages)
    packed[packed.count - 1] ^= 1
    #expect(
      error(trainImages: packed)?.problem == .gzip(.corrupt(reason: "incorrect length check")))
  }

  @Test func `other bytes behind the packed data are refused where they begin`() throws {
    let packed = GzipWriter.pack(small.trainImages)
    let trailing = error(trainImages: packed + [0])
    #expect(trailing?.problem == .gzip(.trailingBytes))
    #expect(trailing?.place == .byte(packed.count))
    #expect(
      error(trainImages: packed + [0x1f, 0x00, 0x00])?.problem
        == .gzip(.corrupt(reason: "incorrect header check")))
    #expect(error(trainImages: packed + [0x1f])?.problem == .gzip(.cutOff))
  }

  @Test func `unpacked data shorter or longer than promised are refused`() throws {
    let short = error(trainImages: GzipWriter.pack(Array(small.trainImages.dropLast())))
    #expect(short?.problem == .cutOff(expected: 52, found: 51))
    #expect(short?.place == .unpackedByte(51))
    let long = error(trainImages: GzipWriter.pack(small.trainImages + [7]))
    #expect(long?.problem == .tooLong(expected: 52, found: nil))
    #expect(long?.place == .unpackedByte(52))
  }

  @Test func `a bomb is left as soon as it gives more than it promised`() throws {
    var data = small
    data.trainLabels = SmallMNIST.labels([UInt8](repeating: 1, count: 10))
    data.trainImages = GzipWriter.pack(
      SmallMNIST.header(count: 10, rows: 28, columns: 28), zeros: 100_000_000)
    data.testImages = SmallMNIST.images(count: 3, rows: 28, columns: 28)
    #expect(data.trainImages.count < 1_000_000)
    // If it were unpacked to its end, it would be rejected for its checksum instead.
    #expect(try data.problem()?.problem == .tooLong(expected: 7_856, found: nil))
  }

  @Test func `a small file cannot promise a large one`() throws {
    var data = small
    data.trainImages = GzipWriter.pack(SmallMNIST.header(count: 60_000, rows: 28, columns: 28))
    guard case .some(.promisesMore(promised: 47_040_016, _)) = try data.problem()?.problem else {
      Issue.record("it was not refused")
      return
    }
  }

  @Test func `random damage is an error or another dataset, never a crash`() throws {
    var random = ByteDamage(seed: 2)
    let folder = try TemporaryFolder()
    try small.write(to: folder)
    let packed = GzipWriter.pack(small.trainImages)
    var refused = 0
    for _ in 0..<2_000 {
      try folder.write(random.damaging(packed), to: "train-images-idx3-ubyte")
      do { _ = try MNIST.load(folder: folder.path) } catch { refused += 1 }
    }
    #expect(refused > 1_500)
  }
}
