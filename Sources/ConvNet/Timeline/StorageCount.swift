/// How many bytes the numbers of some trainers take. Numbers that several trainers share, as copies
/// do until one of them is changed, count once.
struct StorageCount {
  private var counted: Set<UnsafeRawPointer> = []
  private(set) var bytes = 0

  mutating func add<Element>(_ values: [Element]) {
    values.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress, counted.insert(start).inserted else { return }
      bytes += buffer.count
    }
  }

  mutating func add<S: Scalar>(_ tensor: Tensor<S>?) {
    if let tensor { add(tensor.values) }
  }

  mutating func add<S: Scalar>(_ optimiser: Optimiser<S>?) {
    for memory in optimiser?.memory.tensors ?? [] { for tensor in memory { add(tensor) } }
  }

  mutating func add(_ images: LabelledImages) {
    add(images.pixels)
    add(images.labels)
    add(images.numbers)
  }

  mutating func add(_ data: DataSplit) {
    add(data.training)
    add(data.test)
  }

  /// Adds the networks and the data that a log put in place of others.
  mutating func add<S: Scalar>(_ log: [Timeline<S>.Run]) {
    for run in log {
      guard case .replace(let trainer, _) = run.action else { continue }
      add(trainer)
      add(trainer.data)
    }
  }

  /// Adds what a trainer holds, except its data.
  mutating func add<S: Scalar>(_ trainer: Trainer<S>) {
    for node in trainer.network.nodes {
      for set in node.layer.parameters + node.layer.buffers { add(set.values) }
    }
    add(trainer.optimiser)
    add(trainer.order)
    for gradients in trainer.keptGradients { for gradient in gradients { add(gradient) } }
    let step = trainer.step
    add(step.batch?.images)
    for pass in step.passes {
      add(pass.input)
      add(pass.output)
      for parameter in pass.anyLayer.parameters { add(parameter.values) }
      // What a layer records for its backward pass is about as large as its output.
      bytes += pass.output.values.count * MemoryLayout<S>.stride
    }
    add(step.given?.gradient)
    add(step.lossGradient?.out)
    add(step.lossGradient?.totals)
    for gradients in step.reversedGradients {
      add(gradients.input)
      add(gradients.totals)
      for gradient in gradients.parameters { add(gradient) }
    }
    add(step.optimiser)
  }

  /// How many bytes some trainers take, without their data.
  static func bytes<S: Scalar>(of trainers: [Trainer<S>]) -> Int {
    var count = StorageCount()
    for trainer in trainers { count.add(trainer) }
    return count.bytes
  }
}
