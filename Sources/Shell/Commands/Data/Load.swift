import ArgumentParser
import ConvNet
import Datasets
import Lab
import Rendering

struct LoadCommand: ShellCommand {
  static let group = CommandGroup.data
  static let traits = CommandTraits.setUp.touchingFiles
  static let configuration = CommandConfiguration(
    named: "load", abstract: "Load a data set.",
    discussion: """
      \(DatasetCatalog.all.map { "load \($0.word)".padded(to: 16) + $0.summary }
        .joined(separator: "\n"))
      load NAME FOLDER  the same from a folder; otherwise, ~/.local/share/backstep/NAME and
                        /usr/share/datasets are searched. `fetch mnist` downloads MNIST.
      load FOLDER       your own images, in files like MNIST's: train-images-idx3-ubyte,
                        train-labels-idx1-ubyte, t10k-images-..., t10k-labels-...; idx4 if they
                        have channels, with .gz or not, in FOLDER, FOLDER/raw or
                        FOLDER/MNIST/raw; or arrays x_train.npy, y_train.npy, x_test.npy, ...
      load data.npz     those arrays in one file: images N,H,W, or with 1 or 3 channels
      load data.csv     or .tsv, .txt, .gz: a line per image, its label, then its pixels; names
                        may come first, and data_test.csv goes with data_train.csv

      If there are no test images, the last sixth of the training images is used instead.
      Folders of pictures are not read; `draw FILE.png` reads a single one. --only 0,1 keeps only
      those classes, and the counts apply to them. --holdout N tests on the N training images
      after those that --train N keeps. If the network cannot take the images, one that can
      replaces it.
      """)

  @Argument(
    help: ArgumentHelp(
      DatasetCatalog.all.map { $0.word }.joined(separator: ", ") + ", or a file or folder.",
      valueName: "name"))
  var dataset: String
  @Argument(help: ArgumentHelp("A folder with the files.", valueName: "folder"))
  var path: String?
  @Option(help: ArgumentHelp("Keep the first N training images.", valueName: "n"))
  var train: String?
  @Option(help: ArgumentHelp("Keep the first N test images.", valueName: "n"))
  var test: String?
  @Option(help: ArgumentHelp("Test on N held-out training images.", valueName: "n"))
  var holdout: String?
  @Option(help: ArgumentHelp("Keep only these classes, such as 0,1.", valueName: "classes"))
  var only: String?

  var onlyLooks: Bool { false }

  static var vocabulary: [Vocabulary] { [Vocabulary(command: "load", names: DataLoader.names)] }

  func run(in session: inout Session, on console: Console) throws {
    let name =
      DataLoader.ownPath(dataset) == nil
      ? try DataLoader.kind(dataset).word : Word.quoted(dataset)
    try session.adopt(try find(in: session.folders), asked: words(name), on: console)
  }

  /// Reads the requested images.
  func find(in folders: DataFolders) throws -> LoadedDataset {
    if let own = DataLoader.ownPath(dataset) {
      guard path == nil else {
        throw CommandError("`load` takes one file or folder of your own.", at: path)
      }
      return try OwnImages.load(own, try selection(classNames: []))
    }
    let kind = try DataLoader.kind(dataset)
    return try DataLoader.load(
      kind, path: path, selection: try selection(classNames: kind.classNames), folders: folders)
  }

  /// The options as a selection of images.
  private func selection(classNames: [String]) throws -> Selection {
    func count(_ text: String?, _ name: String) throws -> Int? {
      try text.map { try Arguments.integer($0, name, in: 1...100_000_000) }
    }
    return Selection(
      train: try count(train, "--train"), test: try count(test, "--test"),
      holdout: try count(holdout, "--holdout"),
      only: try only.map { try DataLoader.classes($0, named: classNames) })
  }

