import ArgumentParser
import ConvNet
import Rendering

struct SaveCommand: ShellCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp.touchingFiles
  static let configuration = CommandConfiguration(
    named: "save", abstract: "Write all parameters, or the whole session, to a file.",
    discussion: """
      save net.safetensors            the parameters, under PyTorch's names
      save lab.safetensors --session  everything, so that `open` can continue the session

      Python reads both with safetensors.numpy.load_file or safetensors.torch.load_file; in a
      session, everything that is not a parameter has a name that begins with `backstep.`.

      A session holds the parameters, what the optimizer remembers, the random numbers, the
      position in the training set, all settings, bugs, every action with its branches and named
      points, kept curves, tests, and images drawn by hand. For a large data set, it holds only the
      source and a checksum. It does not hold aliases, the style or predictions.
      """)

  @Argument(help: ArgumentHelp("A file that ends in .safetensors.", valueName: "file"))
  var file: String
  @Flag(help: "Write everything, to continue the session later.") var session = false
  @Flag(help: "Overwrite an existing file.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    try Files.check(file, ending: ".safetensors")
    if self.session {
      let bytes = try session.bytes(on: console)
      try Files.write(bytes, to: file, force: force)
      session.noteSaved()
      console.print(
        "Saved the session to \(file): \(SessionSummary.extent(of: session)); "
          + "\(Numbers.count(bytes.count, "byte")).")
      return console.print("next: open \(file), now or in another session")
    }
    let network = session.trainer.network
    let bytes = network.safetensors(metadata: ["updates": String(session.trainer.updates)])
    try Files.write(bytes, to: file, force: force)
    console.print(
      "Saved \(Numbers.count(network.parameterCount, "parameter")) to \(file): "
        + network.fileParameters.map { "\($0.name) \($0.values.shape)" }.joined(separator: ", "))
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? Completer.files(ending: ".safetensors") : []
  }
}
