import ArgumentParser
import ConvNet
import Datasets
import Rendering

struct DrawCommand: ShellCommand {
  static let group = CommandGroup.data
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    commandName: "draw", abstract: "Make a picture of your own the image of this step.",
    discussion: """
      draw --label 3               opens blank paper in your editor ($VISUAL, $EDITOR)
      draw me.png --label 3        from a PNG: any size, dark on light or light on dark
      draw me.txt --label 3        from a picture of characters
      draw me.txt --label 3 --as-is
                                   just as it stands, where it is 28x28 already
      draw --edit                  the image of this step, to be changed by hand
      draw --save me.txt           writes the image of this step as such a picture

      A picture of characters: a space, a . or a 0 is paper; , : - = + * # % @ and the
      digits 1 to 9 are ink, from faint to full. Between bars (|) two columns are a pixel.

      A picture is prepared as MNIST's digits were: its ink is scaled to fit 20x20, and put
      on 28x28 so that the centre of its mass is the middle. The toy's pictures are taken
      as they are; a colour network takes a PNG, scaled to fit. The label is what the loss
      compares the answer with. `back` takes the picture out again.
      """)

  @Argument(help: ArgumentHelp("A PNG, or a picture of characters.", valueName: "file"))
  var file: String?
  @Option(help: ArgumentHelp("What it is a picture of.", valueName: "class")) var label: String?
  @Flag(help: "Take it just as it stands.") var asIs = false
  @Flag(help: "Change the image of this step.") var edit = false
  @Option(help: ArgumentHelp("Write the image of this step to a file.", valueName: "file"))
  var save: String?
  @Option(help: ArgumentHelp("The pixels, as a log writes them.", valueName: "pixels"))
  var pixels: String?
  @Flag(help: "Overwrite a file that is there.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let ways = [file != nil, edit, save != nil, pixels != nil].count { $0 }
    guard ways <= 1 else {
      throw CommandError(
        "One at a time: a file, --edit, --save or --pixels.", hint: "draw me.txt --label 3")
    }
    if let save { return try write(to: save, in: session, on: console) }
    let easel = DrawnImageImporter(session.trainer)
    let label = try label(in: session)
    var how: String?
    let pixels: [UInt8]
    if let word = self.pixels {
      guard let given = RunLengthPixels.pixels(in: word, count: easel.shape.count) else {
        throw CommandError(
          "That is not \(Numbers.count(easel.shape.count, "pixel")) as a log writes them.", at: word
        )
      }
      pixels = given
    } else if let file {
      (pixels, how) = try easel.read(file, asIs: asIs)
    } else {
      let original = edit ? try original(in: session) : nil
      guard
        let drawn = try easel.draw(
          session.trainer.data.training.classNames[label], over: original, asIs: asIs, on: console)
      else {
        console.recordedLine?.replace(by: [], for: Self.name)
        console.print("Nothing was drawn, and nothing has changed.")
        return
      }
      (pixels, how) = drawn
      let name = session.trainer.data.training.classNames[label]
      console.recordedLine?.replace(
        by: ["draw --label \(name) --pixels \(RunLengthPixels.word(for: pixels))"], for: Self.name)
    }
    session.workspace.perform(
      .choose(.drawn(DrawnImage(pixels: pixels, label: UInt8(label)))))
    if let sample = session.sample {
      Captions.show(sample, of: session.trainer, on: console)
    }
    if let how { console.print(how) }
    console.print("next: forward   (or step, one operation at a time)")
  }

  /// The class that the picture is of.
  private func label(in session: Session) throws(CommandError) -> Int {
    let trainer = session.trainer
    let names = trainer.data.training.classNames
    let known = names.indices.filter { trainer.targets[$0] != nil }
    guard let label else {
      if edit, let sample = session.sample { return sample.label }
      throw CommandError(
        "What is it a picture of? The loss needs its label.",
        hint: "draw \(file.map { $0 + " " } ?? "")--label \(names[known[min(3, known.count - 1)]])")
    }
    let word = NegativeNumber.unshield(label)
    let lowered = word.lowercased()
    if let index = known.first(where: { names[$0].lowercased() == lowered || Int(word) == $0 }) {
      return index
    }
    throw CommandError(
      "There is no class `\(word)` here.", at: word,
      hint: known.map { names[$0] }.joined(separator: ", "))
  }

  /// The image of this step as pixels.
  private func original(in session: Session) throws(CommandError) -> Picture {
    guard let sample = session.sample else { throw .noImage }
    let data = session.trainer.data.training
    guard data.pixelShape[0] == 1 else {
      throw CommandError("A colour image cannot be changed as characters.", at: "--edit")
    }
    return Picture(
      rows: data.pixelShape[1], columns: data.pixelShape[2],
      planes: [data.pixels(of: sample.image.slice([0]))])
  }

  private func write(to path: String, in session: Session, on console: Console) throws {
    let picture: Picture
    do throws(CommandError) {
      picture = try original(in: session)
    } catch {
      throw error.word == nil
        ? error : CommandError("A colour image cannot be written as characters.", at: "--save")
    }
    let title = session.sample.map { Captions.title(of: $0, in: session.trainer) } ?? ""
    let text = TextPicture.text(
      of: picture, full: DrawnImageImporter(session.trainer).full,
      remarks: [title, DrawnImageImporter.legend])
    try Files.write(Array(text.utf8), to: path, force: force)
    let name = session.sample.map { session.trainer.data.training.classNames[$0.label] }
    console.print(
      "\(title), as characters: \(path).   next: draw \(path) --as-is --label \(name ?? "")")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.last {
    case "--label":
      let trainer = session.trainer
      return trainer.data.training.classNames.enumerated()
        .filter { trainer.targets[$0.offset] != nil }.map { Offer($0.element) }
    case "--save": return Completer.files(ending: ".txt")
    case "--pixels": return []
    default:
      let options = ["--label", "--as-is", "--edit", "--save", "--force"]
        .filter { !words.contains($0) }.map { Offer($0) }
      let hasSource = words.contains { !$0.hasPrefix("--") }
      return options
        + (hasSource ? [] : Completer.files(ending: ".png") + Completer.files(ending: ".txt"))
    }
  }
}
