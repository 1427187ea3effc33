import ArgumentParser
import ConvNet
import Rendering

struct ReadCommand: ShellCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    commandName: "read", abstract: "Overwrite a place with the numbers of a .npy file.",
    discussion: """
      read conv.filters edges.npy   the filters of a layer
      read image mine.npy           the image of this step

      The shapes have to agree; an axis of length 1 in front does not count. `back` undoes it.
      """)

  @Argument(help: ArgumentHelp("The image, or a parameter.", valueName: "place"))
  var place: String
  @Argument(help: ArgumentHelp("A .npy file of float32 or float64.", valueName: "file"))
  var file: String

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let place = try Arguments.place(self.place)
    let before = session.trainer
    let values = try Files.read(file) { try NPYFile.decode($0, as: Float.self) }
    if let bad = values.values.firstIndex(where: { !$0.isFinite }) {
      let indices = values.shape.indices(at: bad).map(String.init).joined(separator: ",")
      throw CommandError(
        "\(file) holds \(Numbers.compact(values.values[bad])) at [\(indices)], as a float32: a "
          + "network needs finite numbers.", at: file)
    }
    try before.checkWrite(place, count: values.shape.count)
    guard case .computed(let old) = try before.read(place) else { return }
    func essential(_ shape: Shape) -> [Int] { shape.extents.filter { $0 != 1 } }
    guard essential(values.shape) == essential(old.shape) else {
      throw CommandError(
        "`\(place)` is \(old.shape), but \(file) holds \(values.shape).", at: file)
    }
    session.workspace.perform(.write(place, values.values))
    console.print("\(PrintedTensor.summary(place.description, values)), from \(file)")
    console.print(Narration.recomputed(from: before, to: session.trainer))
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.count {
    case 0: Completer.places(in: session) { session.trainer.isWritable($0) }
    case 1: Completer.files(ending: ".npy")
    default: []
    }
  }
}
