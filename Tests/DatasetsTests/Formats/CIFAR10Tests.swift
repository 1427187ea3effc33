import ConvNet
import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct CIFAR10Tests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Records with these labels. Every pixel of record n is `first` + n, except that its first red,
  /// green and blue ones are 1, 2 and 3.
  private func records(_ labels: [UInt8], first: UInt8 = 10) -> [UInt8] {
    labels.enumerated().flatMap { index, label in
      var pixels = [UInt8](repeating: first + UInt8(index), count: 3_072)
      (pixels[0], pixels[1_024], pixels[2_048]) = (1, 2, 3)
      return [label] + pixels
    }
  }

  private func write(test: [UInt8] = [0, 9]) throws {
    try folder.write(records([3, 1]), to: "data_batch_1.bin")
    try folder.write(records([5], first: 50), to: "data_batch_3.bin")
    try folder.write(records(test, first: 100), to: "test_batch.bin")
  }

  private func error() -> DatasetError? {
    do throws(DatasetError) {
      _ = try CIFAR10.load(folder: folder.path)
      return nil
    } catch {
      return error
    }
  }

  @Test func `the training files that are there are read in order, whatever their length`() throws {
    try write()
    let data = try CIFAR10.load(folder: folder.path)
    #expect(data.train.labels == [3, 1, 5])
    #expect(data.test.labels == [0, 9])
    #expect(data.available == (3, 2))
    #expect(data.train.imageShape == Shape(3, 32, 32))
    #expect(data.train.rawImage(2).last == 50)
    #expect(data.train.classNames[5] == "dog")
    #expect(data.train.classNames.count == 10)
  }

  @Test func `an image is its red, its green, then its blue pixels`() throws {
    try write()
    let image: Tensor<Double> = try CIFAR10.load(folder: folder.path).train.image(0)
    for channel in 0..<3 {
      #expect(image[channel, 0, 0] == Double(channel + 1) / 255 - 0.5)
      #expect(image[channel, 31, 31] == 10.0 / 255 - 0.5)
    }
  }

  @Test func `a part of it is selected like a part of MNIST`() throws {
    try write()
    let data = try CIFAR10.load(folder: folder.path, Selection(train: 1, holdout: 2))
    #expect(data.train.labels == [3])
    #expect(data.test.labels == [1, 5])
    #expect(data.isTestHeldOut)
    #expect(data.available == (3, 2))
  }

  @Test func `it is found in the folder that its archive unpacks to`() throws {
    let inner = folder.path + "/cifar-10-batches-bin"
    try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
    try folder.write(records([3]), to: "cifar-10-batches-bin/data_batch_1.bin")
    try folder.write(records([4]), to: "cifar-10-batches-bin/test_batch.bin")
    #expect(try CIFAR10.find(in: ["/no/such/folder", folder.path]).train.labels == [3])
  }

  @Test func `records that are not whole are refused, with the place and the numbers`() throws {
    try write()
    let path = folder.path + "/test_batch.bin"
    for cut in [1, 3_072, 3_074] {
      try folder.write(Array(records([0, 9]).prefix(cut)), to: "test_batch.bin")
      let whole = cut / 3_073
      #expect(
        error()
          == DatasetError(
            file: path, at: .byte(whole * 3_073),
            .recordsNotWhole(record: 3_073, whole: whole, rest: cut % 3_073)))
    }
    #expect(error()?.description.hasPrefix("\(path): at byte 3073: ") == true)
  }

  @Test func `a label that names no class is refused, with its place`() throws {
    try write(test: [0, 9, 10])
    #expect(
      error()
        == DatasetError(
          file: folder.path + "/test_batch.bin", at: .byte(2 * 3_073),
          .labelOutOfRange(label: 10, item: 2, classes: 10)))
  }

  @Test func `an empty file, a folder in its place and a huge file are refused`() throws {
    try write()
    try folder.write([], to: "data_batch_3.bin")
    #expect(error() == DatasetError(file: folder.path + "/data_batch_3.bin", .empty))
    try FileManager.default.removeItem(atPath: folder.path + "/data_batch_3.bin")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/data_batch_3.bin", withIntermediateDirectories: false)
    #expect(error()?.problem == .notAFile(.folder))
    try FileManager.default.removeItem(atPath: folder.path + "/data_batch_3.bin")
    // A hole in a file takes no space on the disk.
    try folder.write([0], to: "data_batch_3.bin")
    #expect(truncate(folder.path + "/data_batch_3.bin", 3_073 * 1_000_000_000) == 0)
    #expect(
      error()?.problem == .moreThanIsRead(found: 3_073_000_000_000, atMost: 1 << 30))
  }

  @Test func `missing files are named`() throws {
    #expect(
      error()?.problem
        == .filesMissing(
          ["data_batch_1.bin", "test_batch.bin"], of: "the files of CIFAR-10's binary version",
          mayBePacked: false))
    try folder.write(records([3]), to: "data_batch_2.bin")
    #expect(
      error()?.problem
        == .filesMissing(
          ["test_batch.bin"], of: "the files of CIFAR-10's binary version", mayBePacked: false))
    let missing = #expect(throws: DatasetError.self) { try CIFAR10.load(folder: "/no/such/folder") }
    #expect(missing?.problem == .cannotOpen(reason: "there is no such folder"))
    let file = #expect(throws: DatasetError.self) {
      try CIFAR10.load(folder: folder.path + "/data_batch_2.bin")
    }
    #expect(file?.problem == .notAFolder)
  }

  @Test func `no damage makes it trap`() throws {
    var random = ByteDamage(seed: 7)
    let whole = records([3, 1])
    for _ in 0..<60 {
      try folder.write(random.damaging(whole), to: "data_batch_1.bin")
      try folder.write(random.damaging(whole), to: "test_batch.bin")
      if error() == nil { #expect(try CIFAR10.load(folder: folder.path).train.count == 2) }
    }
  }

  @Test(.enabled(if: Fixtures.hasCIFAR, "the files of CIFAR-10 are not beside the checkout"))
  func `the first 750 records of each file of the real one are read`() throws {
    let data = try CIFAR10.load(folder: Fixtures.cifar.path)
    #expect(data.available == (3_750, 750))
    #expect(data.train.labels.prefix(5) == [6, 9, 9, 4, 1])
    #expect(data.test.labels.prefix(5) == [3, 8, 8, 0, 6])
    #expect(data.train.counts.allSatisfy { $0 > 300 })
  }
}
