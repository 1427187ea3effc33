extension Trainer<Float> {
  /// The trainer as data, without its step.
  ///
  /// - Parameters:
  ///   - data: The index of its data among the data sets.
  ///   - continues: Whether it continues with the network before it.
  /// - Returns: `nil` if its network was not built from a diagram.
  func record(data: Int, continues: Bool) -> TrainerRecord? {
    guard let diagram = network.diagram else { return nil }
    let (normalisation, place) = (self.data.training.normalisation, orderPlace)
    return TrainerRecord(
      diagram: diagram.description, input: network.input.extents,
      frozen: network.nodes.indices.filter { network.nodes[$0].isFrozen },
      learningRate: Double(optimiser.learningRate), optimiser: optimiser.settings.record,
      remembered: optimiser.rememberedUpdates,
      powers: [Double(optimiser.memory.powers.mean), Double(optimiser.memory.powers.square)],
      hasMemory: !optimiser.memory.tensors.isEmpty, ties: context.ties.rawValue,
      mode: context.mode.rawValue, random: context.random.state, data: data,
      scale: normalisation.scale, mean: normalisation.mean, deviation: normalisation.deviation,
      padding: normalisation.padding, shuffles: shuffles, batch: batchSize, loss: loss.rawValue,
      hooks: hooks.switchedOn.map { $0.name }, epoch: place.epoch, taken: place.taken,
      orderedBy: place.source?.state, clock: clock, continues: continues,
      keepsGradients: keptGradients.isEmpty ? nil : true)
  }

  /// The tensors that belong to the record, by name.
  func tensors(_ prefix: String) -> [(name: String, values: Tensor<Float>)] {
    let names = network.fileParameters.map(\.name)
    let memories = zip(optimiser.settings.rule.memories, optimiser.memory.tensors)
    return network.fileParameters.map { (prefix + $0.name, $0.values) }
      + zip(names, keptGradients.flatMap(\.self)).map { ("\(prefix)kept.\($0)", $1) }
      + memories.flatMap { memory, tensors in
        zip(names, tensors).map { ("\(prefix)\(memory).\($0)", $1) }
      }
  }

  /// The trainer of a record, at the beginning of the timeline until it is placed elsewhere.
  init(
    _ record: TrainerRecord, prefix: String, in archive: TimelineArchive,
    hook: (String) -> (any StepHook)?
  ) throws(TrainerFault) {
    guard archive.data.indices.contains(record.data),
      record.input.count == 3, record.input.allSatisfy({ (1...65_536).contains($0) }),
      let diagram = try? Diagram(parsing: record.diagram),
      (1...65_536).contains(record.scale), record.mean.magnitude <= 65_536,
      (1e-6...65_536).contains(record.deviation), (0...1_000).contains(record.padding)
    else { throw .record }
    let data = archive.data[record.data].entering(
      by: Normalisation(
        scale: record.scale, mean: record.mean, deviation: record.deviation,
        padding: record.padding))
    var random = RandomSource(seed: 0)
    guard data.training.imageShape == Shape(record.input),
      let built = try? Network<Float>(
        input: Shape(record.input), diagram: diagram, random: &random)
    else { throw .record }
    let network = try built.taking(prefix, from: archive)
    guard let ties = TiePolicy(rawValue: record.ties), let mode = Mode(rawValue: record.mode),
      let loss = Loss(rawValue: record.loss),
      loss.fits(network.ending, outputs: network.outputCount),
      let settings = record.optimiser.settings, record.powers.count == 2,
      record.powers.allSatisfy((0...1).contains),
      (0...1_000_000).contains(record.batch), record.batch >= 1,
      Float(record.learningRate).isFinite, record.learningRate >= 0,
      [record.remembered, record.epoch, record.clock].allSatisfy((0..<1 << 48).contains),
      var trainer = try? Trainer(
        network: network, data: data, learningRate: Float(record.learningRate),
        context: PassContext(
          ties: ties, random: RandomSource(seed: record.random), mode: mode),
        batchSize: record.batch, loss: loss)
    else { throw .record }
    trainer.optimiser.settings = settings
    let hooks = record.hooks.compactMap(hook)
    let place = OrderPlace(
      epoch: record.epoch, taken: record.taken,
      source: record.orderedBy.map { RandomSource(seed: $0) })
    guard hooks.count == record.hooks.count, trainer.setOrder(place),
      record.frozen.allSatisfy(network.nodes.indices.contains)
    else { throw .record }
    for layer in record.frozen { trainer.network.freeze(layer, true) }
    if record.hasMemory {
      trainer.optimiser.memory = try Self.memory(
        of: network, settings.rule, prefix, record, in: archive)
    }
    if record.keepsGradients == true {
      trainer.keptGradients = try Self.keptGradients(of: network, prefix, in: archive)
    }
    trainer.shuffles = record.shuffles
    trainer.setHooks(hooks)
    trainer.clock = record.clock
    self = trainer
  }

  /// What is wrong with the record of a trainer.
  enum TrainerFault: Error {
    case record
    case tensor(String)
  }

  /// The gradients that a hook keeps, which have the parameters' names and shapes.
  private static func keptGradients(
    of network: Network<Float>, _ prefix: String, in archive: TimelineArchive
  ) throws(TrainerFault) -> [[Tensor<Float>]] {
    var gradients: [[Tensor<Float>]] = []
    for node in network.nodes {
      var own: [Tensor<Float>] = []
      for parameter in node.layer.parameters {
        own.append(
          try archive.tensor(
            "\(prefix)kept.\(node.name).\(parameter.fileName)", parameter.values.shape))
      }
      gradients.append(own)
    }
    return gradients
  }

  private static func memory(
    of network: Network<Float>, _ rule: OptimiserSettings.Rule, _ prefix: String,
    _ record: TrainerRecord, in archive: TimelineArchive
  ) throws(TrainerFault) -> Optimiser<Float>.Memory {
    // Only parameters have an optimiser's memory, and they come before the buffers.
    let count = network.nodes.reduce(0) { $0 + $1.layer.parameters.count }
    var tensors: [[Tensor<Float>]] = []
    for memory in rule.memories {
      var own: [Tensor<Float>] = []
      for (name, values) in network.fileParameters.prefix(count) {
        own.append(try archive.tensor("\(prefix)\(memory).\(name)", values.shape))
      }
      tensors.append(own)
    }
    return Optimiser<Float>.Memory(
      tensors: tensors, powers: (Float(record.powers[0]), Float(record.powers[1])),
      updates: record.remembered)
  }
}

