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

/// The kinds of layers that bugs are at home in, as they are called after "the network has no".
enum BuggyLayer: String {
  case relu, leaky, convolution
  case dense = "dense layer"
  case maxPooling = "max pooling"

  func includes<S: Scalar>(_ layer: any Layer<S>) -> Bool {
    switch self {
    case .relu: layer is ReLU<S>
    case .leaky: layer is LeakyReLU<S>
    case .convolution: layer is any ConvolutionLayer<S>
    case .dense: layer is any DenseLayer<S>
    case .maxPooling: layer is any MaxPooling<S>
    }
  }
}
