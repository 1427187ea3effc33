import ArgumentParser
import ConvNet
import Rendering

struct PlayCommand: WordsCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits(
    .inLessons, .replayed, .repeatable, .ifStopped({ _ in nil }), .allOrNothing, .paged,
    .reported, .anyNetwork, .files)
  static let configuration = CommandConfiguration(
    named: "play", abstract: "Show a step, or the training so far, as a film.",
    discussion: """
      play                the rest of the step, from the next operation on
      play conv           one operation: the window slides, the map fills
      play conv 2         filter 2, where there are several
      play <-conv 2       backward: the filter's gradient grows place by place, then the
                          rotated filter slides over the gradient
      play <-pool         each gradient goes to the cell that won its window
      play --from image   the whole step from its image on
      play training       how filter 0 and its map came to be, from update 0 to now
      play training 40 2  at 40 updates, filter 2; all its pictures are on one scale
      play <-conv --svg film.svg   a moving picture for a page; nothing is played or done

      Space pauses and goes on; Left and Right move by one picture, Up and Down by one part, + and
      - change the speed, w asks why of the value under the window, q leaves. Operations that have
      not been done are done as the film passes them, each as a whole. In a script, the first
      picture, one in the middle and the last are printed. `step value` does the same by hand.
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp(
      "An operation or training, then numbers; or --from and an operation.",
      valueName: "operation"))
  var words: [String] = []

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    var film = self
    if let path = try Self.takeValue(
      of: "--svg", from: &film.words, hint: "play <-conv --svg film.svg")
    {
      return try film.write(to: path, in: session, on: console)
    }
    if words.first == Self.training {
      _ = try play(trainingScenes(in: session), on: console)
      return
    }
    let part = try part(of: session)
    let before = session.trainer
    guard let end = try play(scenes(part, in: session), on: console).operation, end > part.done
    else { return }
    for _ in part.done..<end {
      _ = session.workspace.advance(to: { _ in true }, until: { false })
    }
    session.narrate(from: before, on: console)
    if console.isInteractiveTerminal {
      console.recordedLine?.replace(by: ["step \(end - part.done)"], for: Self.name)
    }
  }

  /// Plays scenes for a person, or prints pictures of each.
  ///
  /// - Returns: The scene in which it ended.
  private func play(_ scenes: [FilmScene], on console: Console) throws -> FilmScene {
    if console.isInteractiveTerminal, console.hasPrompt {
      // What is printed depends on when the user has seen enough.
      console.recordedLine?.markUnrepeatable()
      console.recordedLine?.replace(by: [], for: Self.name)
      var player = FilmPlayer(scenes, on: console)
      return try player.play()
    }
    for scene in scenes where !console.isInterrupted() { try scene.printStills(on: console) }
    return scenes[scenes.count - 1]
  }

  // MARK: What is played

  /// Which operations are shown, counted from 1, and which of several maps.
  private struct Part {
    /// How many operations of the step are done.
    let done: Int
    let first: Int
    let last: Int
    var map = 0
  }

  private func part(of session: Session) throws -> Part {
    let trainer = session.trainer
    let count = trainer.operations.count
    let done = trainer.step.position
    let words = words.map(NegativeNumber.unshield)
    guard let first = words.first else {
      // After an update, the next step begins.
      let begun = done == count ? 0 : done
      return Part(done: begun, first: begun + 1, last: count)
    }
    if first == "--from" {
      guard words.count == 2 else {
        throw CommandError(
          words.count == 1
            ? "`--from` needs an operation." : "`play --from` takes one operation.",
          at: words.count == 1 ? CommandError.end : words[2], hint: "play --from image")
      }
      return Part(done: done, first: try position(words[1], in: trainer), last: count)
    }
    let position = try position(first, in: trainer)
    guard words.count <= 2 else {
      throw CommandError(
        "`play` takes an operation and one number.", at: words[2], hint: "play \(first) 2")
    }
    let maps = maps(of: trainer.operations[position - 1], in: trainer)
    let map = try words.dropFirst().first.map {
      guard maps > 1 else {
        throw CommandError("`\(first)` has only one part to show.", at: $0, hint: "play \(first)")
      }
      return try Arguments.integer($0, "A map of `\(first)`", in: 0...maps - 1, after: [first])
    }
    return Part(done: done, first: position, last: position, map: map ?? 0)
  }

  /// The position of an operation on the tape, counted from 1.
  private func position(_ name: String, in trainer: Trainer<Float>) throws -> Int {
    let names = trainer.operations.map(trainer.network.name)
    let chosen = try Arguments.choice(name, "operation", among: names)
    return (names.firstIndex(of: chosen) ?? 0) + 1
  }

  /// How many maps or filters an operation has to choose from.
  private func maps(of operation: TapeOperation, in trainer: Trainer<Float>) -> Int {
    switch operation {
    case .forward(let layer), .backward(let layer):
      let shape = trainer.network.outputs[layer]
      return shape.rank == 3 ? shape[0] : 1
    case .update: return trainer.parameterPlaces.isEmpty ? 1 : trainer.network.outputs[0][0]
    case .image, .loss, .given, .lossGradient: return 1
    }
  }

  /// The scenes of the operations. Those that have not been done are done on a copy.
  private func scenes(_ part: Part, in session: Session) throws -> [FilmScene] {
    var ahead = session.timeline
    var scenes: [FilmScene] = []
    func film(_ position: Int) throws {
      scenes += try OperationFilm(
        operation: ahead.state.operations[position - 1], position: position,
        trainer: ahead.state, map: part.map, sample: session.shown
      ).scenes()
    }
    // What has been done is on the tape.
    for position in part.first..<max(part.first, min(part.done, part.last) + 1) {
      try film(position)
    }
    var position = part.done
    while position < part.last, !ahead.state.needsGradient {
      ahead.advance()
      position += 1
      if position >= part.first { try film(position) }
    }
    if scenes.isEmpty, ahead.state.needsGradient { throw CommandError.noGradient(in: ahead.state) }
    guard !scenes.isEmpty else {
      throw CommandError("It has nothing to show in this step.", at: words.first, hint: "step")
    }
    return scenes
  }

  // MARK: The training

  private static let training = "training"

  private func trainingScenes(in session: Session) throws -> [FilmScene] {
    let words = words.map(NegativeNumber.unshield)
    guard words.count <= 3 else {
      throw CommandError(
        "`play training` takes two numbers at most.", at: words[3], hint: "play training 40 2")
    }
    let network = session.trainer.network
    guard
      let (layer, filters) = network.nodes.lazy.compactMap({ node in
        (node.layer as? any ConvolutionLayer<Float>).map {
          (node.name, $0.convolution.filters.shape[0])
        }
      }).first
    else {
      throw CommandError("The network has no filters.", hint: "net preset digits")
    }
    let count =
      try words.dropFirst().first.map {
        try Arguments.integer($0, "The number of updates shown", in: 2...1_000)
      } ?? 20
    let filter =
      try words.dropFirst(2).first.map {
        try Arguments.integer($0, "A filter of `\(layer)`", in: 0...filters - 1, after: [words[1]])
      } ?? 0
    return [try TrainingFilm(layer: layer, filter: filter, count: count, in: session).scene()]
  }

  // MARK: A moving picture

  /// How many pictures of a scene are in a file, how high each is, and for how long it is shown.
  private static let filed = (pictures: 24, rows: 22, columns: 80, seconds: 0.4)

  /// Writes the film to a file.
  private func write(to path: String, in session: Session, on console: Console) throws {
    try Files.checkIsName(path)
    try Files.check(path, ending: ".svg")
    var film = self
    let force = Self.takeFlag("--force", from: &film.words)
    let isOfTraining = film.words.first == Self.training
    let scenes =
      isOfTraining
      ? try film.trainingScenes(in: session)
      : try film.scenes(film.part(of: session), in: session)
    let frames = try scenes.flatMap { scene in
      let steps = max(1, min(Self.filed.pictures, scene.count) - 1)
      return try Set((0...steps).map { $0 * (scene.count - 1) / steps }).sorted().map { index in
        if console.isInterrupted() { throw CommandError.stopped }
        let picture = try scene.picture(index, Self.filed.columns)
          .block(.blocks, width: Self.filed.columns, height: Self.filed.rows)
        return TextBlock(scene.heading(at: index), .strong).above(picture)
      }
    }
    let file = FilmSVG.file(
      frames, title: ([Self.name] + film.words.map(NegativeNumber.unshield)).joined(separator: " "),
      seconds: Self.filed.seconds)
    try Files.write(Array(file.utf8), to: path, force: force)
    console.print("Wrote \(Numbers.count(frames.count, "picture")) to \(path).")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    let trainer = session.trainer
    let operations = trainer.operations.map { Offer(trainer.network.name(of: $0)) }
    switch words {
    case []:
      return operations + [
        Offer(training, note: "how a filter and its map came to be"),
        Offer("--from", note: "the step from an operation on"),
      ]
    case ["--from"]: return operations
    case [training]: return [.hint("n", note: "how many updates are shown; 20 by default")]
    case _ where words.count == 2 && words[0] == training:
      return Completer.numbers(
        trainer.network.outputs[0].rank == 3 ? trainer.network.outputs[0][0] : 0)
    default:
      guard words.count == 1, let command = try? parse(words),
        let position = try? command.position(words[0], in: trainer)
      else { return [] }
      let maps = command.maps(of: trainer.operations[position - 1], in: trainer)
      return maps > 1 ? Completer.numbers(maps) : []
    }
  }
}
