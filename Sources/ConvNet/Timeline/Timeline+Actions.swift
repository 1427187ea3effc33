extension Timeline.Action {
  /// Whether doing this after `other` only repeats it, so that the log can count it.
  func repeats(_ other: Self) -> Bool {
    switch (self, other) {
    case (.operation, .operation): true
    case (.learningRate(let one), .learningRate(let two)): one == two
    case (.optimiser(let one), .optimiser(let two)): one == two
    case (.ties(let one), .ties(let two)): one == two
    case (.shuffle(let one), .shuffle(let two)): one == two
    case (.batch(let one), .batch(let two)): one == two
    case (.mode(let one), .mode(let two)): one == two
    case (.loss(let one), .loss(let two)): one == two
    default: false
    }
  }

  var isMoveOnTape: Bool {
    switch self {
    case .operation, .choose: true
    default: false
    }
  }
}

extension Trainer {
  /// The same trainer without the values of a finished step; a step in progress is kept.
  var withoutFinishedStep: Trainer {
    var trainer = self
    if isBetweenSteps { trainer.step = TrainingStep() }
    return trainer
  }

  /// Ends the program with a sentence if an action is not possible.
  func ensurePossible(_ action: Timeline<S>.Action) {
    do {
      switch action {
      case .operation, .hooks, .mode, .optimiser, .replace, .shuffle, .ties: return
      case .choose(.training(let index)): data.training.ensureImage(index)
      case .choose(.test(let index)): data.test.ensureImage(index)
      case .choose(.drawn(let pixels, let label)): _ = data.training.drawn(pixels, label: label)
      case .shift(let sample, let dx, let dy):
        ensure(
          sample >= 0 && max(dx.magnitude, dy.magnitude) <= 1_000_000,
          "A shift is of an image of the batch, by at most 1,000,000 pixels.")
      case .write(let place, let values): try checkWrite(place, count: values.count)
      case .learningRate(let rate): try Self.check(learningRate: rate)
      case .batch(let size): try check(batchSize: size)
      case .loss(let loss):
        ensure(
          loss.fits(network.ending, outputs: network.outputCount),
          "The loss \(loss.rawValue) does not fit the last layer.")
      case .freeze(let layer, _):
        ensure(
          network.nodes.indices.contains(layer),
          "There is no layer \(layer): the network has \(network.count.counted("layer")), counted "
            + "from 0.")
      }
    } catch { ensure(false, "\(error)") }
  }

  /// Does an action whose inputs have been checked.
  ///
  /// If the action changes values that a step in progress has computed, the step is computed again.
  package mutating func apply(_ action: Timeline<S>.Action) {
    let before = clock
    let areActive = hooks.isActive
    var changesStep = false
    switch action {
    case .operation: advance()
    case .choose(let origin): choose(origin)
    case .write(let place, let values): write(place, values)
    case .shift(let sample, let dx, let dy): shift(sample: sample, dx: dx, dy: dy)
    case .learningRate(let rate):
      optimiser.learningRate = rate
      changesStep = !hooks.active.isEmpty
    case .optimiser(let settings):
      optimiser.settings = settings
      changesStep = !hooks.active.isEmpty
    case .ties(let policy): (context.ties, changesStep) = (policy, true)
    case .batch(let size): batchSize = size
    case .mode(let mode): (context.mode, changesStep) = (mode, true)
    case .loss(let loss): (self.loss, changesStep) = (loss, true)
    case .hooks(let hooks):
      setHooks(hooks)
      changesStep = true
    case .freeze(let layer, let isFrozen): network.freeze(layer, isFrozen)
    case .shuffle(let shuffles): self.shuffles = shuffles
    case .replace(let other, _):
      self = other
      if journal.start == nil { journal.start = before + 1 }
    }
    if !action.isMoveOnTape {
      chooseHooks()
      if changesStep || hooks.isActive != areActive, !isBetweenSteps { recompute() }
    }
    clock = before + 1
  }
}
