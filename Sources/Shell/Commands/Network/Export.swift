import ArgumentParser
import ConvNet
import Lab
import Rendering

struct ExportCommand: ShellCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp.touchingFiles
  static let configuration = CommandConfiguration(
    named: "export", abstract: "Write the network as a PyTorch or NumPy program.",
    discussion: """
      export torch mine               then, outside: python mine/model.py
      export numpy own                the same with every gradient written out
      export numpy book --notebook    as a Jupyter notebook

      The folder gets model.py, which reads like a lesson: the layers under their names here, the
      loss, the optimizer with what it remembers, and code that reads the images. With `torch` it
      needs only PyTorch. With `numpy` it needs only NumPy, has a forward and a backward function
      for each kind of layer, and prints its losses beside those that Backstep expects. Beside it
      are the weights, logits to compare with, and the images, unless they are in a folder of
      files like MNIST's. --notebook writes model.ipynb in place of model.py, with the same code.

      `python model.py --train 500` continues the training; `import` reads what it saves. A step
      that has begun is exported as it was before its first operation. A bug that is switched on
      is not exported.
      """)

  @Argument(help: ArgumentHelp("torch or numpy.", valueName: "format")) var format: String
  @Argument(
    help: ArgumentHelp("A folder; it is created if it does not exist.", valueName: "folder"))
  var folder: String
  @Flag(help: "Write a notebook, model.ipynb, in place of model.py.") var notebook = false
  @Flag(help: "Overwrite existing files.") var force = false

  private typealias Language = NetworkExport<Float>.Language

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let language = try Arguments.choice(format, "format", among: Language.allCases) { $0.rawValue }
    guard session.trainer.network.hasLoss else {
      throw CommandError.noClassifier(for: "export \(language.rawValue)", in: session)
    }
    let data = session.provenance.folder.map(Files.absolute)
    let files = NetworkExport(
      session.trainer, called: session.provenance.preset?.name ?? "a network",
      dataFolder: data
    ).files(for: language, asNotebook: notebook)
    let parent = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    guard !parent.isEmpty else { throw CommandError("A folder needs a name.", at: folder) }
    try Files.write(files, into: parent, force: force)
    console.print(
      "\(parent): "
        + files.map { "\($0.name) \(Self.size($0.bytes.count))" }.joined(separator: ", "))
    if !session.trainer.bugs.isEmpty {
      console.print("A bug is on here; the network was written without it.")
    }
    let trainer = session.trainer
    if trainer.context.mode == .evaluation {
      console.print("The mode is evaluation here; the program trains in training mode.")
    }
    if !trainer.isBetweenSteps, trainer.step.isChosen {
      console.print(
        "The step that `image` began is not exported; training there begins with the next one.")
    }
    console.print(
      "next, outside: \(notebook ? "jupyter lab" : "python") "
        + Word.quoted("\(parent)/\(files[0].name)"))
  }

  private static func size(_ bytes: Int) -> String {
    bytes < 10_000 ? Numbers.count(bytes, "byte") : "\(Numbers.count(bytes / 1_000)) kB"
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    let flags = ["--notebook", "--force"].filter { !words.contains($0) }.map { Offer($0) }
    switch words.filter({ !$0.hasPrefix("-") }).count {
    case 0:
      return Language.allCases.map { Offer($0.rawValue, note: "a program in \($0.name)") }
    case 1: return Completer.folders + flags
    default: return flags
    }
  }
}
