import ArgumentParser
import ConvNet
import Rendering

struct PrintCommand: WordsCommand, RequestedPicture {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "print", abstract: "Show the numbers at a place.",
    discussion: """
      print conv.out[2,10,18]   one number
      print conv.out[2]         a map
      print softmax.d_totals    a gradient
      print conv                every place of a layer, and which are computed

      `help place` lists the names. A number that no operation of this step has computed is
      shown as "not computed", never as 0.
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("One place, or several.", valueName: "place"))
  var words: [String] = []

  var onlyLooks: Bool { true }

  static var vocabulary: [Vocabulary] {
    [Vocabulary(command: "print", names: ["loss", "label", "probabilities", "logits"])]
  }

  func run(in session: inout Session, on console: Console) throws {
    guard !words.isEmpty else {
      throw CommandError(
        "`print` needs a place.", at: CommandError.end,
        typing: Self.examples(after: [], in: session))
    }
    try check(in: session)
    for text in words {
      let place = try Arguments.place(text)
      if place.layer == nil, place.indices.isEmpty,
        session.trainer.network.index(of: place.quantity) != nil
      {
        try overview(of: place.quantity, in: session, on: console)
      } else {
        try show(place, in: session, on: console)
      }
    }
  }

  /// Looks up all places first, so that an error about one of them comes before any output.
  private func check(in session: Session) throws {
    for text in words {
      let place = try Arguments.place(text)
      let isLayer = session.trainer.network.index(of: place.quantity) != nil
      if place.layer != nil || !place.indices.isEmpty || !isLayer {
        _ = try session.trainer.read(place)
      }
    }
  }

  private func show(_ place: Place, in session: Session, on console: Console) throws {
    switch try session.trainer.read(place) {
    case .notComputed where Narration.withoutGradient(place, in: session.trainer) != nil:
      console.print(Narration.withoutGradient(place, in: session.trainer) ?? "")
    case .notComputed(let operation):
      console.print(
        "\(place) is not computed: `\(session.trainer.network.name(of: operation))` has not been "
          + "done in this step.   next: \(Narration.command(for: operation))")
    case .computed(let tensor) where tensor.shape.rank == 0:
      console.print("\(place) = \(Numbers.precise(tensor.values[0]))")
    case .computed(let tensor):
      console.print(
        PrintedTensor.block(
          place.description, tensor,
          colours: place.whole == Place(quantity: "image")
            && tensor.shape == session.trainer.network.input,
          width: console.width(), hint: Narration.howToPrint))
    }
  }

  private func overview(
    of layer: String, in session: Session, on console: Console
  ) throws {
    for place in session.trainer.places where place.layer == layer {
      switch try session.trainer.read(place) {
      case .notComputed: console.print("\(place)  not computed")
      case .computed(let tensor):
        console.print(PrintedTensor.summary(place.description, tensor))
      }
    }
  }

  static var figureSaysAll: Bool { true }

  func figure(in session: Session, on console: Console) throws -> Figure? {
    // Run it as on the screen, for the error about what cannot be read.
    var draft = session
    try run(in: &draft, on: console)
    guard words.count == 1, let place = try? Place(parsing: words[0]),
      let values = session.trainer.numbers(at: place)
    else { return nil }
    return GridFigure.figure(
      title: Captions.heading("\(place)", session), place.description, values)
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    Completer.places(in: session) { _ in true }
      + session.trainer.network.nodes.map { Offer($0.name, note: "every place of the layer") }
  }
}