extension TimelineArchive {
  /// The tensor with the given name and shape.
  fileprivate func tensor(
    _ name: String, _ shape: Shape
  ) throws(Trainer<Float>.TrainerFault) -> Tensor<Float> {
    guard let tensor = tensors[name], tensor.shape == shape else { throw .tensor(name) }
    return tensor
  }
}

extension Network<Float> {
  /// The same network with parameters and buffers from an archive.
  fileprivate func taking(
    _ prefix: String, from archive: TimelineArchive
  ) throws(Trainer<Float>.TrainerFault) -> Network {
    var tensors: [Tensor<Float>] = []
    for (name, values) in fileParameters {
      tensors.append(try archive.tensor(prefix + name, values.shape))
    }
    return replacingFileParameters(by: tensors)
  }
}

extension OptimiserSettings {
  var record: OptimiserRecord {
    var record = OptimiserRecord(
      rule: rule.rawValue, momentum: momentum, weightDecay: weightDecay)
    if case .step(let every, let factor) = schedule {
      (record.every, record.factor) = (every, factor)
    }
    return record
  }
}

extension OptimiserRecord {
  /// The settings; `nil` if they are not possible.
  var settings: OptimiserSettings? {
    guard let rule = OptimiserSettings.Rule(rawValue: rule), (0..<1).contains(momentum),
      (0..<1).contains(weightDecay)
    else { return nil }
    var schedule = OptimiserSettings.Schedule.constant
    if let every, let factor {
      guard every >= 1, factor > 0, factor <= 1 else { return nil }
      schedule = .step(every: every, factor: factor)
    }
    return OptimiserSettings(
      rule: rule, momentum: momentum, weightDecay: weightDecay, schedule: schedule)
  }
}
