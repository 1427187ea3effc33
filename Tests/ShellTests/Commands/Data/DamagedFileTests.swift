import ConvNet
import TestSupport
import Testing

@testable import Shell

/// Every kind of file that is read, damaged at random: one clear error, and the session is as it was,
/// or else other data; never a crash.
@Suite struct DamagedFileTests {
  struct Format: Sendable, CustomTestStringConvertible {
    let name: String
    /// The file that is damaged.
    let file: String
    let bytes: [UInt8]
    /// Good files beside it.
    var others: [(name: String, bytes: [UInt8])] = []
    /// The command that reads it, with `DIR` for the folder.
    let line: String

    var testDescription: String { name }
  }

  private static let rounds = 48

  private static func idx(_ magic: Int, _ extents: [Int], _ values: [UInt8]) -> [UInt8] {
    ([magic] + extents).flatMap { number in
      (0..<4).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    } + values
  }

  private static func npy(_ extents: Int..., from first: Int = 0) -> [UInt8] {
    let shape = Shape(extents)
    return NPYFile.encode(
      Tensor<Float>(shape, (0..<shape.count).map { Float((first + $0) % 7) / 7 }))
  }

  private static let labels: [UInt8] = [0, 1, 0, 1, 1, 0]
  private static let pixels = (0..<6 * 36).map { UInt8(truncatingIfNeeded: $0 * 7) }
  private static let images = idx(2_051, [6, 6, 6], pixels)
  private static let mnist = [
    ("train-labels-idx1-ubyte", idx(2_049, [6], labels)),
    ("t10k-images-idx3-ubyte", images), ("t10k-labels-idx1-ubyte", idx(2_049, [6], labels)),
  ]
  private static let members = [
    ("x_train.npy", npy(6, 6, 6)),
    ("y_train.npy", NPYFile.encode(Tensor<Float>(Shape(6), labels.map(Float.init)))),
  ]
  private static let cifar: [UInt8] = (UInt8(0)..<3).flatMap { (image: UInt8) -> [UInt8] in
    [image] + [UInt8](repeating: 40 * image, count: 3_072)
  }
  private static let table =
    "label," + (0..<36).map { "p\($0)" }.joined(separator: ",") + "\n"
    + labels.enumerated().map { index, label in
      "\(label)," + pixels[index * 36..<(index + 1) * 36].map(String.init).joined(separator: ",")
    }.joined(separator: "\n")

  private static let formats: [Format] = [
    Format(
      name: "IDX images", file: "train-images-idx3-ubyte", bytes: images, others: mnist,
      line: "load DIR"),
    Format(
      name: "IDX labels", file: "train-labels-idx1-ubyte", bytes: mnist[0].1,
      others: [("train-images-idx3-ubyte", images)] + mnist.dropFirst(), line: "load DIR"),
    Format(
      name: "IDX gz", file: "train-images-idx3-ubyte.gz", bytes: GzipWriter.pack(images),
      others: mnist, line: "load DIR"),
    Format(
      name: "npz stored", file: "a.npz", bytes: ZipWriter.archive(members, deflated: false),
      line: "load DIR/a.npz"),
    Format(
      name: "npz deflated", file: "a.npz", bytes: ZipWriter.archive(members, deflated: true),
      line: "load DIR/a.npz"),
    Format(
      name: "npy images", file: "x_train.npy", bytes: members[0].1, others: [members[1]],
      line: "load DIR"),
    Format(
      name: "npy parameters", file: "a.npy", bytes: npy(1, 3, 3),
      line: "read conv.filters DIR/a.npy"),
    Format(
      name: "npy to compare", file: "a.npy", bytes: npy(1, 3, 3),
      line: "compare conv.filters DIR/a.npy"),
    Format(name: "CSV", file: "a.csv", bytes: Array(table.utf8), line: "load DIR/a.csv"),
    Format(
      name: "CSV gz", file: "a.csv.gz", bytes: GzipWriter.pack(Array(table.utf8)),
      line: "load DIR/a.csv.gz"),
    Format(
      name: "PNG", file: "a.png",
      bytes: PNGWriter(columns: 6, rows: 6, depth: 8, kind: 0).file { row, column, _ in
        row == column ? 250 : 3
      }, line: "draw DIR/a.png --label 1"),
    Format(
      name: "CIFAR", file: "data_batch_1.bin", bytes: cifar, others: [("test_batch.bin", cifar)],
      line: "load cifar10 DIR"),
    Format(
      name: "safetensors", file: "a.safetensors",
      bytes: SafetensorsFile.encode([
        "conv.weight": Tensor<Float>(Shape(1, 1, 3, 3)),
        "softmax.weight": Tensor<Float>(Shape(2, 4)), "softmax.bias": Tensor<Float>(Shape(2)),
      ]), line: "open DIR/a.safetensors"),
  ]

  @Test(arguments: formats)
  func `a damaged file is refused, or is other data`(_ format: Format) throws {
    let folder = try TemporaryFolder()
    for (name, bytes) in format.others { try folder.write(bytes, to: name) }
    let line = format.line.replacing("DIR", with: folder.path)
    let start = try TestShell("load toy", "sgd 2", "image 0", "forward")
    let before = start.state
    try folder.write(format.bytes, to: format.file)
    try TestShell(from: start.session).run(line)
    var random = ByteDamage(seed: 5)
    var refused = 0
    for round in 1...Self.rounds {
      try folder.write(random.damaging(format.bytes), to: format.file)
      let shell = TestShell(from: start.session)
      guard let error = shell.error(line) else {
        // What was taken can be worked with.
        try shell.run("data; image 0; forward")
        continue
      }
      refused += 1
      let isClear =
        (10...400).contains(error.problem.count) && !error.problem.contains("\n")
        && (error.problem.hasSuffix(".") || error.problem.hasSuffix("?"))
      #expect(isClear, "\(round): \(error.problem)")
      let isSame = shell.state == before
      #expect(isSame, "\(round): \(error.problem)")
    }
    #expect(refused > 0)
  }
}
