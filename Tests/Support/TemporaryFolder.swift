import Foundation

/// A folder that is removed together with its owner.
package final class TemporaryFolder {
  package let path: String

  package init() throws {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "backstep-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package subscript(name: String) -> String { "\(path)/\(name)" }

  /// The names of the files in it.
  package var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws -> String {
    // Some file systems wait for the disk when a file is overwritten.
    try? FileManager.default.removeItem(atPath: self[name])
    try Data(bytes).write(to: URL(filePath: self[name]))
    return self[name]
  }

  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  package func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: self[name])), as: UTF8.self)
  }
}

extension TemporaryFolder {
  /// Writes four files in MNIST's format, with labels that cycle through `classes` classes.
  package func writeMNIST(training: Int, test: Int, side: Int = 28, classes: Int = 10) throws {
    func word(_ number: Int) -> [UInt8] {
      (0..<4).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    for (name, count) in [("train", training), ("t10k", test)] {
      let pixels = (0..<count * side * side).map { UInt8(truncatingIfNeeded: $0 * 7) }
      try write([2_051, count, side, side].flatMap(word) + pixels, to: "\(name)-images-idx3-ubyte")
      try write(
        word(2_049) + word(count) + (0..<count).map { UInt8($0 % classes) },
        to: "\(name)-labels-idx1-ubyte")
    }
  }
}
