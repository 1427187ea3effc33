import ArgumentParser
import ConvNet
import Datasets
import Rendering

struct DrawCommand: ShellCommand {
  static let group = CommandGroup.data
  static let traits = CommandTraits.setUp.touchingFiles
  static let configuration = CommandConfiguration(
    named: "draw", abstract: "Use a picture of your own as the image of this step.",
    discussion: """
      draw --label 3               opens blank paper in your editor ($VISUAL, $EDITOR)
      draw me.png --label 3        reads a PNG: any size, dark on light or light on dark
      draw me.txt --label 3        reads a picture made of characters
      draw me.txt --label 3 --as-is
                                   uses the picture unchanged, if it is already 28x28
      draw --edit                  opens the image of this step in your editor
      draw --save me.txt           writes the image of this step as characters

      In a picture made of characters, a space, a . or a 0 is paper; , : - = + * # % @ and the
      digits 1 to 9 are ink, from faint to full. Between bars (|), two columns make one pixel.

      A picture is prepared as MNIST's digits were: its ink is scaled to fit 20x20 and placed on
      28x28 so that its centre of mass is in the middle. Pictures for the toy are used
      unchanged; a network for colour images takes a PNG and scales it to fit. The loss compares
      the answer with the label. `back` removes the picture again.
      """)

  @Argument(help: ArgumentHelp("A PNG, or a picture made of characters.", valueName: "file"))
  var file: String?
  @Option(help: ArgumentHelp("The class that the picture shows.", valueName: "class")) var label:
    String?
  @Flag(help: "Use the picture unchanged.") var asIs = false
  @Flag(help: "Edit the image of this step.") var edit = false
  @Option(help: ArgumentHelp("Write the image of this step to a file.", valueName: "file"))
  var save: String?
  @Option(help: ArgumentHelp("The pixels, as a log writes them.", valueName: "pixels"))
  var pixels: String?
  @Flag(help: "Overwrite an existing file.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let ways = [file != nil, edit, save != nil, pixels != nil].count { $0 }
    guard ways <= 1 else {
      throw CommandError(
        "`draw` takes only one of a file, --edit, --save and --pixels.",
        hint: "draw me.txt --label 3")
    }
    if let save { return try write(to: save, in: session, on: console) }
    let easel = DrawnImageImporter(session.trainer)
    let label = try label(in: session)
    var how: String?
    let pixels: [UInt8]
    if let word = self.pixels {
      guard let given = RunLengthPixels.pixels(in: word, count: easel.shape.count) else {
        throw CommandError(
          "`--pixels` needs \(Numbers.count(easel.shape.count, "pixel")) as a log writes them.",
          at: word
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
        console.print("Nothing was drawn, so nothing has changed.")
        return
      }
      (pixels, how) = drawn
      let name = session.trainer.data.training.classNames[label]
      console.recordedLine?.replace(
        by: ["draw --label \(Word.quoted(name)) --pixels \(RunLengthPixels.word(for: pixels))"],
        for: Self.name)
    }
    session.workspace.perform(.choose(.drawn(pixels: pixels, label: UInt8(label))))
    if let sample = session.sample {
      Captions.show(sample, of: session.trainer, on: console)
    }
    if let how { console.print(how) }
    console.print("next: forward   (or step, one operation at a time)")
  }

  /// The class that the picture shows.
  private func label(in session: Session) throws(CommandError) -> Int {
    let trainer = session.trainer
    let names = trainer.data.training.classNames
    let known = names.indices.filter { trainer.targets[$0] != nil }
    guard let label else {
      if edit, let sample = session.sample { return sample.label }
      throw CommandError(
        "The picture needs a label: the class that it shows.",
        hint: "draw \(file.map { Word.quoted($0) + " " } ?? "")--label "
          + Word.quoted(names[known[min(3, known.count - 1)]]))
    }
    let word = NegativeNumber.unshield(label)
    let lowered = word.lowercased()
    if let index = known.first(where: { names[$0].lowercased() == lowered || Int(word) == $0 }) {
      return index
    }
    throw CommandError(
      "There is no class `\(word)`.", at: word, among: known.map { names[$0] })
  }

  /// The image of the current step, as pixels.
  private func original(in session: Session) throws(CommandError) -> Picture {
    guard let sample = session.sample else { throw .noImage }
    let data = session.trainer.data.training
    guard data.pixelShape[0] == 1 else {
      throw CommandError("A colour image cannot be edited as characters.", at: "--edit")
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
      "\(title), as characters: \(path).   next: draw \(Word.quoted(path)) --as-is --label "
        + Word.quoted(name ?? ""))
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.last {
    case "--label":
      let trainer = session.trainer
      return trainer.data.training.classNames.enumerated()
        .filter { trainer.targets[$0.offset] != nil }.map { Offer(Word.quoted($0.element)) }
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
