import Foundation

/// Files that are too large for the repository and may lie beside it.
enum Fixtures {
  /// The folder with them.
  static let shared = URL(filePath: #filePath)
    .deletingLastPathComponent().appending(path: "../../../../shared").standardizedFileURL

  /// The four files of MNIST.
  static let mnist = shared.appending(path: "data/mnist")
  static var hasMNIST: Bool { FileManager.default.fileExists(atPath: mnist.path) }

  /// The beginnings of CIFAR-10's files.
  static let cifar = shared.appending(path: "data/cifar10")
  static var hasCIFAR: Bool { FileManager.default.fileExists(atPath: cifar.path) }
}

/// A folder that disappears with its owner.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
  }
}

/// A generator with a short state, so that a failing mutation can be made again from its seed.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension [UInt8] {
  /// These bytes with one to four of them changed, and sometimes the end cut off.
  func mutated(using random: inout SplitMix64) -> [UInt8] {
    var bytes = self
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
    }
    if Int.random(in: 0..<8, using: &random) == 0 {
      bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
    }
    return bytes
  }
}
