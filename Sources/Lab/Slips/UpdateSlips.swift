import ConvNet

/// A parameter that the step's update has moved.
struct UpdateSetting: SlipSetting {
  /// What an update is made of.
  struct Recipe {
    /// The factor by which the old values are multiplied first.
    var kept: Float
    var rate: Float
    var momentum: Float
    /// Whether Adam's averages are corrected for their start at 0.
    var corrects = true
  }

  let old: [Float]
  let gradient: [Float]
  let optimiser: Optimiser<Float>
  let recipe: Recipe
  /// The optimiser's memories of the parameter before the update.
  private let memories: [[Float]]

  init?(_ scene: SlipScene) {
    let trainer = scene.trainer
    guard let layer = scene.layer, let pass = scene.pass, trainer.last == .update,
      let optimiser = trainer.step.optimiser, let gradients = trainer.step.gradients(of: layer),
      !trainer.network.nodes[layer].isFrozen,
      let own = pass.anyLayer.parameters.firstIndex(where: { $0.name == scene.place.quantity })
    else { return nil }
    old = pass.anyLayer.parameters[own].values.values
    gradient = gradients.parameters[own].values
    self.optimiser = optimiser
    let decays = pass.anyLayer.parameters[own].decays
    recipe = Recipe(
      kept: decays ? 1 - Float(optimiser.settings.weightDecay) : 1,
      rate: optimiser.rate(ofUpdate: trainer.updates),
      momentum: Float(optimiser.settings.momentum))
    let number =
      trainer.network.nodes[..<layer].reduce(0) { $0 + $1.layer.parameters.count } + own
    let zeros = [Float](repeating: 0, count: old.count)
    memories = optimiser.settings.rule.memories.map {
      optimiser.remembered($0, parameter: number)?.values ?? zeros
    }
  }

  /// The values after an update by another recipe.
  func moved(_ change: (inout Recipe) -> Void) -> [Float] {
    var own = recipe
    change(&own)
    let adam = Optimiser<Float>.adam
    let corrections = own.corrects ? optimiser.corrections : (mean: 1, square: 1)
    return old.indices.map { k in
      let (value, g) = (old[k] * own.kept, gradient[k])
      switch optimiser.settings.rule {
      case .sgd: return value - own.rate * g
      case .momentum: return value + (own.momentum * memories[0][k] - own.rate * g)
      case .adam:
        let mean = adam.mean * memories[0][k] + (1 - adam.mean) * g
        let square = adam.square * memories[1][k] + (1 - adam.square) * g * g
        return value - own.rate * (mean / corrections.mean)
          / ((square / corrections.square).squareRoot() + adam.epsilon)
      }
    }
  }
}

/// Slips in the update.
enum UpdateSlips {
  private static func slip(
    _ name: String, if thought: String, ask question: String,
    _ wrong: @escaping @Sendable (UpdateSetting) -> [[Float]?]
  ) -> Slip {
    Slip(
      name, at: "filters", "weights", "biases", if: thought, ask: question,
      wrong)
  }

  static let all: [Slip] = [
    slip(
      "step-added", if: "the step is added instead of subtracted",
      ask: "The gradient points to a larger loss: which way should the weight go?"
    ) { own in [own.moved { $0.rate = -$0.rate }] },
    slip(
      "rate-forgotten", if: "the learning rate is forgotten",
      ask: "By what is the gradient multiplied before it is subtracted?"
    ) { own in [own.moved { $0.rate = 1 }] },
    slip(
      "rate-twice", if: "the gradient is multiplied by the learning rate twice",
      ask: "How many times does the learning rate enter an update?"
    ) { own in [own.moved { $0.rate *= $0.rate }] },
    slip(
      "step-alone", if: "it is the step alone: the old value is forgotten",
      ask: "From which value does the step start?"
    ) { own in [zip(own.moved { _ in }, own.old).map { $0 - $1 }] },
    slip(
      "not-moved", if: "nothing is updated", ask: "Is the gradient of this weight 0?"
    ) { own in [own.old] },
    slip(
      "decayed-twice", if: "the weight decays twice",
      ask: "How many times does one update multiply the weight by 1 - decay?"
    ) { own in own.recipe.kept == 1 ? [] : [own.moved { $0.kept *= $0.kept }] },
    slip(
      "decay-forgotten", if: "the weight decay is forgotten",
      ask: "What happens to a weight whose gradient is 0?"
    ) { own in own.recipe.kept == 1 ? [] : [own.moved { $0.kept = 1 }] },
    slip(
      "momentum-reversed", if: "the momentum is subtracted instead of added",
      ask: "Does momentum continue in the direction of the last step, or against it?"
    ) { own in
      own.optimiser.settings.rule == .momentum ? [own.moved { $0.momentum = -$0.momentum }] : []
    },
    slip(
      "momentum-forgotten", if: "the momentum is forgotten",
      ask: "How much of the previous step is kept?"
    ) { own in
      own.optimiser.settings.rule == .momentum ? [own.moved { $0.momentum = 0 }] : []
    },
    slip(
      "adam-uncorrected", if: "Adam's averages are not corrected for their start at 0",
      ask: "What are both averages divided by in the first updates?"
    ) { own in
      own.optimiser.settings.rule == .adam ? [own.moved { $0.corrects = false }] : []
    },
  ]
}
