import ArgumentParser
import ConvNet
import Datasets
import Rendering

struct OpenCommand: ShellCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp.touchingFiles
  static let configuration = CommandConfiguration(
    named: "open", abstract: "Read parameters, including PyTorch's, or a session.",
    discussion: """
      open net.safetensors              parameters that `save` wrote
      open lab.safetensors              a whole session that `save --session` wrote
      import torch/trained.safetensors  the same command: parameters that PyTorch trained
      import numpy/trained.npz          arrays that NumPy's savez wrote, by the same names

      The names in the file are PyTorch's: conv.weight, softmax.weight, softmax.bias. The file
      must hold every parameter of the network in its shape, and nothing else; whatever does not
      fit is listed. Numbers may be float32, float64, float16 or bfloat16, and must be finite as
      float32. All names may begin with module. (DataParallel) or _orig_mod. (torch.compile).
      Training continues from these parameters, but such a file does not hold what an optimizer
      remembers. `back` undoes it.

      A session replaces the current one, and everything continues as if you had never left, with
      `back`, `goto`, branches, names and curves. Images too large for the file are loaded from
      where they were. A damaged or inconsistent file changes nothing. If the current session is
      not saved, --force is needed.
      """, aliases: ["import"])

  @Argument(help: ArgumentHelp("A .safetensors or .npz file.", valueName: "file")) var file: String
  @Flag(help: "Discard the current session, even if it is not saved.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let before = session.trainer
    let read: (contents: SafetensorsFile, session: SessionFile.Contents?)
    do {
      read = try Files.read(file) { bytes in
        guard !ArrayArchive.isArchive(bytes) else {
          let tensors = try ArrayArchive.tensors(name: file, bytes, as: Float.self)
          return (try SafetensorsFile(SafetensorsFile.encode(tensors)), nil)
        }
        let contents = try SafetensorsFile(bytes)
        let isSession = SessionFile.isSession(contents)
        return (contents, isSession ? try SessionFile.decode(bytes, contents) : nil)
      }
      if let contents = read.session {
        return try open(contents, in: &session, on: console)
      }
    } catch let fault as SessionFile.Fault {
      throw CommandError("\(file): \(fault).", at: file)
    } catch let error as DatasetError {
      throw CommandError(error, at: file)
    }
    let contents = read.contents
    let network: Network<Float>
    do {
      network = try before.network.replacingParameters(from: contents)
      try network.checkFinite()
    } catch let error as ParameterMismatch {
      throw CommandError(error, file: file)
    } catch let error as NotFinite {
      throw CommandError("\(file): \(error)", at: file)
    }
    session.workspace.replace(with: try before.successor(network: network), saying: "open \(file)")
    console.print(
      "Read \(Numbers.count(network.parameterCount, "parameter")) from \(file): "
        + contents.names.joined(separator: ", "))
    console.print("next: test")
  }

  private func open(
    _ contents: SessionFile.Contents, in session: inout Session, on console: Console
  ) throws {
    guard force || !session.hasUnsavedWork else {
      throw CommandError(
        "\(file) is a session and would replace this one, which is not saved.",
        at: file, hint: "save FILE.safetensors --session, or open \(file) --force")
    }
    try session.open(contents, from: file, on: console)
    console.print("Opened the session in \(file): \(SessionSummary.extent(of: session)).")
    console.print(
      Narration.tape(
        session.trainer, remark: Narration.remark(session.trainer, shown: session.shown),
        width: console.width()))
    console.print(Narration.whatNext(session.trainer))
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? [.files(endings: [".safetensors", ".npz"])] : []
  }
}
