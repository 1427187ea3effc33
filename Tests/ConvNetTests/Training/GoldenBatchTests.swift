import ConvNet
import Lab
import Testing

/// The networks that are trained on minibatches.
struct GoldenBatchTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let preset: Preset
    let batch: Int
    let updates: Int
    /// Replacements for some words of the preset's diagram.
    let changes: [String: String]
    /// The place in the network for each of the file's output names.
    let outputs: [String: String]
    var isFullSize = false

    var file: String { (isFullSize ? "" : "small-") + preset.name }
    var testDescription: String { file }
    var diagram: String {
      changes.reduce(preset.diagram) { $0.replacing($1.key, with: $1.value) }
    }

    // The expected values of lenet were computed without dropout.

    static let lenet = Case(
      preset: .lenet, batch: 8, updates: 2, changes: ["keep=0.9": "keep=1"],
      outputs: blocks, isFullSize: true)
    static let smallLenet = Case(
      preset: .lenet, batch: 4, updates: 2,
      changes: [
        "keep=0.9": "keep=1", "conv2d 6 ": "conv2d 2 ", "conv2d 16 ": "conv2d 3 ",
        "conv2d 120 ": "conv2d 4 ", "fc 84 ": "fc 5 ",
      ],
      outputs: blocks)
    static let cifarKernels = Case(
      preset: .cifarKernels, batch: 16, updates: 1, changes: [:], outputs: maps, isFullSize: true)
    static let smallCIFARKernels = Case(
      preset: .cifarKernels, batch: 2, updates: 2, changes: ["fc 64": "fc 6"], outputs: maps)

    private static let blocks = [
      "block1.out": "pool1.out", "block2.out": "pool2.out", "block3.out": "relu3.out",
    ]
    private static let maps = Dictionary(
      uniqueKeysWithValues: ["conv1.out", "pool1.out", "conv2.out", "pool2.out"].map { ($0, $0) })
  }

  /// Compares everything that a golden file expects; every name must be used.
  private struct Expectations<S: Scalar> {
    let golden: Golden
    let tolerance: Double
    var unchecked: Set<String>

    init(_ golden: Golden, within tolerance: Double) {
      self.golden = golden
      self.tolerance = tolerance
      unchecked = Set(golden.file.names.filter { $0.hasPrefix("expect.") })
    }

    /// Compares the tensor with the value of that name, if the file has one.
    mutating func compare(_ name: String, _ tensor: Tensor<S>) throws {
      guard golden.file["expect.\(name)"] != nil else { return }
      let expected = try golden.tensor("expect.\(name)")
      #expect(tensor.shape.count == expected.shape.count, "\(name)")
      let error = relativeError(tensor, expected)
      #expect(error <= tolerance, "\(name): relative error \(error)")
      unchecked.remove("expect.\(name)")
    }

    mutating func compare(_ name: String, at place: String, in trainer: Trainer<S>) throws {
      guard case .computed(let tensor) = try trainer.read(Place(parsing: place)) else {
        Issue.record("\(place) is not computed")
        return
      }
      try compare(name, tensor)
    }
  }

  private func check<S: Scalar>(
    _ test: Case, as type: S.Type, within tolerance: Double
  ) throws {
    let golden = try Golden(test.file, fullSize: test.isFullSize)
    var timeline = try golden.timeline(
      test.preset, as: S.self, batch: test.batch, diagram: test.diagram)
    var expected = Expectations<S>(golden, within: tolerance)
    for update in 1...test.updates {
      while timeline.state.updates < update { timeline.perform(.operation) }
      let trainer = timeline.state
      try expected.compare(test.updates == 1 ? "loss" : "loss\(update)", at: "loss", in: trainer)
      if update == 1 {
        try expected.compare("logits", at: "logits", in: trainer)
        for (name, place) in test.outputs { try expected.compare(name, at: place, in: trainer) }
        // In the files, a parameter is called `weight` or `bias`.
        for node in trainer.network.nodes {
          for parameter in node.layer.parameters {
            try expected.compare(
              "d_\(node.name).\(parameter.fileName)", at: "\(node.name).d_\(parameter.name)",
              in: trainer)
          }
        }
      }
      for (name, values) in trainer.network.fileParameters {
        try expected.compare("step\(update).\(name)", values)
      }
    }
    #expect(expected.unchecked.isEmpty, "left unchecked: \(expected.unchecked.sorted())")
  }

  @Test(arguments: [Case.smallLenet, .smallCIFARKernels])
  func `float64 reaches every expected value to 1e-9`(_ test: Case) throws {
    try check(test, as: Double.self, within: 1e-9)
  }

  @Test(arguments: [Case.smallLenet, .smallCIFARKernels])
  func `float32 reaches them to 1e-4`(_ test: Case) throws {
    try check(test, as: Float.self, within: 1e-4)
  }

  @Test(
    .enabled(if: Golden.hasFullSize, "the full-size golden values are not beside the checkout"),
    arguments: [Case.lenet, .cifarKernels])
  func `the networks in full size reach them too`(_ test: Case) throws {
    try check(test, as: Double.self, within: 1e-9)
    try check(test, as: Float.self, within: 1e-4)
  }

  @Test func `the preset's kernels are those that the expected values were made with`() throws {
    let golden = try Golden("small-cifar-kernels")
    var random = RandomSource(seed: 1)
    let network = try Preset.cifarKernels.network(random: &random, as: Double.self)
    for (name, values) in network.fileParameters where name.hasPrefix("conv") {
      #expect(relativeError(values, try golden.tensor("in.\(name)")) < 1e-12, "\(name)")
    }
  }
}
