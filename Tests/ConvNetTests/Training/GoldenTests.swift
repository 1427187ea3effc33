import ConvNet
import Lab
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Values of the two digit networks, computed in float64 by an independent implementation.
struct Golden {
  let file: SafetensorsFile

  static let folder = Checkout.beside("golden").path + "/"

  static var isThere: Bool {
    FileManager.default.fileExists(atPath: folder + "digit-cnn-softmax.safetensors")
  }

  init(_ name: String) throws {
    let data = try #require(FileManager.default.contents(atPath: Self.folder + name))
    file = try SafetensorsFile(Array(data))
  }

  func tensor(_ name: String) throws -> Tensor<Double> { try file.tensor(named: name) }

  func bytes(_ name: String) throws -> [UInt8] { Array(try file.bytes(named: name)) }

  /// The images and labels, as a data set in which no image is shuffled.
  func data(_ preset: Preset) throws -> DataSplit {
    let labels = try bytes("in.labels")
    let classes = preset.name == "sigmoid-lab" ? 2 : 10
    let margin = 2 * preset.normalisation.padding
    let set = LabelledImages(
      name: "golden",
      imageShape: Shape(preset.input[0], preset.input[1] - margin, preset.input[2] - margin),
      pixels: try bytes("in.images"), labels: labels,
      classNames: (0..<classes).map(String.init), normalisation: preset.normalisation)
    return DataSplit(training: set, test: set)
  }

  /// The network of a preset with the weights the file starts from, in front of its images.
  func timeline<S: Scalar>(
    _ preset: Preset, as type: S.Type, batch: Int = 1, diagram: String? = nil
  ) throws -> Timeline<S> {
    var random = RandomSource(seed: 0)
    var network: Network<S> =
      try diagram.map {
        try Network(input: preset.input, diagram: Diagram(parsing: $0), random: &random)
      } ?? preset.network(random: &random)
    let names = network.fileParameters.map(\.name).filter { file["in.\($0)"] != nil }
    let given = try names.map { try file.tensor(named: "in.\($0)", as: S.self) }
    var next = 0
    network.withParameters { _, _, values in
      values = given[next]
      next += 1
    }
    var timeline = Timeline(
      try Trainer(
        network: network, data: try data(preset), learningRate: S(preset.learningRate),
        context: PassContext(), batchSize: batch))
    timeline.perform(.optimiser(preset.optimiser))
    timeline.perform(.shuffle(false))
    return timeline
  }
}

/// |a - b| / |b|, or |a| where b is as good as 0.
func relativeError<S: Scalar>(_ a: Tensor<S>, _ b: Tensor<Double>) -> Double {
  let difference = zip(a.values, b.values).reduce(0.0) {
    $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
  }.squareRoot()
  return b.norm < 1e-10 ? a.norm : difference / b.norm
}

@Suite(.enabled(if: Golden.isThere, "the golden values are not beside the checkout"))
struct GoldenTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let file: String
    let preset: String
    let last: String
    var testDescription: String { preset }
  }

  static let cases = [
    Case(file: "digit-cnn-softmax.safetensors", preset: "digits", last: "softmax"),
    Case(file: "digit-cnn-sigmoid.safetensors", preset: "sigmoid-lab", last: "sigmoid"),
  ]

  @Test(arguments: cases)
  func `float64 reaches every expected value to 1e-9`(_ test: Case) throws {
    try check(test, as: Double.self, oneStep: 1e-9, hundredSteps: 1e-9)
  }

  @Test(arguments: cases)
  func `float32 reaches them to 1e-4 after a step and 1e-3 after a hundred`(_ test: Case) throws {
    try check(test, as: Float.self, oneStep: 1e-4, hundredSteps: 1e-3)
  }

  /// Walks a hundred steps, comparing everything the file expects; no name may be left over.
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
    // The journal keeps Float, whatever the network computes in.
    #expect(
      relativeError(losses, try golden.tensor("expect.losses")) <= max(hundredSteps, 1e-6))
    unchecked.remove("expect.losses")
    #expect(
      try golden.bytes("expect.correct") == (0..<100).map { UInt8(journal[$0].correct) })
    unchecked.remove("expect.correct")
    #expect(unchecked.isEmpty, "left unchecked: \(unchecked.sorted())")
  }
}

/// The networks that learn from minibatches.
@Suite(.enabled(if: Golden.isThere, "the golden values are not beside the checkout"))
struct GoldenBatchTests {
  /// Compares everything that a golden file expects; no name may be left over.
  private struct Expectations<S: Scalar> {
    let golden: Golden
    let tolerance: Double
    var unchecked: Set<String>

