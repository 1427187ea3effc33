package import ConvNet

/// Something that is wrong with a training: facts for whoever words them.
package enum Diagnosis: Hashable, Sendable {
  /// A number that stands somewhere.
  package struct Reading: Hashable, Sendable {
    /// Where.
    package let place: Place
    /// What stands there.
    package let value: Double
  }

  /// A number is NaN or infinite; this is where it began.
  case notFinite(Origin)
  /// The answers are far worse than guessing: certain and wrong.
  case diverged(Divergence)
  /// Weights are out of all proportion to those that the network began with.
  case enormous(largest: Reading, atFirst: Double)
  /// The loss has not left what guessing evenly costs.
  case flat(Plateau)
  /// These filters get a gradient of exactly 0 in each of so many steps from here on.
  case dead(layer: String, filters: [Int], steps: Int)

  /// Where numbers ceased to be numbers.
  package struct Origin: Hashable, Sendable {
    /// The first tensor, in the order of computation, that holds one, and where in it.
    package let first: Reading
    /// The update, counted from 1, to whose step the operation belongs.
    package let update: Int
    /// The operation; `nil` where it came with an edit, a file or an image.
    package let operation: TapeOperation?
    /// Which operation of its step it is, counted from 1.
    package let position: Int
    /// The learning rate at the time.
    package let learningRate: Double
    /// The largest parameter before it happened.
    package let largest: Reading?
    /// The largest parameter of the network when it was new.
    package let atFirst: Double
    /// The losses of the last updates up to the first that is no number.
    package let losses: [Double]
    /// The update, counted from 1, since which losses had been far above that of guessing.
    package let largeSince: Int?
  }

  /// How far off the answers are.
  package struct Divergence: Hashable, Sendable {
    /// The update, counted from 1, with whose image it began.
    package let update: Int
    /// The losses around it, the first of them before it.
    package let losses: [Double]
    /// The average over the last updates.
    package let mean: Double
    /// How many updates that is.
    package let count: Int
    /// How many of them had a loss of exactly 0.
    package let zeros: Int
    /// What guessing evenly would cost.
    package let chance: Double
    /// The learning rate now.
    package let learningRate: Double
    /// The largest parameter now.
    package let largest: Reading?
    /// The largest parameter of the network when it was new.
    package let atFirst: Double
  }

  /// A loss that does not move.
  package struct Plateau: Hashable, Sendable {
    /// Over how many updates.
    package let count: Int
    /// The average loss of the first half and of the second.
    package let halves: [Double]
    /// What guessing evenly costs: log(classes).
    package let chance: Double
    /// The share of right answers.
    package let accuracy: Double
    /// How many classes there are.
    package let classes: Int
  }

  /// The kind of finding, and where it began: what stays the same while the trouble does.
  package var identity: String {
    switch self {
    case .notFinite(let origin): "not finite, update \(origin.update), \(origin.first.place)"
    case .diverged: "diverged"
    case .enormous: "enormous"
    case .flat: "flat"
    case .dead(let layer, let filters, _): "dead \(layer) \(filters)"
    }
  }
}
