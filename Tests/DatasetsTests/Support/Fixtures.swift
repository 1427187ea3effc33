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
