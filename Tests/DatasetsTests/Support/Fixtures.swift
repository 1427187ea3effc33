import ConvNet
import Foundation
import TestSupport

/// Files that are too large for the repository and may be beside it.
enum Fixtures {
  /// The four files of MNIST.
  static let mnist = Checkout.beside("data/mnist")
  static var hasMNIST: Bool { FileManager.default.fileExists(atPath: mnist.path) }

  /// The beginnings of CIFAR-10's files.
  static let cifar = Checkout.beside("data/cifar10")
  static var hasCIFAR: Bool { FileManager.default.fileExists(atPath: cifar.path) }
}

/// A folder that is removed together with its owner.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(filePath: "\(path)/\(name)")
    // Some file systems wait for the disk when a file is overwritten.
    try? FileManager.default.removeItem(at: url)
    try Data(bytes).write(to: url)
  }
}
