package import ConvNet
import Datasets
import Lab

extension DataFolders: WorkspacePart {
  /// No folders.
  init() { self.init(user: nil, system: nil) }
}

extension Session {
  /// Where data sets are looked for.
  package var folders: DataFolders { workspace[DataFolders.self] }
}

extension Workspace {
  /// Digits: MNIST from the user's data folder or the bundled sample, with the preset for it and
  /// weights drawn from the seed.
  package static func digits(
    seed: UInt64, folders: DataFolders, limits: TimelineLimits = TimelineLimits()
  ) throws(CommandError) -> Workspace {
    do {
      let loaded = try MNIST.find(in: folders.places(of: MNIST.self))
      let trainer = try Trainer<Float>(
        .digits, data: loaded.split, context: PassContext(), seed: seed)
      var workspace = Workspace(
        trainer,
        from: Provenance(
          preset: .digits, data: "mnist",
          source: loaded.sourceInWords, folder: loaded.wholeFolder),
        seed: seed, limits: limits)
      workspace[DataFolders.self] = folders
      return workspace
    } catch {
      throw CommandError(error)
    }
  }
}

extension Trainer<Float> {
  /// A preset's network with its settings, for some data.
  ///
  /// - Parameters:
  ///   - preset: The preset.
  ///   - data: Images for it.
  ///   - context: The source of its tie policy.
  ///   - seed: The seed of its weights.
  ///   - drawn: Whether all weights are drawn, including those that the preset specifies.
  ///   - hooks: The bugs that are on; some affect fresh weights.
  /// - Throws: An error if the images do not fit the network.
  init(
    _ preset: Preset, data: DataSplit, context: PassContext, seed: UInt64, drawn: Bool = false,
    with hooks: [any StepHook] = []
  ) throws {
    var context = context
    context.random = RandomSource(seed: seed)
    context.mode = .training
    var network = try preset.network(random: &context.random, drawn: drawn, as: Float.self)
    network.start(with: hooks)
    try self.init(
      network: network, data: data.entering(by: preset.normalisation),
      learningRate: Float(preset.learningRate), context: context, batchSize: preset.batch)
    optimiser.settings = preset.optimiser
  }

  /// The same settings with another network or other data.
  func successor(
    network: Network<Float>? = nil, data: DataSplit? = nil, context: PassContext? = nil,
    journal: Journal = Journal()
  ) throws(TrainerError) -> Trainer {
    var next = try Trainer(
      network: network ?? self.network, data: data ?? self.data,
      learningRate: optimiser.learningRate, context: context ?? self.context, journal: journal,
      batchSize: batchSize, loss: loss)
    next.optimiser.settings = optimiser.settings
    try next.check()
    return next
  }
}
