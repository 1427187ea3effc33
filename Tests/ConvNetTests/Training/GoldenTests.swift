import ConvNet
import Lab
import Testing

struct GoldenTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let file: String
    let preset: String
    let last: String
    var testDescription: String { preset }
  }

  static let cases = [
    Case(file: "digit-cnn-softmax", preset: "digits", last: "softmax"),
    Case(file: "digit-cnn-sigmoid", preset: "sigmoid-lab", last: "sigmoid"),
  ]

  @Test(arguments: cases)
  func `float64 reaches every expected value to 1e-9`(_ test: Case) throws {
    try check(test, as: Double.self, oneStep: 1e-9, hundredSteps: 1e-9)
  }

  @Test(arguments: cases)
  func `float32 reaches them to 1e-4 after a step and 1e-3 after a hundred`(_ test: Case) throws {
    try check(test, as: Float.self, oneStep: 1e-4, hundredSteps: 1e-3)
  }

  /// Does a hundred steps, comparing everything the file expects; every name must be used.
  private func check<S: Scalar>(
    _ test: Case, as type: S.Type, oneStep: Double, hundredSteps: Double
  ) throws {
    let golden = try Golden(test.file)
    let preset = try #require(Preset.named(test.preset))
    var timeline = try golden.timeline(preset, as: S.self)
    var unchecked = Set(golden.file.names.filter { $0.hasPrefix("expect.") })

    func compare(_ name: String, _ tensor: Tensor<S>, within tolerance: Double) throws {
      let expected = try golden.tensor("expect.\(name)")
      #expect(tensor.shape.count == expected.shape.count, "\(name)")
      let error = relativeError(tensor, expected)
      #expect(error <= tolerance, "\(name): relative error \(error)")
      unchecked.remove("expect.\(name)")
    }

    for _ in timeline.state.operations { timeline.perform(.operation) }
    for name in unchecked.sorted() where !name.contains(".step") {
      let parts = name.split(separator: ".").dropFirst().map(String.init)
      guard !["losses", "correct"].contains(parts[0]) else { continue }
      let aliases = ["d_weight": "d_weights", "d_bias": "d_biases"]
      let quantity = parts.count == 1 ? parts[0] : aliases[parts[1]] ?? parts[1]
      let isFilter = parts[0] == "conv" && quantity == "d_weights"
      let place = Place(
        layer: parts.count == 1 ? nil : parts[0], quantity: isFilter ? "d_filters" : quantity)
      guard case .computed(let tensor) = try timeline.state.read(place) else {
        Issue.record("\(place) is not computed")
        continue
      }
      try compare(parts.joined(separator: "."), tensor, within: oneStep)
    }
    for update in [1, 100] {
      while timeline.state.updates < update { timeline.perform(.operation) }
      for (name, values) in timeline.state.network.fileParameters {
        try compare("step\(update).\(name)", values, within: update == 1 ? oneStep : hundredSteps)
      }
    }
    let journal = timeline.state.journal
    let losses = Tensor<Double>(Shape(100), (0..<100).map { Double(journal[$0].loss) })
    // The journal stores Float, whatever type the network computes with.
    #expect(
      relativeError(losses, try golden.tensor("expect.losses")) <= max(hundredSteps, 1e-6))
    unchecked.remove("expect.losses")
    #expect(
      try golden.bytes("expect.correct") == (0..<100).map { UInt8(journal[$0].correct) })
    unchecked.remove("expect.correct")
    #expect(unchecked.isEmpty, "left unchecked: \(unchecked.sorted())")
  }
}
