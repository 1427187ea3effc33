import ArgumentParser
import ConvNet
import Datasets
import Lab
import Rendering

struct LoadCommand: ShellCommand {
  static let group = CommandGroup.data
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    commandName: "load", abstract: "Read a set of images.",
    discussion: """
      \(DatasetCatalog.all.map { "load \($0.word)".padded(to: 16) + $0.summary }
        .joined(separator: "\n"))
      load NAME FOLDER    its files in a folder of your own

      Without FOLDER the files are looked for in ~/.local/share/backstep/NAME (fashion-mnist
      for fashion), then in /usr/share/datasets. `fetch mnist` downloads MNIST's.
      --only comes first, by number or by name (--only cat,dog), then the counts. --holdout N
      takes as test set the N training images that follow those of --train N. Where the
      network cannot take the images, the preset made for them takes its place.
      """)

  @Argument(
    help: ArgumentHelp(
      DatasetCatalog.all.map { $0.word }.joined(separator: ", ") + ".", valueName: "name"))
  var dataset: String
  @Argument(help: ArgumentHelp("A folder with the files.", valueName: "folder"))
  var path: String?
  @Option(help: ArgumentHelp("Keep the first N training images.", valueName: "n"))
  var train: String?
  @Option(help: ArgumentHelp("Keep the first N test images.", valueName: "n"))
  var test: String?
  @Option(help: ArgumentHelp("Test on N training images held out.", valueName: "n"))
  var holdout: String?
  @Option(help: ArgumentHelp("Keep these classes only, as in 0,1.", valueName: "classes"))
  var only: String?

  var onlyLooks: Bool { false }

  static var vocabulary: [Vocabulary] { [Vocabulary(command: "load", names: DataLoader.names)] }

  func run(in session: inout Session, on console: Console) throws {
    let kind = try DataLoader.kind(dataset)
    let loaded = try DataLoader.load(
      kind, path: path, selection: try selection(of: kind), folders: session.folders)
    try session.adopt(loaded, asked: words(kind.word), on: console)
  }

  /// The options as a selection of images.
  func selection(of kind: any DatasetKind.Type) throws -> Selection {
    func count(_ text: String?, _ name: String) throws -> Int? {
      try text.map { try Arguments.integer($0, name, in: 1...100_000_000) }
    }
    return Selection(
      train: try count(train, "--train"), test: try count(test, "--test"),
      holdout: try count(holdout, "--holdout"),
      only: try only.map { try DataLoader.classes($0, of: kind) })
  }

  /// What was asked for, as it would be typed.
  private func words(_ name: String) -> String {
    let options = [("train", train), ("test", test), ("holdout", holdout), ("only", only)]
    return
      ([name] + [path].compactMap { $0 }
      + options.compactMap { option, value in
        value.map { "--\(option) \($0)" }
      }).joined(separator: " ")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.last {
    case nil:
      DatasetCatalog.all.map { Offer($0.word, note: $0.summary) }
    case "--train", "--test", "--holdout": []
    case "--only":
      (words.first.flatMap { try? DataLoader.kind($0) } ?? MNIST.self).classNames
        .map(Offer.listed)
    default:
      Completer.folders
    }
  }
}

extension Session {
  /// Takes other data, and another network where the present one cannot take it.
  mutating func adopt(_ loaded: LoadedDataset, asked: String, on console: Console) throws {
    let before = trainer
    let own = before.data.training.normalisation
    let isRaw = own == .raw || loaded.split.training.normalisation == .raw
    let split = timeline.shared(isRaw ? loaded.split : loaded.split.entering(by: own))
    var provenance = provenance
    provenance.data = asked
    provenance.source = loaded.sourceInWords
    provenance.folder = loaded.wholeFolder
    console.print(SessionSummary.data(loaded))
    do {
      let trainer = try before.successor(data: split, journal: before.journal)
      workspace.replace(with: trainer, as: provenance, saying: "load \(asked)")
    } catch {
      let preset = Preset.standard(for: split)
      try build(preset, data: split, as: provenance, seed: nil, saying: "load \(asked)")
      console.print(
        "\(error) So the network is now the preset \(preset.name):")
      console.print(SessionSummary.network(trainer, width: console.width()))
    }
  }

  /// Builds a preset in front of some data.
  mutating func build(
    _ preset: Preset, data: DataSplit, as provenance: Provenance? = nil, seed: UInt64?,
    saying what: String
  ) throws {
    let trainer = try Trainer(
      preset, data: data, context: self.trainer.context, seed: seed ?? self.seed,
      drawn: seed != nil)
    var provenance = provenance ?? self.provenance
    provenance.preset = preset
    provenance.diagram = preset.diagram
    workspace.replace(with: trainer, as: provenance, saying: what)
  }
}
