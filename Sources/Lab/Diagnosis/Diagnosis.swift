package import ConvNet

/// Something that is wrong with the training: the facts, for other code to put into words.
package enum Diagnosis: Hashable, Sendable {
  /// A number at a place.
  package struct Reading: Hashable, Sendable {
    /// The place.
    package let place: Place
    /// The number there.
    package let value: Double
  }

  /// Disproportionately large numbers that were written over others.
  package struct Edit: Hashable, Sendable {
    /// The place.
    package let place: Place
    /// The largest of the numbers.
    package let value: Double
    /// How many updates had been done by then.
    package let updates: Int
  }

  /// A number is NaN or infinite; this is where it began.
  case notFinite(Origin)
  /// The answers are far worse than guessing: confident and wrong.
  case diverged(Divergence)
  /// Weights are disproportionately large compared with those that the network began with. An edit
  /// may have put them there; if not, trials may tell the cause.
  case enormous(Growth)
  /// Nothing is learned: the answers do not beat guessing, and do not get better.
  case flat(Plateau)
  /// It learns, or would at another learning rate, but is hardly better than guessing so far.
  case slow(Plateau)
  /// Filters or units get no gradient.
  case dead(DeadUnits)
  /// Something is wrong, or worth knowing, whatever the training does.
  case found(Cause)

  /// Whether it is a fault; the others are worth knowing.
  package var isFault: Bool {
    switch self {
    case .notFinite, .diverged, .enormous: true
    // Without a cause it may only be slow.
    case .flat(let plateau): plateau.isWorse || plateau.cause != nil
    case .slow: false
    // A layer learns with half of its units; only where few are left do they explain much.
    case .dead(let dead): 4 * dead.units.count >= 3 * dead.count
    case .found(let cause): cause.isFault
    }
  }

  /// Where numbers stopped being finite.
  package struct Origin: Hashable, Sendable {
    /// The first tensor, in the order of computation, that holds a non-finite number, and its
    /// position.
    package let first: Reading
    /// The number of the update, counted from 1, whose step the operation belongs to.
    package let update: Int
    /// The operation; `nil` if the number came with an edit, a file or an image.
    package let operation: TapeOperation?
    /// The operation's number in its step, counted from 1.
    package let position: Int
    /// The learning rate at the time.
    package let learningRate: Double
    /// The largest parameter before it happened.
    package let largest: Reading?
    /// The largest parameter of the network when it was new.
    package let atFirst: Double
    /// The losses of the last updates up to the first loss that is not finite.
    package let losses: [Double]
    /// The update, counted from 1, since which losses had been far above that of guessing.
    package let largeSince: Int?
    /// The edit that caused it, if any.
    package let edit: Edit?
    /// Why it happened, where trials tell.
    package internal(set) var cause: Cause?
  }

  /// How far off the answers are.
  package struct Divergence: Hashable, Sendable {
    /// The update, counted from 1, with whose image it began.
    package let update: Int
    /// The losses around that update; the first of them is from before it.
    package let losses: [Double]
    /// The average loss over the last updates.
    package let mean: Double
    /// How many updates that average covers.
    package let count: Int
    /// How many of them had a loss of exactly 0.
    package let zeros: Int
    /// The loss of even guessing.
    package let chance: Double
    /// The learning rate of that update.
    package let learningRate: Double
    /// The largest parameter at present.
    package let largest: Reading?
    /// The largest parameter of the network when it was new.
    package let atFirst: Double
    /// The edit that made the weights large, if any.
    package let edit: Edit?
    /// Why it happened, where trials tell.
    package internal(set) var cause: Cause?
  }

  /// How far weights have grown.
  package struct Growth: Hashable, Sendable {
    /// The largest parameter at present.
    package let largest: Reading
    /// The largest parameter of the network when it was new.
    package let atFirst: Double
    /// The largest learning rate that the network was trained with.
    package let learningRate: Double
    /// The edit that made the weight large, if any.
    package let edit: Edit?
    /// Why it happened, where trials tell.
    package internal(set) var cause: Cause?
  }

  /// Answers that are hardly better than guessing.
  package struct Plateau: Hashable, Sendable {
    /// Average loss and accuracy of the last updates.
    package let report: Report
    /// How many updates those are.
    package let count: Int
    /// The average loss of as many updates at the beginning.
    package let atFirst: Double
    /// What answers cost that ignore the image, and the share of them that are right.
    package let guessing: Report
    /// Whether the answers cost more than a uniform guess.
    package let isWorse: Bool
    /// Why it happened, where it is known.
    package internal(set) var cause: Cause?
  }

  /// Filters of a convolution, or units of a dense layer, that get a gradient of exactly 0.
  package struct DeadUnits: Hashable, Sendable {
    /// The layer.
    package let layer: String
    /// What each of them is a row of: `filters`, `weights`.
    package let parameter: String
    /// Which are dead.
    package let units: [Int]
    /// How many the layer has.
    package let count: Int
    /// In how many steps of training on a copy they got no gradient.
    package let steps: Int
    /// For how many images of the training set they got none after those steps.
    package let images: Int
    /// How many images the training set has.
    package let all: Int
    /// Since when; `nil` where it is not known.
    package internal(set) var death: Death?
    /// Their gradient is wrong, or what keeps the layer's units alive, where trials tell.
    package internal(set) var cause: Cause?
  }

  /// When units died, judging by some images.
  package struct Death: Hashable, Sendable {
    /// The first update after which none of them got gradient; 0 if none did from the start.
    package let update: Int
    /// For how many images that was tried.
    package let images: Int
    /// The largest change of the layer's parameters in that update.
    package let change: Reading?
    /// The learning rate of that update; `nil` if they were dead from the start.
    package let learningRate: Double?
  }

  /// Why it happened, or what was found, where that is known.
  package var cause: Cause? {
    switch self {
    case .notFinite(let origin): origin.cause
    case .diverged(let divergence): divergence.cause
    case .flat(let plateau), .slow(let plateau): plateau.cause
    case .found(let cause): cause
    case .enormous(let growth): growth.cause
    case .dead(let dead): dead.cause
    }
  }

  /// The kind of finding and where it began: the same as long as the trouble is the same.
  package var identity: String {
    switch self {
    case .notFinite(let origin): "not finite, update \(origin.update), \(origin.first.place)"
    case .diverged: "diverged"
    case .enormous: "enormous"
    case .flat: "flat"
    case .slow: "slow"
    case .dead(let dead): "dead \(dead.layer) \(dead.units)"
    case .found(let cause): "\(cause)"
    }
  }
}
