/// How parameters change with their gradients g, and what is remembered from update to update.
///
/// - `sgd`: w = w - rate g.
/// - `momentum`: v = momentum v - rate g; w = w + v (Polyak, 1964).
/// - `adam`: m = b1 m + (1 - b1) g; s = b2 s + (1 - b2) g^2;
///   w = w - rate (m / (1 - b1^t)) / (sqrt(s / (1 - b2^t)) + e), with b1 = 0.9, b2 = 0.999,
///   e = 1e-8, t the number of the update (Kingma and Ba, 2015).
///
/// With weight decay d, w = w (1 - d) comes first.
public struct Optimiser<S: Scalar>: Sendable {
  /// The rule by which parameters change.
  public enum Rule: String, CaseIterable, Sendable {
    case sgd, momentum, adam

    /// What is remembered of each parameter, as places name it.
    var memories: [String] {
      switch self {
      case .sgd: []
      case .momentum: ["velocity"]
      case .adam: ["mean", "square"]
      }
    }
  }

  /// What a person sets, but for the learning rate.
  public struct Settings: Hashable, Sendable {
    /// The rule.
    public var rule = Rule.sgd
    /// How much of the velocity stays from update to update.
    public var momentum: S = 0.9
    /// Which part of each parameter an update takes away first.
    public var weightDecay: S = 0

    /// Plain gradient descent.
    public init() {}
  }

  /// How far each update goes along the gradient.
  public var learningRate: S
  /// Rule, momentum and weight decay. Another rule begins with no memory.
  public var settings = Settings() {
    didSet { if settings.rule != oldValue.rule { (memory, powers) = ([], (1, 1)) } }
  }
  /// For each of the rule's memories, one tensor a parameter, in the network's order.
  private var memory: [[Tensor<S>]] = []
  /// Adam's b1^t and b2^t, for the t updates that the memory holds.
  private var powers: (mean: S, square: S) = (1, 1)

  /// Descent at the given rate.
  public init(learningRate: S) { self.learningRate = learningRate }

  /// Decay rates of Adam's averages, and what keeps it from dividing by 0.
  static var adam: (mean: S, square: S, epsilon: S) { (0.9, 0.999, 1e-8) }

  /// 1 - b^t for Adam's two averages at the next update.
  var corrections: (mean: S, square: S) {
    (1 - powers.mean * Self.adam.mean, 1 - powers.square * Self.adam.square)
  }

  /// Moves every parameter of the network.
  public mutating func update(
    _ network: inout Network<S>, with gradients: [LayerGradients<S>]
  ) {
    if memory.isEmpty, !settings.rule.memories.isEmpty {
      let parameters = network.nodes.flatMap { $0.layer.parameters }
      memory = settings.rule.memories.map { _ in parameters.map { Tensor($0.values.shape) } }
    }
    var number = 0
    var memory = memory
    self.memory = []
    network.withParameters { layer, parameter, values in
      let gradient = gradients[layer].parameters[parameter]
      if settings.weightDecay != 0 {
        values.update { S.scale(count: $1, by: 1 - settings.weightDecay, values: $0) }
      }
      gradient.withPointer { gradient in
        values.update { values, count in
          move(values, count, along: gradient, &memory, number)
        }
      }
      number += 1
    }
    self.memory = memory
    guard settings.rule == .adam else { return }
    powers.mean *= Self.adam.mean
    powers.square *= Self.adam.square
  }

  private func move(
    _ values: UnsafeMutablePointer<S>, _ count: Int, along gradient: UnsafePointer<S>,
    _ memory: inout [[Tensor<S>]], _ number: Int
  ) {
    switch settings.rule {
    case .sgd:
      S.descend(count: count, rate: learningRate, gradient: gradient, values: values)
    case .momentum:
      memory[0][number].update { velocity, _ in
        S.descendWithMomentum(
          count: count, rate: learningRate, momentum: settings.momentum, gradient: gradient,
          velocity: velocity, values: values)
      }
    case .adam:
      let corrections = corrections
      var squares = memory[1][number]
      memory[0][number].update { mean, _ in
        squares.update { square, _ in
          S.descendWithAdam(
            count: count, rate: learningRate, decay: (Self.adam.mean, Self.adam.square),
            epsilon: Self.adam.epsilon, corrections: corrections, gradient: gradient, mean: mean,
            square: square, values: values)
        }
      }
      memory[1][number] = squares
    }
  }

  /// One of the rule's memories of a parameter, counted in the network's order.
  func remembered(_ name: String, parameter: Int) -> Tensor<S>? {
    guard let which = settings.rule.memories.firstIndex(of: name), memory.indices.contains(which)
    else { return nil }
    return memory[which][parameter]
  }
}

extension Tensor {
  /// Hands the address of the first number, and how many there are, to `body`.
  fileprivate mutating func update(_ body: (UnsafeMutablePointer<S>, Int) -> Void) {
    values.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { body(base, buffer.count) }
    }
  }
}
