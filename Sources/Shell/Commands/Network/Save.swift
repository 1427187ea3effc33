import ArgumentParser
import ConvNet
import Rendering

struct SaveCommand: ShellCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    commandName: "save", abstract: "Write all parameters to a safetensors file.",
    discussion: "Python reads it with safetensors.numpy.load_file or safetensors.torch.load_file.")

  @Argument(help: ArgumentHelp("A file that ends in .safetensors.", valueName: "file"))
  var file: String
  @Flag(help: "Overwrite a file that is there.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    try Files.check(file, ending: ".safetensors")
    let parameters = session.trainer.network.fileParameters
    let bytes = SafetensorsFile.encode(
      Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.values) }),
      metadata: ["network": session.provenance.diagram, "updates": String(session.trainer.updates)])
    try Files.write(bytes, to: file, force: force)
    console.print(
      "\(Numbers.count(session.trainer.network.parameterCount)) parameters to \(file): "
        + parameters.map { "\($0.name) \($0.values.shape)" }.joined(separator: ", "))
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? Completer.files(ending: ".safetensors") : []
  }
}
