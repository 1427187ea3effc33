import ArgumentParser
import ConvNet
import Datasets
import Terminal

struct LoadCommand: ShellCommand {
  static let group = CommandGroup.data
  static let configuration = CommandConfiguration(
    commandName: "load", abstract: "Read a set of images.",
    discussion: """
      load mnist            the MNIST digits: from your data folder if they are there, else
                            the bundled sample (the first 2,000 and 1,000 of the real ones)
      load mnist FOLDER     the four MNIST files in a folder, packed with gzip or not
      load toy              four 6x6 images, small enough for paper

      --only comes first, then the counts. --holdout N takes as test set the N training
      images that follow those of --train N. Where the network cannot take the images, the
      preset made for them takes its place, and the shell says so.
      """)

  @Argument(help: ArgumentHelp("mnist or toy.", valueName: "name"))
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

  init() {}

  func run(in session: inout Session, on console: Console) throws {
    let name = try Arguments.choice(dataset, "data set", among: DataLoader.names)
    let loaded = try DataLoader.load(
      name, path: path, selection: try selection(), folders: session.folders)
    try session.adopt(loaded, asked: words(name), on: console)
  }

  /// The options as a selection of images.
  func selection() throws -> Selection {
    func count(_ text: String?, _ name: String) throws -> Int? {
      try text.map { try Arguments.integer($0, name, in: 1...100_000_000) }
    }
    return Selection(
      train: try count(train, "--train"), test: try count(test, "--test"),
      holdout: try count(holdout, "--holdout"),
      only: try only?.split(separator: ",", omittingEmptySubsequences: false).map {
        try Arguments.integer(String($0), "A class", in: 0...255)
      })
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

  static func candidates(after words: [String], in session: Session) -> [Candidate] {
    switch words.last {
    case "--train", "--test", "--holdout": return []
    case "--only": return [Candidate("0,1")]
    default:
      let options = ["--train", "--test", "--holdout", "--only"].filter { !words.contains($0) }
      return
        (words.isEmpty
        ? DataLoader.names.map { Candidate($0) } : Completer.files(foldersOnly: true))
        + options.map { Candidate($0) }
    }
  }
}

/// The data sets that `load` knows.
enum DataLoader {
  static let names = ["mnist", "toy"]

  static func load(
    _ name: String, path: String?, selection: Selection, folders: DataFolders
  ) throws -> LoadedDataset {
    guard name == "mnist" else {
      if let path {
        throw CommandError("The toy images are built in; they are in no folder.", at: path)
      }
      return try Toys.load(selection)
    }
    guard let path else { return try MNIST.find(in: folders.mnist, selection) }
    return try MNIST.load(folder: Files.expand(path), selection)
  }
}

extension Session {
  /// Takes other data, and another network where the present one cannot take it.
  mutating func adopt(_ loaded: LoadedDataset, asked: String, on console: Console) throws {
    let before = trainer
    let own = before.data.training.normalisation
    let isRaw = own == .raw || loaded.split.training.normalisation == .raw
    let split = timeline.shared(isRaw ? loaded.split : loaded.split.entering(by: own))
    var subject = subject
    subject.data = asked
    subject.source = loaded.sourceInWords
    console.print(Describe.data(loaded))
    do {
      let trainer = try before.successor(data: split, journal: before.journal)
      replace(with: trainer, as: subject, saying: "load \(asked)")
    } catch {
      let preset = Preset.standard(for: split)
      try build(preset, data: split, as: subject, seed: nil, saying: "load \(asked)")
      console.print(
        "\(error.problem) So the network is now the preset \(preset.name):")
      console.print(Describe.network(trainer, width: console.width()))
    }
  }

  /// Builds a preset in front of some data.
  mutating func build(
    _ preset: Preset, data: DataSplit, as subject: Subject? = nil, seed: UInt64?,
    saying what: String
  ) throws {
    let trainer = try Trainer(
      preset, data: data, context: self.trainer.context, seed: seed ?? self.seed,
      drawn: seed != nil)
    var subject = subject ?? self.subject
    subject.preset = preset
    subject.diagram = preset.diagram
    replace(with: trainer, as: subject, saying: what)
  }
}

extension Preset {
  /// The preset made for images like these.
  static func standard(for data: DataSplit) -> Preset {
    if data.training.pixelShape == toy.input { return toy }
    return data.training.classes.count == 2 ? sigmoidLab : digits
  }
}
