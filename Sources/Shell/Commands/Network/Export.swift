import ArgumentParser
import ConvNet
import Lab
import Rendering

struct ExportCommand: ShellCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the network as a PyTorch program.",
    discussion: """
      export torch digits-torch    then, outside: python digits-torch/model.py

      The folder gets model.py, which reads like a lesson in PyTorch: the layers under their names
      here, the loss, the optimizer with what it remembers, and code that reads the images. Beside
      it are the weights, logits to compare with, and the images, unless they are in a folder of
      files like MNIST's. model.py needs only PyTorch. `python model.py --train 500` continues the
      training; `import` reads what it saves. A step that has begun is exported as it was before
      its first operation. A bug that is switched on is not exported.
      """)

  @Argument(help: ArgumentHelp("torch.", valueName: "format")) var format: String
  @Argument(
    help: ArgumentHelp("A folder; it is created if it does not exist.", valueName: "folder"))
  var folder: String
  @Flag(help: "Overwrite existing files.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    _ = try Arguments.choice(format, "format", among: ["torch"])
    guard session.trainer.network.hasLoss else {
      throw CommandError.noClassifier(for: "export torch", in: session)
    }
    let data = session.provenance.folder.map(Files.absolute)
    let files = TorchExport(
      session.trainer, called: session.provenance.preset?.name ?? "a network",
      diagram: session.provenance.diagram, dataFolder: data
    ).files
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
    if !trainer.isBetweenSteps, trainer.step.isChosen {
      console.print(
        "The step that `image` began is not exported; training there begins with the next one.")
    }
    console.print("next, outside: python \(Word.quoted("\(parent)/model.py"))")
  }

  private static func size(_ bytes: Int) -> String {
    bytes < 10_000 ? Numbers.count(bytes, "byte") : "\(Numbers.count(bytes / 1_000)) kB"
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.filter({ !$0.hasPrefix("-") }).count {
    case 0: [Offer("torch", note: "model.py and what it needs")]
    case 1: Completer.folders + [Offer("--force")]
    default: words.contains("--force") ? [] : [Offer("--force")]
    }
  }
}
