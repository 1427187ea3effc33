import CEmbedded
import ConvNet
import Datasets

/// Files with images.
enum DataFiles {
  /// The bytes are MNIST's training images; the other three files are good.
  static func idx(_ bytes: [UInt8]) { load(bytes, as: "train-images-idx3-ubyte") }

  /// The same, with a file name that says the bytes are compressed.
  static func gzip(_ bytes: [UInt8]) { load(bytes, as: "train-images-idx3-ubyte.gz") }

  private static func load(_ bytes: [UInt8], as name: String) {
    _ = goodParts
    Scratch.write(bytes, to: name)
    guard let data = try? MNIST.load(folder: Scratch.folder) else { return }
    precondition(data.train.count == 2, "two labels, \(data.train.count) images")
    readAll(data.train)
  }

  /// Two training labels, a 2x2 test image and its label.
  private static let goodParts: Void = {
    Scratch.write([0, 0, 8, 1, 0, 0, 0, 2, 3, 7], to: "train-labels-idx1-ubyte")
    Scratch.write([0, 0, 8, 1, 0, 0, 0, 1, 9], to: "t10k-labels-idx1-ubyte")
    Scratch.write(
      [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 64, 128, 255],
      to: "t10k-images-idx3-ubyte")
  }()

  /// The bytes are a batch of CIFAR-10. The fuzzer supplies the first bytes of each record and the
  /// rest are zeros, because it would never find out by itself how long a record is; an odd last
  /// byte is ignored.
  static func cifar(_ bytes: [UInt8]) {
    let record = 3_073
    var file: [UInt8] = []
    for start in stride(from: 0, to: min(bytes.count, 64) / 8 * 8, by: 8) {
      file += bytes[start..<start + 8] + [UInt8](repeating: 0, count: record - 8)
    }
    if bytes.count % 8 != 0 { file += bytes.suffix(bytes.count % 8) }
    Scratch.write(file, to: "data_batch_1.bin")
    Scratch.write([UInt8](repeating: 0, count: record), to: "test_batch.bin")
    guard let data = try? CIFAR10.load(folder: Scratch.folder, .all) else { return }
    precondition(data.train.count * record == file.count, "\(data.train.count) images")
    readAll(data.train)
  }

  /// The bytes are a table of images.
  static func table(_ bytes: [UInt8]) { own(bytes, as: "table.csv") }

  /// The bytes are an archive of arrays.
  static func arrays(_ bytes: [UInt8]) { own(bytes, as: "arrays.npz") }

  private static func own(_ bytes: [UInt8], as name: String) {
    Scratch.write(bytes, to: name)
    guard let data = try? OwnImages.load("\(Scratch.folder)/\(name)") else { return }
    readAll(data.train)
    readAll(data.test)
  }

  private static func readAll(_ images: LabelledImages) {
    for index in 0..<images.count {
      let image: Tensor<Float> = images.image(index)
      precondition(image.values.allSatisfy(\.isFinite), "pixels that are no numbers")
      precondition(images.classNames.indices.contains(Int(images.labels[index])), "no such class")
    }
  }
}
