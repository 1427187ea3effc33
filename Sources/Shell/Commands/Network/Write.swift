import ArgumentParser
import ConvNet

struct WriteCommand: ShellCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp.touchingFiles
  static let configuration = CommandConfiguration(
    named: "write", abstract: "Write the numbers of a place to a .npy file.",
    discussion: """
      write conv.d_filters gradient.npy      then, in Python: numpy.load("gradient.npy")
      """)

  @Argument(help: ArgumentHelp("Any place that has been computed.", valueName: "place"))
  var place: String
  @Argument(help: ArgumentHelp("A file that ends in .npy.", valueName: "file"))
  var file: String
  @Flag(help: "Overwrite an existing file.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    try Files.check(file, ending: ".npy")
    let place = try Arguments.place(self.place)
    let values = try session.computed(place)
    try Files.write(NPYFile.encode(values), to: file, force: force)
    console.print("Wrote \(place), \(values.shape), float32, to \(file).")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.count {
    case 0: Completer.places(in: session) { _ in true }
    case 1: Completer.files(ending: ".npy")
    default: []
    }
  }
}
