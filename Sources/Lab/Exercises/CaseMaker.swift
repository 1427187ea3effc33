import ConvNet

/// Draws the numbers of an exercise's cases.
struct CaseMaker {
  private var random: RandomSource
  private let digits: LabelledImages

  init(seed: UInt64, digits: LabelledImages) {
    random = RandomSource(seed: seed)
    self.digits = digits.entering(by: .centred)
  }

  // MARK: Numbers

  /// Whole numbers in a range.
  mutating func integers(_ count: Int, _ range: ClosedRange<Int> = -3...3) -> [Float] {
    random.whole(count, in: range)
  }

  /// Whole numbers around 0, all different and none of them 0, in random order; their sum is not 0.
  mutating func distinct(_ count: Int) -> [Float] {
    random.permutation(of: count).map { rank in
      let number = rank - (count - 1) / 2
      return Float(number < 0 ? number : number + 1)
    }
  }

  /// Normal numbers.
  mutating func normals(_ count: Int, times scale: Double = 1, plus mean: Double = 0) -> [Float] {
    (0..<count).map { _ in Float(mean + scale * random.normal()) }
  }

  /// Real digits, with pixels from -0.5 to 0.5.
  mutating func digits(_ count: Int) -> (images: [Float], labels: [Int]) {
    let chosen = (0..<count).map { _ in random.below(digits.count) }
    return (
      chosen.flatMap { digits.image($0, as: Float.self).values },
      chosen.map { Int(digits.labels[$0]) }
    )
  }

  // MARK: Networks

  /// A network before a step with some images.
  ///
  /// - Parameters:
  ///   - diagram: The layers.
  ///   - input: The shape of an image.
  ///   - images: The numbers of all images.
  ///   - labels: The label of each image; its number decides how many images there are.
  ///   - classes: How many classes there are.
  ///   - rate: The learning rate.
  ///   - parameters: The numbers of the parameters, by place; the others keep fresh ones.
  /// - Returns: The network, its images in a batch.
  /// - Throws: An error if the numbers do not fit.
  func trainer(
    _ diagram: String, on input: Shape, _ images: [Float], labels: [Int] = [0], classes: Int = 10,
    rate: Float = 0.1, parameters: [String: [Float]] = [:]
  ) throws -> Trainer<Float> {
    var random = random
    var network = try Network<Float>(
      input: input, diagram: Diagram(parsing: diagram), random: &random)
    let names = network.nodes.map { node in
      node.layer.parameters.map { "\(node.name).\($0.name)" }
    }
    network.withParameters { layer, parameter, tensor in
      if let numbers = parameters[names[layer][parameter]] {
        tensor = Tensor(tensor.shape, numbers)
      }
    }
    let data = LabelledImages(
      name: "the case", imageShape: input, numbers: images, labels: labels.map { UInt8($0) },
      classNames: (0..<classes).map(String.init))
    return try Trainer(
      network: network, data: DataSplit(training: data, test: data), learningRate: rate,
      batchSize: labels.count)
  }
}

extension Trainer<Float> {
  typealias Actions = [Timeline<Float>.Action]

  /// The first operations of a step: the images, and all layers up to the loss if there is one.
  var forwardActions: Actions { operations(network.forwardOperationCount) }

  /// A step up to the gradients of the first layer, or with the update, too.
  func stepActions(update: Bool = false) -> Actions {
    operations(operations.count - (update ? 0 : 1))
  }

  /// A forward pass, and the backward pass of the last layer with a given gradient.
  func backwardActions(giving gradient: [Float]) -> Actions {
    let place = Place(layer: network.nodes[network.count - 1].name, quantity: "d_out")
    return forwardActions + [.write(place, gradient), .operation]
  }

  private func operations(_ count: Int) -> Actions {
    [.choose(.training(0))] + [Timeline<Float>.Action](repeating: .operation, count: count - 1)
  }
}