    init(_ golden: Golden, within tolerance: Double) {
      self.golden = golden
      self.tolerance = tolerance
      unchecked = Set(golden.file.names.filter { $0.hasPrefix("expect.") })
    }

    mutating func compare(_ name: String, _ tensor: Tensor<S>) throws {
      let expected = try golden.tensor("expect.\(name)")
      #expect(tensor.shape.count == expected.shape.count, "\(name)")
      let error = relativeError(tensor, expected)
      #expect(error <= tolerance, "\(name): relative error \(error)")
      unchecked.remove("expect.\(name)")
    }

    /// The numbers at a place, whose names in files are `weight` and `bias`.
    mutating func compare(_ name: String, at place: String, in trainer: Trainer<S>) throws {
      guard case .computed(let tensor) = try trainer.read(Place(parsing: place)) else {
        Issue.record("\(place) is not computed")
        return
      }
      try compare(name, tensor)
    }

    mutating func compareGradients(in trainer: Trainer<S>) throws {
      for node in trainer.network.nodes {
        for parameter in node.layer.parameters {
          let name = "d_\(node.name).\(parameter.fileName)"
          guard golden.file["expect.\(name)"] != nil else { continue }
          try compare(name, at: "\(node.name).d_\(parameter.name)", in: trainer)
        }
      }
    }
  }

  private func lenet<S: Scalar>(as type: S.Type, within tolerance: Double) throws {
    let golden = try Golden("lenet.safetensors")
    // The expected values were computed without dropout.
    let diagram = Preset.lenet.diagram.replacing("dropout keep=0.9", with: "dropout keep=1")
    var timeline = try golden.timeline(.lenet, as: S.self, batch: 8, diagram: diagram)
    var expected = Expectations<S>(golden, within: tolerance)
    while timeline.state.updates < 1 { timeline.perform(.operation) }
    try expected.compare("loss1", at: "loss", in: timeline.state)
    try expected.compare("logits", at: "logits", in: timeline.state)
    for (block, layer) in [("block1", "pool1"), ("block2", "pool2"), ("block3", "relu3")] {
      try expected.compare("\(block).out", at: "\(layer).out", in: timeline.state)
    }
    try expected.compareGradients(in: timeline.state)
    for step in ["step1", "step2"] {
      if step == "step2" {
        while timeline.state.updates < 2 { timeline.perform(.operation) }
        try expected.compare("loss2", at: "loss", in: timeline.state)
      }
      for (name, values) in timeline.state.network.fileParameters
      where !name.hasSuffix("num_batches_tracked") {
        try expected.compare("\(step).\(name)", values)
      }
    }
    #expect(expected.unchecked.isEmpty, "left unchecked: \(expected.unchecked.sorted())")
  }

  @Test func `lenet in float64, two updates with batch norm, momentum and weight decay`() throws {
    try lenet(as: Double.self, within: 1e-9)
  }

  @Test func `lenet in float32`() throws { try lenet(as: Float.self, within: 1e-4) }

  private func cifar<S: Scalar>(as type: S.Type, within tolerance: Double) throws {
    let golden = try Golden("cifar-kernels.safetensors")
    var timeline = try golden.timeline(.cifarKernels, as: S.self, batch: 16)
    var expected = Expectations<S>(golden, within: tolerance)
    while timeline.state.updates < 1 { timeline.perform(.operation) }
    try expected.compare("loss", at: "loss", in: timeline.state)
    try expected.compare("logits", at: "logits", in: timeline.state)
    for layer in ["conv1", "pool1", "conv2", "pool2"] {
      try expected.compare("\(layer).out", at: "\(layer).out", in: timeline.state)
    }
    try expected.compareGradients(in: timeline.state)
    #expect(expected.unchecked.isEmpty, "left unchecked: \(expected.unchecked.sorted())")
  }

  @Test func `cifar-kernels in float64, colour images and overlapping windows`() throws {
    try cifar(as: Double.self, within: 1e-9)
  }

  @Test func `cifar-kernels in float32`() throws { try cifar(as: Float.self, within: 1e-4) }

