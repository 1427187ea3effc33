import ConvNet

extension PracticeTopic {
  /// Every topic, in the order of the course. To add one, add it here.
  package static let all: [PracticeTopic] = [
    convolution, channels, pooling, softmax, loss, totalsGradient, denseGradients, relu, routing,
    filterGradient, inputGradient, stride, batchNorm, update, momentum, adam, gradientCheck,
  ]

  package static func named(_ name: String) -> PracticeTopic? { all.first { $0.name == name } }

  private static func place(_ layer: String, _ quantity: String, _ indices: [Int]) -> Place {
    Place(layer: layer, quantity: quantity, indices: indices)
  }

  // MARK: Forward

  static let convolution = PracticeTopic("convolution", "one number of a feature map") {
    random in
    let side = random.one(of: [2, 3])
    let paper = try PaperNetwork(
      "conv2d 1 \(side)x\(side)", input: Shape(1, 4, 4), random: &random)
    let map = 5 - side
    return try PracticeProblem(
      "One \(side)x\(side) filter slides over a 4x4 image. Its bias is added to every sum.",
      paper.forward, given: ["image", "conv.filters[0]", "conv.biases"],
      asked: place("conv", "out", [0, random.below(map), random.below(map)]))
  }

  static let channels = PracticeTopic("channels", "two channels in, two maps out") {
    random in
    let paper = try PaperNetwork("conv2d 2 2x2", input: Shape(2, 3, 3), random: &random)
    return try PracticeProblem(
      "Two 2x2 filters slide over an image of two channels.", paper.forward,
      given: ["image", "conv.filters", "conv.biases"],
      asked: place("conv", "out", [random.below(2), random.below(2), random.below(2)]))
  }

  static let pooling = PracticeTopic("pooling", "largest and mean of each window") {
    random in
    let isMax = random.below(2) == 0
    let layer = isMax ? random.one(of: ["maxpool2", "maxpool 3 stride=1"]) : "avgpool 2"
    let paper = try PaperNetwork(
      layer, input: Shape(1, 4, 4), range: -4...4, random: &random)
    let story =
      switch layer {
      case "maxpool2": "The largest number of each 2x2 window."
      case "avgpool 2": "The mean of each 2x2 window."
      default: "The largest number of each 3x3 window; the window moves by 1."
      }
    return try PracticeProblem(
      story + " Give the whole pooled map, row by row.", paper.forward, given: ["image"],
      asked: place("pool", "out", [0]))
  }

  static let softmax = PracticeTopic("softmax", "probabilities from totals") { random in
    let paper = try PaperNetwork(
      "softmax 3", input: Shape(1, 1, 2), range: 0...1, classes: 3, random: &random)
    return try PracticeProblem(
      "Softmax turns three totals into probabilities.", paper.forward, given: ["softmax.totals"],
      asked: Place(quantity: "probabilities", indices: [random.below(3)]), decimals: 2)
  }

  // MARK: The answer

  static let loss = PracticeTopic("loss", "cross-entropy of an answer") { random in
    let paper = try PaperNetwork(
      "softmax 3", input: Shape(1, 1, 2), range: 0...1, classes: 3, random: &random)
    return try PracticeProblem(
      "The network has answered; the label is the class that is right.",
      paper.backward(random: &random), given: ["probabilities", "label"],
      asked: Place(quantity: "loss"), decimals: 2)
  }

  static let totalsGradient = PracticeTopic("d-totals", "the gradient of the totals") {
    random in
    let images = random.one(of: [1, 2])
    let paper = try PaperNetwork(
      "softmax 3", input: Shape(1, 1, 2), images: images, range: 0...1, classes: 3,
      random: &random)
    let sample = images == 1 ? [] : [random.below(images)]
    return try PracticeProblem(
      "The gradient of the total of one class"
        + (images == 1 ? "." : ", in a batch of \(images): the loss is the mean over the images."),
      paper.backward(random: &random), given: ["probabilities", "label"],
      asked: place("softmax", "d_totals", sample + [random.below(3)]), decimals: 2)
  }

