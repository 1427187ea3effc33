import ConvNet

/// A bug that can show in every network with a layer of some kind.
protocol LayerBug: Bug {
  /// The kind of layer.
  var home: BuggyLayer { get }
}

extension LayerBug {
  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    trainer.network.nodes.contains { home.includes($0.layer) } ? nil : .lacks(home.rawValue)
  }
}

/// A bug in updates, which can show in every network with a layer of some kind that learns.
protocol UpdateBug: LayerBug {}

extension UpdateBug {
  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    let own = trainer.network.nodes.filter { home.includes($0.layer) }
    guard let first = own.first else { return .lacks(home.rawValue) }
    return own.allSatisfy(\.isFrozen) ? .frozen(home.rawValue, layer: first.name) : nil
  }
}

/// The kinds of layers that bugs belong to, worded to follow "the network has no".
enum BuggyLayer: String {
  case relu = "ReLU"
  case leaky = "leaky ReLU"
  case convolution
  case dense = "dense layer"

  func includes<S: Scalar>(_ layer: any Layer<S>) -> Bool {
    switch self {
    case .relu: layer is ReLU<S>
    case .leaky: layer is LeakyReLU<S>
    case .convolution: layer is any ConvolutionLayer<S>
    case .dense: layer is any DenseLayer<S>
    }
  }
}

extension Network {
  /// The convolutions, each with the shape of its output for one image.
  var convolutions: [(layer: any ConvolutionLayer<S>, output: Shape)] {
    zip(nodes, outputs).compactMap { node, output in
      (node.layer as? any ConvolutionLayer<S>).map { ($0, output) }
    }
  }

  /// The max poolings, each with the number of windows in one of its maps.
  var maxPoolings: [(layer: any MaxPooling<S>, windows: Int)] {
    zip(nodes, outputs).compactMap { node, output in
      (node.layer as? any MaxPooling<S>).map { ($0, output[1] * output[2]) }
    }
  }
}
