/// How parameters change with their gradients g, and what is remembered between updates.
///
/// - `sgd`: w = w - rate g.
/// - `momentum`: v = momentum v - rate g; w = w + v (Polyak, 1964).
/// - `adam`: m = b1 m + (1 - b1) g; s = b2 s + (1 - b2) g^2;
///   w = w - rate (m / (1 - b1^t)) / (sqrt(s / (1 - b2^t)) + e), with b1 = 0.9, b2 = 0.999,
///   e = 1e-8, and t the number of the update (Kingma and Ba, 2015).
///
/// With weight decay d, w = w (1 - d) comes first.
public struct Optimiser<S: Scalar>: Sendable {
  /// What the user sets, except for the learning rate.
  public typealias Settings = OptimiserSettings
  /// The rule by which parameters change.
  public typealias Rule = OptimiserSettings.Rule

  /// How large a step each update takes against the gradient, before the schedule changes it.
  public var learningRate: S
  /// Rule, momentum and weight decay. A new rule begins without memory.
  public var settings = Settings() {
    didSet {
      if settings.rule != oldValue.rule { memory = Memory() }
    }
  }
  /// What is remembered between updates.
  struct Memory {
    /// For each of the rule's memories, one tensor per parameter, in the network's order; empty
    /// before the first update.
    var tensors: [[Tensor<S>]] = []
    /// Adam's b1^t and b2^t, where t is the number of updates that the memory covers.
    var powers: (mean: S, square: S) = (1, 1)
    /// How many updates the memory covers.
    var updates = 0
  }

  /// What is remembered between updates.
  var memory = Memory()
  /// How many updates the memory covers.
  package var rememberedUpdates: Int { memory.updates }

  /// Descent at the given rate.
  public init(learningRate: S) { self.learningRate = learningRate }

  /// The decay rates of Adam's averages, and the epsilon that keeps it from dividing by 0.
  package static var adam: (mean: S, square: S, epsilon: S) { (0.9, 0.999, 1e-8) }

  /// b^t for Adam's two averages at the next update.
  var nextPowers: (mean: S, square: S) {
    (memory.powers.mean * Self.adam.mean, memory.powers.square * Self.adam.square)
  }

  /// 1 - b^t for Adam's two averages at the next update.
  package var corrections: (mean: S, square: S) { (1 - nextPowers.mean, 1 - nextPowers.square) }

  /// How large a step an update takes against the gradient; the first update is number 1.
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

  /// The factor by which an update's weight decay multiplies each parameter.
  var kept: S { 1 - S(settings.weightDecay) }

  /// Updates every parameter of the network that is not frozen; the first update is number 1.
  /// Layers without gradients, after those that are given, are left as they are.
  public mutating func update(
    _ network: inout Network<S>, with gradients: [LayerGradients<S>], number update: Int
  ) {
    if memory.tensors.isEmpty, !settings.rule.memories.isEmpty {
      let parameters = network.nodes.flatMap { $0.layer.parameters }
      memory.tensors = settings.rule.memories.map { _ in parameters.map { Tensor($0.values.shape) }
      }
    }
    let rate = rate(ofUpdate: update)
    let decays = settings.weightDecay != 0 ? network.nodes.map(\.decays) : []
    let isFrozen = network.nodes.map(\.isFrozen)
    var number = 0
    var memory = self.memory.tensors
    self.memory.tensors = []
    network.withParameters { layer, parameter, values in
      defer { number += 1 }
      guard !isFrozen[layer], layer < gradients.count else { return }
      let own = gradients[layer].parameters
      ensure(
        parameter < own.count && own[parameter].shape == values.shape,
        "A layer gives each of its parameters a gradient of the same shape.")
      let gradient = own[parameter]
      if settings.weightDecay != 0, decays[layer][parameter] {
        values.update { S.scale(count: $1, by: kept, values: $0) }
      }
      gradient.withPointer { gradient in
        values.update { values, count in
          move(values, count, by: rate, along: gradient, &memory, number)
        }
      }
    }
    self.memory.tensors = memory
    self.memory.updates += 1
    guard settings.rule == .adam else { return }
    self.memory.powers.mean *= Self.adam.mean
    self.memory.powers.square *= Self.adam.square
  }

  private func move(
    _ values: UnsafeMutablePointer<S>, _ count: Int, by rate: S,
    along gradient: UnsafePointer<S>, _ memory: inout [[Tensor<S>]], _ number: Int
  ) {
    // Work may be stopped even in the middle of an update: whoever began it then discards the
    // network.
    func split(_ work: Int, _ body: (Range<Int>) -> Void) {
      Parallel.split(count, work: work, body)
    }
    switch settings.rule {
    case .sgd:
      split(2) {
        S.descend(
          count: $0.count, rate: rate, gradient: gradient + $0.lowerBound,
          values: values + $0.lowerBound)
      }
    case .momentum:
      memory[0][number].update { velocity, _ in
        split(4) {
          S.descendWithMomentum(
            count: $0.count, rate: rate, momentum: S(settings.momentum),
            gradient: gradient + $0.lowerBound, velocity: velocity + $0.lowerBound,
            values: values + $0.lowerBound)
        }
      }
    case .adam:
      let corrections = corrections
      // Taken out so that both memories are changed in place.
      var squares = Tensor<S>(Shape(1))
      swap(&squares, &memory[1][number])
      memory[0][number].update { mean, _ in
        squares.update { square, _ in
          split(16) {
            S.descendWithAdam(
              count: $0.count, rate: rate, decay: (Self.adam.mean, Self.adam.square),
              epsilon: Self.adam.epsilon, corrections: corrections,
              gradient: gradient + $0.lowerBound, mean: mean + $0.lowerBound,
              square: square + $0.lowerBound, values: values + $0.lowerBound)
          }
        }
      }
      swap(&squares, &memory[1][number])
    }
  }

  /// One of the rule's memories of a parameter, given by its index in the network's order.
  package func remembered(_ name: String, parameter: Int) -> Tensor<S>? {
    guard let which = settings.rule.memories.firstIndex(of: name),
      memory.tensors.indices.contains(which)
    else { return nil }
    return memory.tensors[which][parameter]
  }
}