  /// The request, as it would be typed.
  private func words(_ name: String) -> String {
    let options = [("train", train), ("test", test), ("holdout", holdout), ("only", only)]
    return
      ([name] + [path].compactMap { $0.map(Word.quoted) }
      + options.compactMap { option, value in
        value.map { "--\(option) \($0)" }
      }).joined(separator: " ")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.last {
    case nil:
      DatasetCatalog.all.map { Offer($0.word, note: $0.summary) }
        + [.files(endings: OwnImages.endings)]
    case "--train", "--test", "--holdout": []
    case "--only":
      (words.first.flatMap { try? DataLoader.kind($0) } ?? MNIST.self).classNames
        .map(Offer.listed)
    default:
      words.count == 1 && DataLoader.ownPath(words[0]) == nil ? Completer.folders : []
    }
  }
}

extension Session {
  /// Switches to other data, and to another network if the present one cannot take that data.
  mutating func adopt(_ loaded: LoadedDataset, asked: String, on console: Console) throws {
    let before = trainer
    let own = before.data.training.normalisation
    let isRaw = own == .raw || loaded.split.training.normalisation == .raw
    let split = timeline.shared(isRaw ? loaded.split : loaded.split.entering(by: own))
    var provenance = provenance
    provenance.data = asked
    provenance.source = loaded.sourceInWords
    provenance.folder = loaded.wholeFolder
    try adopt(
      split, as: provenance, saying: "load \(asked)", title: SessionSummary.data(loaded),
      on: console
    )
  }

  /// Switches to other images, under a title that says what they are, and to another network if the
  /// present one cannot take them.
  mutating func adopt(
    _ data: DataSplit, as provenance: Provenance, saying what: String, title: String,
    on console: Console
  ) throws {
    do throws(TrainerError) {
      let next = try trainer.successor(data: data, journal: trainer.journal)
      workspace.replace(with: next, as: provenance, saying: what)
      console.print(title)
    } catch {
      switch error {
      case .imageShape, .classes: break
      // The network fits the images; it is the batch that does not.
      default: throw error
      }
      let built = try buildStandard(data: data, as: provenance, saying: what)
      console.print(title)
      console.print("\(error) So the network is now \(built):")
      console.print(SessionSummary.network(trainer, width: console.width()))
    }
  }

  /// Builds a network that can take some data: the preset made for it, or else a small one.
  ///
  /// - Returns: What was built, in words.
  private mutating func buildStandard(
    data: DataSplit, as provenance: Provenance, saying what: String
  ) throws -> String {
    if let preset = Preset.standard(for: data) {
      do {
        try build(preset, data: data, as: provenance, seed: nil, saying: what)
        return "the preset \(preset.name)"
      } catch is TrainerError {
        // The data have other classes than the preset.
      }
    }
    var context = trainer.context
    context.random = RandomSource(seed: seed)
    let diagram = try Diagram(parsing: Preset.diagram(for: data))
    var network = try Network<Float>(
      input: data.training.imageShape, diagram: diagram, random: &context.random)
    network.start(with: trainer.switchedOn)
    var next = try Trainer(
      network: network, data: data, learningRate: trainer.optimiser.learningRate,
      context: context, batchSize: trainer.batchSize)
    next.optimiser.settings = trainer.optimiser.settings
    try next.check()
    var provenance = provenance
    provenance.preset = nil
    workspace.replace(with: next, as: provenance, saying: what)
    return "a small one for them"
  }

  /// Builds a preset's network for some data.
  mutating func build(
    _ preset: Preset, data: DataSplit, as provenance: Provenance? = nil, seed: UInt64?,
    saying what: String
  ) throws {
    let trainer = try Trainer(
      preset, data: data, context: self.trainer.context, seed: seed ?? self.seed,
      drawn: seed != nil, with: self.trainer.switchedOn)
    var provenance = provenance ?? self.provenance
    provenance.preset = preset
    workspace.replace(with: trainer, as: provenance, saying: what)
  }
}