  // MARK: Backward

  static let denseGradients = PracticeTopic("dense", "gradients of a dense layer") {
    random in
    let paper = try PaperNetwork("fc 2, relu", input: Shape(1, 1, 3), random: &random)
    let state = try paper.backward(given: "fc", random: &random)
    let (output, input) = (random.below(2), random.below(3))
    let asked = random.one(of: [
      place("fc", "d_weights", [output, input]), place("fc", "d_biases", [output]),
      place("fc", "d_in", [0, input]),
    ])
    return try PracticeProblem(
      "A dense layer of two outputs and three inputs. The gradient of its output is given.", state,
      given: ["image", "fc.weights", "fc.d_out"], asked: asked)
  }

  static let relu = PracticeTopic("relu-mask", "the gradient through ReLU") { random in
    let paper = try PaperNetwork("relu", input: Shape(1, 3, 3), range: -3...3, random: &random)
    return try PracticeProblem(
      "ReLU, max(x, 0), on a 3x3 map. Give the whole gradient of its input.",
      paper.backward(given: "relu", random: &random), given: ["image", "relu.d_out[0]"],
      asked: place("relu", "d_in", []))
  }

  static let routing = PracticeTopic("routing", "the gradient through max pooling") {
    random in
    let paper = try PaperNetwork("maxpool2", input: Shape(1, 4, 4), range: -4...6, random: &random)
    return try PracticeProblem(
      "Max pooling with 2x2 windows; the first of equal cells wins. Give the whole gradient "
        + "of its input, row by row.",
      paper.backward(given: "pool", random: &random), given: ["image", "pool.d_out[0]"],
      asked: place("pool", "d_in", []))
  }

  static let filterGradient = PracticeTopic("filter-gradient", "a shared weight's gradient") {
    random in
    let paper = try PaperNetwork("conv2d 1 2x2", input: Shape(1, 4, 4), random: &random)
    return try PracticeProblem(
      "One 2x2 filter has slid over a 4x4 image. The gradient of its output is given.",
      paper.backward(given: "conv", random: &random), given: ["image", "conv.d_out[0]"],
      asked: place("conv", "d_filters", [0, random.below(2), random.below(2)]))
  }

  static let inputGradient = PracticeTopic("input-gradient", "a pixel's gradient") {
    random in
    let paper = try PaperNetwork("conv2d 1 2x2", input: Shape(1, 4, 4), random: &random)
    return try PracticeProblem(
      "One 2x2 filter has slid over a 4x4 image. The gradient of its output is given.",
      paper.backward(given: "conv", random: &random), given: ["conv.filters[0]", "conv.d_out[0]"],
      asked: place("conv", "d_in", [random.below(4), random.below(4)]))
  }

  static let stride = PracticeTopic("stride", "stride 2 and padding 1") { random in
    let paper = try PaperNetwork(
      "conv2d 1 3x3 stride=2 padding=1 bias=0", input: Shape(1, 5, 5), random: &random)
    let state = try paper.backward(given: "conv", random: &random)
    let story = "A 3x3 filter slides with stride 2 over a 5x5 image with a border of zeros."
    switch random.below(3) {
    case 0:
      return try PracticeProblem(
        story, state, given: ["image", "conv.filters[0]"],
        asked: place("conv", "out", [0, random.below(3), random.below(3)]))
    case 1:
      return try PracticeProblem(
        story, state, given: ["image", "conv.d_out[0]"],
        asked: place("conv", "d_filters", [0, random.below(3), random.below(3)]))
    default:
      return try PracticeProblem(
        story, state, given: ["conv.filters[0]", "conv.d_out[0]"],
        asked: place("conv", "d_in", [random.below(5), random.below(5)]))
    }
  }

