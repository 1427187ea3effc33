import ConvNet
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
  /// Digits: MNIST from the user's data folder or the bundled sample, and the preset for it, with
  /// weights drawn from the seed.
  package static func digits(
    seed: UInt64, folders: DataFolders
  ) throws(CommandError) -> Workspace {
    do {
      let loaded = try MNIST.find(in: folders.places(of: MNIST.self))
      let trainer = try Trainer<Float>(
        .digits, data: loaded.split, context: PassContext(), seed: seed)
      var workspace = Workspace(
        trainer,
        from: Provenance(
          preset: .digits, diagram: Preset.digits.diagram, data: "mnist",
          source: loaded.sourceInWords, folder: loaded.wholeFolder),
        seed: seed)
      workspace[DataFolders.self] = folders
      return workspace
    } catch {
      throw CommandError(error)
    }
  }
}

extension Trainer<Float> {
  /// A preset's network with its settings, in front of some data.
  ///
  /// - Parameters:
  ///   - preset: The preset.
  ///   - data: Images for it.
  ///   - context: Where its tie policy comes from.
  ///   - seed: What its weights are drawn from.
  ///   - drawn: Whether all weights are drawn, also those that the preset gives.
  /// - Throws: An error where images and network do not fit.
  init(
    _ preset: Preset, data: DataSplit, context: PassContext, seed: UInt64, drawn: Bool = false
  ) throws {
    var context = context
    context.random = RandomSource(seed: seed)
    context.mode = .training
    let network = try preset.network(random: &context.random, drawn: drawn, as: Float.self)
    try self.init(
      network: network, data: data.entering(by: preset.normalisation),
      learningRate: Float(preset.learningRate), context: context, batchSize: preset.batch)
    optimiser.settings = preset.optimiser
  }

  /// Another network, or other data, under the present settings.
  func successor(
    network: Network<Float>? = nil, data: DataSplit? = nil, context: PassContext? = nil,
    journal: Journal = Journal()
  ) throws(TrainerError) -> Trainer {
    var next = try Trainer(
      network: network ?? self.network, data: data ?? self.data,
      learningRate: optimiser.learningRate, context: context ?? self.context, journal: journal,
      batchSize: batchSize, loss: loss)
    next.optimiser.settings = optimiser.settings
    return next
  }
}
