import ArgumentParser
import ConvNet
import Rendering

struct OpenCommand: ShellCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Read all parameters from a safetensors file, also PyTorch's.",
    discussion: """
      open net.safetensors              what `save` wrote
      import torch/trained.safetensors  the same command: what PyTorch trained

      The names in the file are PyTorch's: conv.weight, softmax.weight, softmax.bias. Every
      parameter of the network has to be there, in its shape, and nothing else; what does not
      fit is listed. Numbers may be float32, float64, float16 or bfloat16, and all names may
      begin with module. (DataParallel) or _orig_mod. (torch.compile). Training goes on from
      there; what an optimiser remembered is not in such a file. `back` takes it back.
      """, aliases: ["import"])

  @Argument(help: ArgumentHelp("A .safetensors file.", valueName: "file")) var file: String

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let before = session.trainer
    let contents: SafetensorsFile
    let network: Network<Float>
    do {
      (contents, network) = try Files.read(file) { bytes in
        let contents = try SafetensorsFile(bytes)
        return (contents, try before.network.replacingParameters(from: contents))
      }
    } catch let error as ParameterMismatch {
      throw CommandError(error, file: file)
    }
    session.workspace.replace(with: try before.successor(network: network), saying: "open \(file)")
    console.print(
      "\(Numbers.count(network.parameterCount)) parameters from \(file): "
        + contents.names.joined(separator: ", "))
    console.print("next: test")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? Completer.files(ending: ".safetensors") : []
  }
}