  @Test func `the preset's kernels are those that the expected values were made with`() throws {
    let golden = try Golden("cifar-kernels.safetensors")
    var random = RandomSource(seed: 1)
    let network = try Preset.cifarKernels.network(random: &random, as: Double.self)
    for (name, values) in network.fileParameters where name.hasPrefix("conv") {
      #expect(relativeError(values, try golden.tensor("in.\(name)")) < 1e-12, "\(name)")
    }
  }
}

/// Single layers, in settings that the digit networks do not use.
@Suite(.enabled(if: Golden.isThere, "the golden values are not beside the checkout"))
struct GoldenPartsTests {
  private func gradients<L: Layer>(
    _ layer: L, _ input: Tensor<L.S>, _ dOutput: Tensor<L.S>
  ) -> (output: Tensor<L.S>, gradients: LayerGradients<L.S>) {
    var context = PassContext()
    let pass = layer.pass(input, in: &context)
    return (pass.output, pass.backward(Upstream(out: dOutput)))
  }

  @Test func `a convolution with stride 2, padding 1 and a kernel that is not square`() throws {
    let golden = try Golden("parts.safetensors")
    let layer = Conv2D(
      Convolution<Double>(
        filters: try golden.tensor("in.conv2d.weight"), biases: try golden.tensor("in.conv2d.bias"),
        stride: 2, padding: 1))
    let result = gradients(
      layer, try golden.tensor("in.conv2d.x"), try golden.tensor("in.conv2d.d_out"))
    #expect(relativeError(result.output, try golden.tensor("expect.conv2d.out")) < 1e-12)
    let expected = ["d_weight", "d_bias"]
    for (name, values) in zip(expected, result.gradients.parameters) {
      #expect(relativeError(values, try golden.tensor("expect.conv2d.\(name)")) < 1e-12)
    }
    #expect(
      relativeError(result.gradients.input, try golden.tensor("expect.conv2d.d_in")) < 1e-12)
  }

  @Test func `max pooling over windows that overlap adds their gradients up`() throws {
    let golden = try Golden("parts.safetensors")
    let result = gradients(
      MaxPool<Double>(window: 3, stride: 2), try golden.tensor("in.maxpool_3_2.x"),
      try golden.tensor("in.maxpool_3_2.d_out"))
    #expect(result.output == (try golden.tensor("expect.maxpool_3_2.out")))
    #expect(
      relativeError(result.gradients.input, try golden.tensor("expect.maxpool_3_2.d_in")) < 1e-12)
  }

  @Test func `batch normalisation of features, both ways`() throws {
    let golden = try Golden("parts.safetensors")
    let layer = BatchNorm<Double>(
      weights: try golden.tensor("in.batchnorm1d.weight"),
      biases: try golden.tensor("in.batchnorm1d.bias"), keep: 0.99)
    let result = gradients(
      layer, try golden.tensor("in.batchnorm1d.x"), try golden.tensor("in.batchnorm1d.d_out"))
    #expect(relativeError(result.output, try golden.tensor("expect.batchnorm1d.out")) < 1e-9)
    for (name, values) in zip(["d_weight", "d_bias"], result.gradients.parameters) {
      #expect(relativeError(values, try golden.tensor("expect.batchnorm1d.\(name)")) < 1e-9)
    }
    #expect(
      relativeError(result.gradients.input, try golden.tensor("expect.batchnorm1d.d_in")) < 1e-9)
  }

  @Test func `the mean squared error and its gradient`() throws {
    let golden = try Golden("parts.safetensors")
    let (out, truth) = (try golden.tensor("in.mse.x"), try golden.tensor("in.mse.y"))
    let rows = (0..<4).map {
      Loss.meanSquaredError(out.slice([$0]).values, truth.slice([$0]).values)
    }
    let loss = Tensor(Shape(1), [rows.reduce(0, +) / 4])
    #expect(relativeError(loss, try golden.tensor("expect.mse.loss")) < 1e-12)
    let gradient = Loss.squaredErrorGradient(out, truth.values)
    #expect(relativeError(gradient, try golden.tensor("expect.mse.d_in")) < 1e-12)
  }

  @Test func `the leaky rectifier, both ways`() throws {
    let golden = try Golden("parts.safetensors")
    let result = gradients(
      LeakyReLU<Double>(slope: 0.01), try golden.tensor("in.leaky_relu.x"),
      try golden.tensor("in.leaky_relu.d_out"))
    #expect(relativeError(result.output, try golden.tensor("expect.leaky_relu.out")) < 1e-12)
    #expect(
      relativeError(result.gradients.input, try golden.tensor("expect.leaky_relu.d_in")) < 1e-12)
  }
}
