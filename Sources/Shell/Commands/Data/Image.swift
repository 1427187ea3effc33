import ArgumentParser
import ConvNet
import Rendering

struct ImageCommand: ShellCommand {
  static let group = CommandGroup.data
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    commandName: "image", abstract: "Pick an image and show it.",
    discussion: """
      image 7          begins a step with training image 7, and shows it
      image 7 --test   the same with test image 7
      image            shows the image of this step
      image --sample 5 shows sample 5 of the batch; pictures are of it from now on

      With minibatches the images that follow fill the batch up.

      A colour image is three pictures, red, green and blue: on a screen with colours one
      picture, and with --channels the three.
      """)

  @Argument(help: ArgumentHelp("Which image, counted from 0.", valueName: "n"))
  var number: String?
  @Flag(help: "Take it from the test images.") var test = false
  @Option(help: ArgumentHelp("Show this sample of the batch.", valueName: "n"))
  var sample: String?
  @Flag(help: "Of a colour image, show red, green and blue apart.") var channels = false

  var onlyLooks: Bool { number == nil && sample == nil && !test }

  func run(in session: inout Session, on console: Console) throws {
    if let sample {
      guard number == nil, !test else {
        throw CommandError("`--sample` is of the batch that is in.", at: "--sample")
      }
      let count = session.trainer.step.count
      guard count > 0 else { throw CommandError.noImage }
      session.workspace.show(
        sample: try Arguments.integer(sample, "A sample of the batch", in: 0...count - 1))
    } else if let number {
      let set = test ? session.trainer.data.test : session.trainer.data.training
      let index = try Arguments.integer(
        number, "The number of a \(test ? "test" : "training") image", in: 0...set.count - 1)
      session.workspace.perform(.choose(test ? .test(index) : .training(index)))
    } else if test {
      throw CommandError("Which test image?", at: "--test", hint: "image 0 --test")
    }
    guard let sample = session.sample else { throw CommandError.noImage }
    Captions.show(sample, of: session.trainer, channels: channels, on: console)
    console.print(
      number == nil
        ? Narration.whatNext(session.trainer) : "next: forward   (or step, one operation at a time)"
    )
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    let trainer = session.trainer
    if words.last == "--sample" { return Completer.numbers(trainer.step.count) }
    guard words.isEmpty else { return [] }
    return [
      .hint(
        "n",
        note: "0 to \(trainer.data.training.count - 1), or a test image: 0 to "
          + "\(trainer.data.test.count - 1) --test")
    ]
  }
}

extension CommandError {
  static let noImage = CommandError("No image is loaded yet.", hint: "image 0")
}

extension ImageCommand: PicturedCommand {
  func figure(in session: Session, on console: Console) throws -> Figure? {
    guard let sample = session.sample else { throw CommandError.noImage }
    let normalisation = session.trainer.data.training.normalisation
    return ImageFigure.figure(
      title: Captions.title(of: sample, in: session.trainer), image: sample.image.slice([0]),
      blank: normalisation.blank, full: normalisation.full)
  }
}
