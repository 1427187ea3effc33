import ArgumentParser
import ConvNet

struct ShiftCommand: ShellCommand {
  static let group = CommandGroup.data
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    named: "shift", abstract: "Move the image of this step.",
    discussion: """
      shift 1 0     one pixel to the right
      shift 0 -2    two pixels up

      Blank paper moves in at one edge, and what moves out at the other is lost. What this
      step has computed so far is computed again.
      """)

  @Argument(help: ArgumentHelp("Pixels to the right.", valueName: "dx")) var dx: String
  @Argument(help: ArgumentHelp("Pixels down.", valueName: "dy")) var dy: String

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    guard session.sample != nil else { throw CommandError.noImage }
    let dx = try Arguments.integer(self.dx, "DX", in: -1_000...1_000)
    let dy = try Arguments.integer(self.dy, "DY", in: -1_000...1_000, after: [self.dx])
    let before = session.trainer
    session.workspace.perform(
      .shift(
        sample: min(session.shown, session.trainer.step.count - 1), dx: dx, dy: dy))
    if let sample = session.sample {
      Captions.show(sample, of: session.trainer, on: console)
    }
    console.print(Narration.recomputed(from: before, to: session.trainer))
  }
}
