import ArgumentParser
import ConvNet
import Rendering

struct ImageCommand: ShellCommand {
  static let group = CommandGroup.data
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    named: "image", abstract: "Pick an image and show it.",
    discussion: """
      image 7           begins a step with training image 7 and shows it
      image 7 --test    the same with test image 7
      image             shows the image of this step
      image --sample 5  shows sample 5 of the batch; from then on, pictures are of this sample
      image --grad      the gradient of the loss with respect to each pixel, beside the image
      image new 5x5     a blank image of your own, in a data set of its own; `set image` fills it
      image new 4x4 --whole        whole numbers from -1 to 3, drawn from the seed, for paper
      image new 3x8x8 --label 2    with three channels; another of the same size joins the set

      With minibatches, the images that follow fill the batch. Such a step does not count
      as part of a pass over the training set: `set shuffle off; image 0; sgd 2` takes image 0
      twice, first as chosen and then as the first of the pass.

      A colour image has three channels: red, green and blue. On a screen with colours it can be
      one picture; --channels shows the three channels separately.
      """)

  @Argument(help: ArgumentHelp("Which image, counted from 0, or `new`.", valueName: "n"))
  var number: String?
  @Argument(help: ArgumentHelp("With `new`: rows and columns, such as 5x5.", valueName: "size"))
  var size: String?
  @Flag(help: "Use a test image.") var test = false
  @Option(help: ArgumentHelp("Show this sample of the batch.", valueName: "n"))
  var sample: String?
  @Option(help: ArgumentHelp("With `new`: the class, 0 by default.", valueName: "class"))
  var label: String?
  @Flag(help: "With `new`: draw small whole numbers from the seed.") var whole = false
  @Flag(help: "Show dL/d(pixel), after backward.") var grad = false
  @Flag(help: "Show the red, green and blue of a colour image separately.") var channels = false

  var onlyLooks: Bool { number == nil && sample == nil && !test }

  func run(in session: inout Session, on console: Console) throws {
    if number == Self.new { return try begin(in: &session, on: console) }
    if let word = size ?? label ?? (whole ? "--whole" : nil) {
      throw CommandError(
        "Only a new image takes a size, a label or `--whole`.", at: word,
        after: [number].compactMap(\.self),
        hint: "image new 5x5 --label 0")
    }
    if let sample {
      guard number == nil, !test else {
        throw CommandError(
          "`--sample` shows a sample of the current batch, so it does not take another image.",
          at: "--sample")
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
      throw CommandError(
        "`--test` needs the number of an image.", at: "--test", hint: "image 0 --test")
    }
    guard let sample = session.sample else { throw CommandError.noImage }
    if grad { return try Self.showGradient(in: session, on: console) }
    Captions.show(sample, of: session.trainer, channels: channels, on: console)
    console.print(
      number == nil
        ? Narration.whatNext(session.trainer) : "next: forward   (or step, one operation at a time)"
    )
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    let trainer = session.trainer
    if words.last == "--sample" { return Completer.numbers(trainer.step.count) }
    if words == [Self.new] { return [.hint("size", note: "rows x columns, such as 5x5")] }
    guard words.isEmpty else { return [] }
    return [
      Offer(Self.new, note: "a blank image of your own"),
      .hint(
        "n",
        note: "0 to \(trainer.data.training.count - 1), or a test image: 0 to "
          + "\(trainer.data.test.count - 1) --test"),
    ]
  }
}

extension CommandError {
  static let noImage = CommandError("No image is loaded yet.", hint: "image 0")
}

extension ImageCommand: PicturedCommand {
  static var figureSaysAll: Bool { true }

  func figure(in session: Session, on console: Console) throws -> Figure? {
    if grad { return try Self.gradientFigure(in: session) }
    guard let sample = session.sample else { throw CommandError.noImage }
    let normalisation = session.trainer.data.training.normalisation
    return ImageFigure.figure(
      title: Captions.title(of: sample, in: session.trainer), image: sample.image.slice([0]),
      blank: normalisation.blank, full: normalisation.full)
  }
}
