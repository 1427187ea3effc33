/// What the user sets of an ``Optimiser``, except for the learning rate.
public struct OptimiserSettings: Hashable, Sendable {
  /// The rule by which parameters change.
  public enum Rule: String, CaseIterable, Sendable {
    /// Against the gradient.
    case sgd
    /// Against a running sum of gradients.
    case momentum
    /// Against a running mean of gradients, scaled by that of their squares.
    case adam

    /// What is remembered for each parameter, under the names that places use.
    package var memories: [String] {
      switch self {
      case .sgd: []
      case .momentum: ["velocity"]
      case .adam: ["mean", "square"]
      }
    }
  }

  /// How the learning rate changes from update to update.
  public enum Schedule: Hashable, Sendable {
    /// It does not change.
    case constant
    /// Update s, counted from 1, uses rate * factor^(s div every).
    case step(every: Int, factor: Double)
  }

  /// The rule.
  public var rule: Rule
  /// The fraction of the velocity that is kept from update to update.
  public var momentum: Double
  /// The fraction of each parameter that an update subtracts first.
  public var weightDecay: Double
  /// How the learning rate changes.
  public var schedule: Schedule

  /// Plain gradient descent at a constant rate, unless specified otherwise.
  public init(
    rule: Rule = .sgd, momentum: Double = 0.9, weightDecay: Double = 0,
    schedule: Schedule = .constant
  ) {
    self.rule = rule
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.schedule = schedule
  }
}
