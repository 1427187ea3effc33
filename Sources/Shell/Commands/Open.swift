import ArgumentParser
import ConvNet
import Rendering
import Terminal

struct OpenCommand: ShellCommand {
  static let group = CommandGroup.network
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Read all parameters from a safetensors file.",
    discussion: """
      The names in the file are PyTorch's: conv.weight, softmax.weight, softmax.bias. Every
      parameter of the network has to be there, in its shape, and nothing else.
      """)

  @Argument(help: ArgumentHelp("A .safetensors file.", valueName: "file")) var file: String

  init() {}

  func run(in session: inout Session, on console: Console) throws {
    let before = session.trainer
    let contents: SafetensorsFile
    let network: Network<Float>
    do {
      (contents, network) = try Files.read(file) { bytes in
        let contents = try SafetensorsFile(bytes)
        return (contents, try before.network.replacingParameters(from: contents))
      }
    } catch let error as InputError {
      throw CommandError(error.problem, at: file, hint: error.hint)
    }
    session.replace(with: try before.successor(network: network), saying: "open \(file)")
    console.print(
      "\(Numbers.count(network.parameterCount)) parameters from \(file): "
        + contents.names.joined(separator: ", "))
    console.print("next: test")
  }

  static func candidates(after words: [String], in session: Session) -> [Candidate] {
    words.isEmpty ? Completer.files(ending: ".safetensors") : []
  }
}
