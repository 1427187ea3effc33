import Datasets
import TestSupport

/// A data set in MNIST's format with a handful of 2x3 images, to be damaged by tests.
struct SmallMNIST {
  static let trainLabels: [UInt8] = [3, 1, 4, 1, 5, 0]
  static let testLabels: [UInt8] = [1, 0, 9]

  var trainImages = images(count: 6, from: 10)
  var trainLabels = labels(trainLabels)
  var testImages = images(count: 3, from: 100)
  var testLabels = labels(testLabels)

  static func word(_ number: Int) -> [UInt8] {
    (0..<4).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  static func images(count: Int, rows: Int = 2, columns: Int = 3, from first: Int = 0) -> [UInt8] {
    header(count: count, rows: rows, columns: columns)
      + (0..<count * rows * columns).map { UInt8(truncatingIfNeeded: first + $0) }
  }

  static func header(count: Int, rows: Int, columns: Int) -> [UInt8] {
    [2_051, count, rows, columns].flatMap(word)
  }

  static func labels(_ labels: [UInt8]) -> [UInt8] {
    word(2_049) + word(labels.count) + labels
  }

  /// The pixels of the training images with these indices, one after another.
  static func trainPixels(_ indices: [Int]) -> [UInt8] {
    indices.flatMap { index in (0..<6).map { UInt8(10 + 6 * index + $0) } }
  }

  func write(to folder: TemporaryFolder, suffix: String = "") throws {
    try folder.write(trainImages, to: "train-images-idx3-ubyte" + suffix)
    try folder.write(trainLabels, to: "train-labels-idx1-ubyte" + suffix)
    try folder.write(testImages, to: "t10k-images-idx3-ubyte" + suffix)
    try folder.write(testLabels, to: "t10k-labels-idx1-ubyte" + suffix)
  }

  func load(_ selection: Selection = .all) throws -> LoadedDataset {
    let folder = try TemporaryFolder()
    try write(to: folder)
    return try MNIST.load(folder: folder.path, selection)
  }

  /// The error when this is loaded; `nil` if there is none.
  func problem(_ selection: Selection = .all) throws -> DatasetError? {
    do {
      _ = try load(selection)
      return nil
    } catch let error as DatasetError {
      return error
    }
  }
}