  static let batchNorm = PracticeTopic("batch-norm", "normalising a batch") { random in
    var paper = try PaperNetwork(
      "flatten, batchnorm", input: Shape(1, 1, 1), images: 4, random: &random)
    // Numbers whose variance is a square: two of them above the mean, two as far below.
    let (mean, deviation) = (random.whole(1, in: -2...4)[0], random.whole(1, in: 1...3)[0])
    for (image, side) in random.permutation(of: 4).enumerated() {
      try paper.writeImage(image, [mean + (side < 2 ? deviation : -deviation)])
    }
    let scale = random.whole(1, in: 1...3)
    try paper.write("bn.weights", scale)
    let state = try paper.backward(given: "bn", random: &random)
    let sample = random.below(4)
    let asked = random.one(of: ["normalised", "out", "d_in"])
    return try PracticeProblem(
      "Batch normalisation of one channel over four images.", state,
      given: ["bn.in", "bn.weights", "bn.biases"] + (asked == "d_in" ? ["bn.d_out"] : []),
      asked: place("bn", asked, [sample, 0]), decimals: 2)
  }

  // MARK: Update

  static let update = PracticeTopic("update", "one step of gradient descent") { random in
    var paper = try PaperNetwork("fc 2, relu", input: Shape(1, 1, 2), random: &random)
    let rate = random.one(of: [0.1, 0.5, 0.01]) as Float
    paper.set(.sgd, rate: rate)
    let state = try paper.backward(given: "fc", random: &random)
    return try PracticeProblem(
      "A weight after an update with learning rate \(rate).", state,
      given: ["fc.weights", "fc.d_weights"],
      asked: place("fc", "weights", [random.below(2), random.below(2)]), solved: state.updated(),
      decimals: 3)
  }

  static let momentum = PracticeTopic("momentum", "a step with momentum") { random in
    var paper = try PaperNetwork("fc 2, relu", input: Shape(1, 1, 2), random: &random)
    paper.set(.momentum, rate: 0.1, momentum: 0.5)
    let first = try paper.backward(given: "fc", random: &random).updated()
    let state = try PaperNetwork(first).backward(given: "fc", random: &random)
    return try PracticeProblem(
      "A weight after an update with momentum 0.5 and learning rate 0.1. Its velocity is that of "
        + "the update before.",
      state, given: ["fc.weights", "fc.velocity_weights", "fc.d_weights"],
      asked: place("fc", "weights", [random.below(2), random.below(2)]), solved: state.updated(),
      decimals: 3)
  }

  static let adam = PracticeTopic("adam", "the first step of Adam") { random in
    var paper = try PaperNetwork("fc 2, relu", input: Shape(1, 1, 2), random: &random)
    paper.set(.adam, rate: random.one(of: [0.1, 0.01]))
    let state = try paper.backward(given: "fc", random: &random)
    return try PracticeProblem(
      "A weight after the very first update by Adam with learning rate "
        + "\(state.optimiser.learningRate); its averages begin at 0.",
      state, given: ["fc.weights", "fc.d_weights"],
      asked: place("fc", "weights", [random.below(2), random.below(2)]), solved: state.updated(),
      decimals: 3)
  }

  static let gradientCheck = PracticeTopic(
    "gradient-check", "a slope from two losses"
  ) { random in
    let paper = try PaperNetwork(
      "softmax 2", input: Shape(1, 1, 2), range: 1...2, random: &random)
    let state = try paper.backward(random: &random)
    let (output, input) = (random.below(2), random.below(2))
    let weight = place("softmax", "weights", [output, input])
    guard case .computed(let value) = try state.read(weight) else { throw PlaceError.empty(weight) }
    func loss(_ change: Double) throws -> Double {
      var probe = state
      probe.apply(.write(weight, [value.values[0] + Float(change)]))
      return Double(probe.lossOfStepNow ?? .nan)
    }
    let step = 0.1
    let (above, below) = (try loss(step), try loss(-step))
    func digits(_ number: Double) -> Double { (number * 10_000).rounded() / 10_000 }
    return try PracticeProblem(
      "With \(weight) raised by \(step), the loss is \(digits(above)); lowered by \(step), it is "
        + "\(digits(below)). Estimate the gradient from these two losses.",
      state, given: [], asked: place("softmax", "d_weights", [output, input]), decimals: 2,
      method: "the loss above minus the loss below, divided by the distance between the two weights"
    )
  }
}
