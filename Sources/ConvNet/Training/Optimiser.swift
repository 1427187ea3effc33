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
  /// What a person sets, but for the learning rate.
  public typealias Settings = OptimiserSettings
  /// The rule by which parameters change.
  public typealias Rule = OptimiserSettings.Rule

  /// How far each update goes along the gradient, before the schedule changes it.
  public var learningRate: S
  /// Rule, momentum and weight decay. Another rule begins with no memory.
  public var settings = Settings() {
    didSet {
      if settings.rule != oldValue.rule { (memory, powers, rememberedUpdates) = ([], (1, 1), 0) }
    }
  }
  /// For each of the rule's memories, one tensor a parameter, in the network's order.
  private var memory: [[Tensor<S>]] = []
  /// Adam's b1^t and b2^t, for the t updates that the memory holds.
  private var powers: (mean: S, square: S) = (1, 1)
  /// How many updates the memory holds.
  package private(set) var rememberedUpdates = 0

  /// Descent at the given rate.
  public init(learningRate: S) { self.learningRate = learningRate }

  /// Decay rates of Adam's averages, and what keeps it from dividing by 0.
  package static var adam: (mean: S, square: S, epsilon: S) { (0.9, 0.999, 1e-8) }

  /// 1 - b^t for Adam's two averages at the next update.
  var corrections: (mean: S, square: S) {
    (1 - powers.mean * Self.adam.mean, 1 - powers.square * Self.adam.square)
  }

  /// How far an update goes along the gradient; the first update's number is 1.
  public func rate(ofUpdate number: Int) -> S {
    guard case .step(let every, let factor) = settings.schedule, number >= every else {
      return learningRate
    }
    var (power, base, exponent) = (1.0, factor, number / every)
    while exponent > 0 {
      if !exponent.isMultiple(of: 2) { power *= base }
      base *= base
      exponent /= 2
    }
    return S(Double(learningRate) * power)
  }

  /// What is left of a parameter of an update's weight decay.
  var kept: S { 1 - S(settings.weightDecay) }

  /// Moves every parameter of the network that is not frozen; the first update's number is 1.
  public mutating func update(
    _ network: inout Network<S>, with gradients: [LayerGradients<S>], number update: Int
  ) {
    if memory.isEmpty, !settings.rule.memories.isEmpty {
      let parameters = network.nodes.flatMap { $0.layer.parameters }
      memory = settings.rule.memories.map { _ in parameters.map { Tensor($0.values.shape) } }
    }
    let rate = rate(ofUpdate: update)
    let decays = settings.weightDecay != 0 ? network.nodes.map(\.decays) : []
    let isFrozen = network.nodes.map(\.isFrozen)
    var number = 0
    var memory = memory
    self.memory = []
    network.withParameters { layer, parameter, values in
      defer { number += 1 }
      guard !isFrozen[layer] else { return }
      let gradient = gradients[layer].parameters[parameter]
      if settings.weightDecay != 0, decays[layer][parameter] {
        values.update { S.scale(count: $1, by: kept, values: $0) }
      }
      gradient.withPointer { gradient in
        values.update { values, count in
          move(values, count, by: rate, along: gradient, &memory, number)
        }
      }
    }
    self.memory = memory
    rememberedUpdates += 1
    guard settings.rule == .adam else { return }
    powers.mean *= Self.adam.mean
    powers.square *= Self.adam.square
  }

  private func move(
    _ values: UnsafeMutablePointer<S>, _ count: Int, by rate: S,
    along gradient: UnsafePointer<S>, _ memory: inout [[Tensor<S>]], _ number: Int
  ) {
    switch settings.rule {
    case .sgd:
      S.descend(count: count, rate: rate, gradient: gradient, values: values)
    case .momentum:
      memory[0][number].update { velocity, _ in
        S.descendWithMomentum(
          count: count, rate: rate, momentum: S(settings.momentum), gradient: gradient,
          velocity: velocity, values: values)
      }
    case .adam:
      let corrections = corrections
      var squares = memory[1][number]
      memory[0][number].update { mean, _ in
        squares.update { square, _ in
          S.descendWithAdam(
            count: count, rate: rate, decay: (Self.adam.mean, Self.adam.square),
            epsilon: Self.adam.epsilon, corrections: corrections, gradient: gradient, mean: mean,
            square: square, values: values)
        }
      }
      memory[1][number] = squares
    }
  }

  /// One of the rule's memories of a parameter, counted in the network's order.
  package func remembered(_ name: String, parameter: Int) -> Tensor<S>? {
    guard let which = settings.rule.memories.firstIndex(of: name), memory.indices.contains(which)
    else { return nil }
    return memory[which][parameter]
  }
}
