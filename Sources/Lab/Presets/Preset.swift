package import ConvNet

/// A named network, with the settings it is trained with.
package struct Preset: Sendable {
  /// The preset's name.
  package let name: String
  /// What it is, in one line.
  package let summary: String
  /// Its layers.
  package let diagram: String
  /// The channels, rows and columns of its images.
  package let input: Shape
  /// Its learning rate.
  package let learningRate: Double
  /// The dataset it is made for.
  package let dataset: String
  /// The classes of the dataset that it distinguishes; `nil` for all of them.
  package let classes: [Int]?
  /// The number of images after which training reports.
  package let reportEvery: Int
  /// How many images a step takes.
  package let batch: Int
  /// The rule by which parameters change, and its settings.
  package let optimiser: OptimiserSettings
  /// How pixels become inputs.
  package let normalisation: Normalisation
  /// Weights that are given instead of drawn, by place.
  package let weights: [String: [Double]]

  private init(
    _ name: String, _ summary: String, diagram: String, input: Shape, learningRate: Double,
    dataset: String, classes: [Int]? = nil, reportEvery: Int = 100, batch: Int = 1,
    optimiser: OptimiserSettings = .init(), normalisation: Normalisation = .centred,
    weights: [String: [Double]] = [:]
  ) {
    self.name = name
    self.summary = summary
    self.diagram = diagram
    self.input = input
    self.learningRate = learningRate
    self.dataset = dataset
    self.classes = classes
    self.reportEvery = reportEvery
    self.batch = batch
    self.optimiser = optimiser
    self.normalisation = normalisation
    self.weights = weights
  }

  /// All presets.
  package static let all: [Preset] = [
    .digits, .sigmoidLab, .stack, .lenet5, .lenet, .cifarKernels, .toy,
  ]

  /// One image, eight filters, ten classes.
  package static let digits = Preset(
    "digits", "one digit, eight filters, ten classes",
    diagram: "conv3x3 8, maxpool2, softmax 10", input: Shape(1, 28, 28), learningRate: 0.005,
    dataset: "mnist")

  /// Two classes and one probability.
  package static let sigmoidLab = Preset(
    "sigmoid-lab", "zeros and ones, one probability",
    diagram: "conv3x3 8 normal=10, maxpool2, sigmoid", input: Shape(1, 28, 28),
    learningRate: 0.0001, dataset: "mnist", classes: [0, 1], reportEvery: 500)

  /// A network built up layer by layer, for the comparison of three optimisers.
  package static let stack = Preset(
    "stack", "two convolutions, two dense layers, ten classes",
    diagram: "conv3x3 8, maxpool2, conv3x3 4, maxpool2, fc 100, fc 50, softmax 10 init=uniform",
    input: Shape(1, 28, 28), learningRate: 0.01, dataset: "mnist", batch: 32,
    optimiser: .init(rule: .momentum))

  /// The network that most courses begin with (LeCun and others, 1998), with sigmoids and a softmax.
  ///
  /// Plain descent and momentum stay at guessing for many epochs, because five sigmoids in a row
  /// hardly pass a gradient on; Adam does not.
  package static let lenet5 = Preset(
    "lenet5", "the classic LeNet-5: sigmoids and average pooling",
    diagram: "conv2d 6 5x5 padding=2 init=he, sigmoid, avgpool 2, "
      + "conv2d 16 5x5 init=he, sigmoid, avgpool 2, "
      + "fc 120 init=he, sigmoid, fc 84 init=he, sigmoid, softmax 10 init=he",
    input: Shape(1, 28, 28), learningRate: 0.003, dataset: "mnist", batch: 8,
    optimiser: .init(rule: .adam))

  /// Minibatches, batch normalisation, dropout, momentum, a falling learning rate.
  package static let lenet = Preset(
    "lenet", "three convolutions with batch normalisation, two dense layers",
    diagram: "conv2d 6 5x5 init=he, batchnorm, relu, maxpool 2, "
      + "conv2d 16 5x5 init=he, batchnorm, relu, maxpool 2, "
      + "conv2d 120 5x5 init=he, batchnorm, relu, "
      + "fc 84 init=he, relu, dropout keep=0.9, fc 10 init=he",
    input: Shape(1, 32, 32), learningRate: 0.1, dataset: "mnist", reportEvery: 10, batch: 128,
    optimiser: .init(
      rule: .momentum, weightDecay: 4e-4, schedule: .step(every: 30, factor: 0.9)),
    normalisation: .standardised)

  /// Colour images, blurred by one kernel and sharpened by the other; training may change both.
  package static let cifarKernels = Preset(
    "cifar-kernels", "colour images, a blurring and a sharpening kernel, ten classes",
    diagram: "conv2d 1 5x5 bias=0, relu, maxpool 2, conv2d 1 3x3 bias=0, relu, "
      + "maxpool 2 stride=1, flatten, fc 64, relu, fc 10",
    input: Shape(3, 32, 32), learningRate: 0.01, dataset: "cifar10", reportEvery: 10, batch: 32,
    optimiser: .init(rule: .momentum),
    weights: [
      "conv1.filters": (0..<3).flatMap { _ in gaussianBlur },
      "conv2.filters": [0, -1, 0, -1, 5, -1, 0, -1, 0],
    ])

  /// [1 4 6 4 1]^T [1 4 6 4 1] / 256.
  private static var gaussianBlur: [Double] {
    let line = [1.0, 4, 6, 4, 1]
    return line.flatMap { a in line.map { a * $0 / 256 } }
  }

  /// Small enough to work out on paper: with toy image 0 both totals are 4, so that both
  /// probabilities are 1/2 and every number of the backward pass is exact.
  package static let toy = Preset(
    "toy", "a 6x6 image, one filter, two classes: small enough for paper",
    diagram: "conv3x3 1, maxpool2, softmax 2", input: Shape(1, 6, 6), learningRate: 0.1,
    dataset: "toy", normalisation: .raw,
    weights: [
      "conv.filters": [1, 1, 1, 0, 0, 0, -1, -1, -1],
      "softmax.weights": [0, 1, -1, 2, 2, -1, 3, -2],
      "softmax.biases": [0, 0],
    ])

  package static func named(_ name: String) -> Preset? { all.first { $0.name == name } }

  /// The network: with the given weights where there are any, and random ones elsewhere.
  ///
  /// - Throws: ``NetworkError`` if the diagram is wrong, which is not the case for any preset.
  package func network<S: Scalar>(
    random: inout RandomSource, drawn: Bool = false, as type: S.Type = S.self
  ) throws(NetworkError) -> Network<S> {
    let diagram: Diagram
    do { diagram = try Diagram(parsing: self.diagram) } catch { throw .diagram(error, layer: 0) }
    var network = try Network<S>(input: input, diagram: diagram, random: &random)
    guard !drawn else { return network }
    let names = network.nodes.map { node in
      node.layer.parameters.map { "\(node.name).\($0.name)" }
    }
    network.withParameters { layer, parameter, values in
      if let given = weights[names[layer][parameter]] { values.values = given.map { S($0) } }
    }
    return network
  }
}
