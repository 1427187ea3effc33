package import ConvNet

extension Diagnosis {
  /// Why a training goes wrong, or something that is wrong in itself.
  package enum Cause: Hashable, Sendable {
    /// The learning rate is 0.
    case zeroRate
    /// These layers are frozen, and no other layer has parameters if `isEverything`.
    case frozen([String], isEverything: Bool)
    /// The gradients at a place are not the slope of the loss; the error is |a - n| / (|a| + |n|).
    case gradient(Place, error: Double)
    /// A layer's output, or the loss, is not what its formula gives for its input; of images with
    /// this many times the usual contrast if that is not 1.
    case output(Place, contrast: Int)
    /// Pooling passes on more or less gradient than it gets: the ratio of the sums.
    case notConserved(ratio: Double)
    /// An update does not move a place as its rule says.
    case update(Place)
    /// What the reports state, and the averages of the recorded updates.
    case misreported(stated: Report, counted: Report)
    /// An image of the training set comes in with a label other than its own.
    case wrongLabel(image: Int, given: Int, own: Int)
    /// A nearest-mean classifier on the pixels does not beat guessing on this many images.
    case unrelatedLabels(accuracy: Double, guessing: Double, images: Int)
    /// How often the label changes from image to image in the order of training, and how often it
    /// would if they were shuffled.
    case sorted(changes: Int, expected: Int, images: Int)
    /// All images of the training set that were compared, this many, are equal.
    case equalImages(Int)
    /// The largest input is far above 1.
    case largeInputs(Double)
    /// The first answers, before any update, cost clearly more than guessing; those of fresh weights,
    /// which are far smaller, do not.
    case firstWeights(FirstAnswers)
    /// Fresh weights are not drawn as their rule says: at a place, their root mean square is this many
    /// times that of the right ones.
    case drawing(Place, factor: Double)
    /// All units of a layer are the same, so that they stay the same: this many.
    case identicalUnits(layer: String, count: Int)
    /// With something changed, and all else the same, it learns.
    case trial(Trial)

    /// Whether it is a fault by itself, whatever the training does.
    package var isFault: Bool {
      switch self {
      case .frozen(_, let isEverything): isEverything
      case .largeInputs, .zeroRate, .firstWeights: false
      default: true
      }
    }
  }

  /// What the first answers of a network cost, and what became of it.
  package struct FirstAnswers: Hashable, Sendable {
    /// The average loss of some images with the weights that training began with.
    package let loss: Double
    /// The same with fresh weights.
    package let fresh: Double
    /// What a uniform guess costs.
    package let guessing: Double
    /// The parameter that exceeds its fresh value most, and by which factor its root mean square does.
    package let place: Place
    package let factor: Double
  }

  /// Average loss and the share of right answers.
  package struct Report: Hashable, Sendable {
    package let loss: Double
    package let accuracy: Double
  }

  /// A training from the start on a copy, with one thing changed.
  package struct Trial: Hashable, Sendable {
    /// What was changed.
    package let change: Change
    /// How many updates it had.
    package let updates: Int
    /// Average loss and accuracy of the second half of them.
    package let report: Report
  }

  /// What a trial changes.
  package enum Change: Hashable, Sendable {
    /// Nothing but that numbers written by hand since the start are left out, such as these.
    case withoutEdits([Place])
    /// The learning rate, to the first of these from the other, with which it was trained.
    case learningRate(Double, insteadOf: Double)
    /// Fresh weights from a seed in place of those that the training began with.
    case freshWeights(seed: UInt64)
    /// How pixels enter; before, the largest input was this.
    case pixels(Normalisation, largest: Double)
    /// No layer is frozen; these were.
    case unfrozen([String])
    /// Nothing: training continues from here.
    case none
  }
}
