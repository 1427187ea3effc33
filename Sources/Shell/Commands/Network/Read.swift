import ArgumentParser
import ConvNet
import Rendering

struct ReadCommand: ShellCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp.touchingFiles
  static let configuration = CommandConfiguration(
    named: "read", abstract: "Overwrite a place with numbers from a .npy file.",
    discussion: """
      read conv.filters edges.npy   the filters of a layer
      read image mine.npy           the image of this step
      read pool.d_out upstream.npy  a gradient: the backward pass starts there

      The shapes must agree, except for axes of length 1, and all numbers must be finite as
      float32. `back` undoes it.
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
    do { try values.checkFinite() } catch { throw CommandError("\(file): \(error)", at: file) }
    func check(_ shape: Shape) throws {
      guard values.shape.essential == shape.essential else {
        throw CommandError(
          "`\(place)` has the shape \(shape), but \(file) holds \(values.shape).", at: file)
      }
    }
    if before.isGivable(place) {
      return try session.give(place, on: console) { shape in
        try check(shape)
        return values.values
      }
    }
    try check(try before.checkWrite(place, count: values.shape.count))
    session.workspace.perform(.write(place, values.values))
    console.print("\(PrintedTensor.summary(place.description, values)), from \(file)")
    console.print(Narration.recomputed(from: before, to: session.trainer))
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.count {
    case 0: Completer.places(in: session, where: session.trainer.isSettable)
    case 1: Completer.files(ending: ".npy")
    default: []
    }
  }
}
