import ArgumentParser
import ConvNet
import Datasets
import Lab
import Rendering

struct NetCommand: WordsCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    named: "net", abstract: "Show the network, or build another.",
    discussion: """
      net                  the table of layers
      net preset NAME      \(Preset.all.map(\.name).joined(separator: ", "))
      net new LAYERS       as a diagram: net new conv3x3 8, maxpool2, softmax 10
      net insert LAYER after|before NAME   net insert relu after conv
      net remove NAME      the other layers keep their weights if they still fit
      net freeze NAME      updates no longer change the layer; net thaw NAME undoes it

      Layers: \(Diagram.words.joined(separator: ", ")) (help layers).
      A size left out is inferred. `help init` explains how fresh weights are drawn. A network is a
      chain of layers that takes images. A network that takes more than \
      \(Numbers.bytes(MemoryNeed.limit)) in training is refused.
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("preset NAME, or new LAYERS.", valueName: "what"))
  var words: [String] = []

  var onlyLooks: Bool { words.isEmpty }

  private static let forms = [
    ("preset", "a ready-made network"), ("new", "LAYER, LAYER, ...: a network of your own"),
    ("insert", "LAYER after|before NAME"), ("remove", "a layer"),
    ("freeze", "updates no longer change a layer"), ("thaw", "a layer learns again"),
  ]

  private static var formNames: [String] { forms.map(\.0) }

  static var vocabulary: [Vocabulary] {
    [
      Vocabulary(command: "net", names: formNames),
      Vocabulary(command: "net preset", names: Preset.all.map(\.name)),
    ]
  }

  func run(in session: inout Session, on console: Console) throws {
    guard let first = words.first else {
      console.print(SessionSummary.network(session.trainer, width: console.width()))
      console.print(SessionSummary.settings(session))
      return
    }
    let rest = words.dropFirst().map(NegativeNumber.unshield)
    if Preset.named(first) != nil {
      throw CommandError("`\(first)` is a preset.", at: first, instead: "preset \(first)")
    }
    if Diagram.vocabulary.contains(where: { $0.word == first }) {
      throw CommandError("`\(first)` is a layer.", at: first, instead: "new \(first)")
    }
    switch try Arguments.choice(first, "`net` command", among: Self.formNames) {
    case "preset": try preset(rest, in: &session, on: console)
    case "insert": try insert(rest, in: &session, on: console)
    case "remove": try remove(rest, in: &session, on: console)
    case "freeze": try freeze(true, rest, in: &session, on: console)
    case "thaw": try freeze(false, rest, in: &session, on: console)
    default: try new(rest.joined(separator: " "), in: &session)
    }
    console.print(SessionSummary.network(session.trainer, width: console.width()))
    console.print(SessionSummary.settings(session))
    if let remark = Self.unusedOutputs(session.trainer) { console.print(remark) }
    console.print("next: image 0   (or step)")
  }

  /// A note that the network has more outputs than the data has classes, if so.
  private static func unusedOutputs(_ trainer: Trainer<Float>) -> String? {
    let (outputs, classes) = (trainer.classCount, trainer.data.training.classes.count)
    let last = trainer.network.nodes[trainer.network.count - 1]
    guard trainer.network.hasLoss else {
      return
        "There is no loss, because the network does not end in a classifier: after `forward`, give a "
        + "gradient, as in `\(Narration.giving(trainer))`."
    }
    guard outputs != classes else { return nil }
    return "\(last.name) distinguishes \(Numbers.count(outputs, "class")), but the data has "
      + "\(Numbers.count(classes)). For one output per class, end in: "
      + "\(last.name.prefix { $0.isLetter }) \(classes)"
  }

  private func preset(
    _ words: [String], in session: inout Session, on console: Console
  ) throws {
    guard words.count == 1 else {
      throw CommandError(
        words.isEmpty ? "`net preset` needs the name of a preset." : "`net preset` takes one name.",
        at: words.dropFirst().first ?? CommandError.end, after: Array(words.prefix(1)),
        hint: "net preset \(Preset.all.map(\.name).joined(separator: ", net preset "))")
    }
    let preset = try Arguments.choice(words[0], "preset", among: Preset.all) { $0.name }
    do {
      try session.build(
        preset, data: session.trainer.data, seed: nil, saying: "net preset \(preset.name)")
    } catch is TrainerError {
      // If the preset cannot take the present data, load its classes of them, or the data that it was
      // made for.
      let own = ownData(for: preset, in: session)
      let loaded =
        try own?.loaded
        ?? DataLoader.load(
          try DataLoader.kind(preset.dataset), path: nil,
          selection: Selection(only: preset.classes), folders: session.folders)
      var provenance = session.provenance
      provenance.data = own?.asked ?? preset.data
      provenance.source = loaded.sourceInWords
      provenance.folder = loaded.wholeFolder
      console.print(SessionSummary.data(loaded))
      try session.build(
        preset, data: session.timeline.shared(loaded.split), as: provenance, seed: nil,
        saying: "net preset \(preset.name)")
    }
  }

  /// The classes that a preset is made for, of the data that the user has loaded, if those are images
  /// of its size.
  private func ownData(
    for preset: Preset, in session: Session
  ) -> (asked: String, loaded: LoadedDataset)? {
    let data = session.trainer.data.training
    guard data.pixelShape == preset.input || preset.normalisation.padding > 0, !data.isWritten,
      preset.dataset == MNIST.word
    else { return nil }
    var words = TokenizedLine(session.provenance.data).last.map(\.text)
    if let only = words.firstIndex(of: "--only") {
      words.removeSubrange(only..<min(words.count, only + 2))
    }
    if let classes = preset.classes {
      words += ["--only", classes.map(String.init).joined(separator: ",")]
    }
    let command = try? LoadCommand.parse(words)
    guard let loaded = try? command?.find(in: session.folders),
      (try? Trainer<Float>(
        preset, data: loaded.split, context: PassContext(), seed: session.seed)) != nil
    else { return nil }
    return (words.map(Word.quoted).joined(separator: " "), loaded)
  }

  private func new(_ text: String, in session: inout Session) throws {
    do {
      try build(try Diagram(parsing: text), in: &session, saying: "net new \(text)")
    } catch {
      guard let translated = ForeignDiagram.translated(text) else { throw error }
      throw CommandError(
        "Layers are written without parentheses, as `conv3x3 8`.", at: "new",
        typing: ["net new \(translated)"])
    }
  }

  /// Builds a diagram. A layer whose entry in `sources` is a position keeps the weights of the
  /// layer at that position.
  private func build(
    _ diagram: Diagram, in session: inout Session, saying what: String,
    keeping sources: [Int?] = []
  ) throws {
    let before = session.trainer
    var context = before.context
    context.random = RandomSource(seed: session.seed)
    var fresh: Network<Float>
    do throws(NetworkError) {
      fresh = try Network(
        input: before.data.training.imageShape, diagram: diagram, random: &context.random)
    } catch {
      throw CommandError(error, in: diagram)
    }
    fresh.start(with: before.switchedOn)
    let network = fresh.taking(from: before.network, sources)
    var provenance = session.provenance
    provenance.preset = nil
    session.workspace.replace(
      with: try before.successor(network: network, context: context), as: provenance, saying: what)
  }

  // MARK: Inserting and removing a layer

  /// `net insert relu after conv`, `net insert dropout keep=0.5 before fc2`.
  private func insert(_ words: [String], in session: inout Session, on console: Console) throws {
    let example = "net insert relu after conv"
    guard let side = words.lastIndex(where: { ["before", "after"].contains($0) }), side > 0,
      side + 2 == words.count
    else {
      throw CommandError(
        "`net insert` needs a layer, `before` or `after`, and the name of a layer.",
        at: CommandError.end, hint: example)
    }
    let anchor = try Arguments.layer(
      words[side + 1], in: session.trainer.network, after: Array(words[...side]))
    let position = anchor + (words[side] == "after" ? 1 : 0)
    let answer = session.trainer.network.nodes[anchor]
    if words[side] == "after", answer.layer.ending.isAnswer {
      // A `sigmoid` that is not the last layer would be a different one.
      throw CommandError(
        "`\(answer.name)` gives the network's answer, so nothing can follow it.",
        at: words[side + 1], after: Array(words[...side]),
        hint: "net insert \(words[..<side].joined(separator: " ")) before \(answer.name)")
    }
    let added = try Diagram(parsing: words[..<side].joined(separator: " ")).layers
    var layers = session.layers
    layers.insert(contentsOf: added, at: position)
    var sources: [Int?] = Array(0..<layers.count - added.count)
    sources.insert(contentsOf: added.map { _ in nil }, at: position)
    try rebuild(
      layers, sources, saying: "net insert \(words.joined(separator: " "))", in: &session,
      on: console)
  }

  private func remove(_ words: [String], in session: inout Session, on console: Console) throws {
    guard words.count == 1 else { throw oneLayer(words, hint: "net remove relu1") }
    let position = try Arguments.layer(words[0], in: session.trainer.network)
    var layers = session.layers
    guard layers.count > 1 else {
      throw CommandError(
        "The only layer of a network cannot be removed.", at: words[0], hint: "net new ...")
    }
    layers.remove(at: position)
    var sources: [Int?] = Array(0...layers.count)
    sources.remove(at: position)
    try rebuild(layers, sources, saying: "net remove \(words[0])", in: &session, on: console)
  }

  private func oneLayer(_ words: [String], hint: String) -> CommandError {
    CommandError(
      words.isEmpty ? "The name of a layer is missing." : "Only one layer can be named.",
      at: words.dropFirst().first ?? CommandError.end, after: Array(words.prefix(1)), hint: hint)
  }

  private func rebuild(
    _ layers: [LayerArguments], _ sources: [Int?], saying what: String,
    in session: inout Session, on console: Console
  ) throws {
    let before = session.trainer.network
    try build(Diagram(layers), in: &session, saying: what, keeping: sources)
    let after = session.trainer.network
    let isKept = zip(after.nodes, sources).map { node, source in
      source.map {
        before.nodes[$0].layer.parameters.map(\.values) == node.layer.parameters.map(\.values)
      } ?? false
    }
    let fresh = after.nodes.indices.filter { index in
      !after.nodes[index].layer.parameters.isEmpty && !isKept[index]
    }.map { after.nodes[$0].name }
    console.print(
      fresh.isEmpty
        ? "Every layer keeps its weights."
        : "Fresh weights for \(fresh.joined(separator: ", ")); the others keep theirs.")
  }

  /// `net freeze conv`, `net thaw conv`.
  private func freeze(
    _ isFrozen: Bool, _ words: [String], in session: inout Session, on console: Console
  ) throws {
    let form = isFrozen ? "freeze" : "thaw"
    let nodes = session.trainer.network.nodes.enumerated()
    let learning = nodes.filter { !$0.element.layer.parameters.isEmpty }
    guard words.count == 1 else {
      throw oneLayer(words, hint: "net \(form) \(learning.first?.element.name ?? "conv")")
    }
    let (index, node) = try Arguments.choice(words[0], "layer", among: Array(nodes)) {
      $0.element.name
    }
    let name = node.name
    guard !node.layer.parameters.isEmpty else {
      throw CommandError(
        "`\(name)` has no parameters.", at: words[0],
        among: learning.map(\.element.name))
    }
    guard node.isFrozen != isFrozen else {
      throw CommandError(
        "`\(name)` is \(isFrozen ? "already" : "not") frozen.", at: words[0])
    }
    session.workspace.perform(.freeze(layer: index, isFrozen))
    console.print(
      isFrozen
        ? "\(name) is frozen: it still gets gradients, but updates do not change it."
        : "\(name) learns again.")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    let network = session.trainer.network
    let layers = network.nodes.map { Offer($0.name, note: $0.layer.summary) }
    let classes = session.trainer.classCount
    guard
      let form = words.first.flatMap({ try? Arguments.choice($0, "form", among: forms.map(\.0)) })
    else { return words.isEmpty ? forms.map { Offer($0.0, note: $0.1) } : [] }
    switch form {
    case "preset" where words.count == 1:
      return Preset.all.map { Offer($0.name, note: $0.summary) }
    case "new":
      return DiagramCompletion.candidates(after: Array(words.dropFirst()), classes: classes)
    case "insert":
      if ["after", "before"].contains(words.last) { return layers }
      if words.dropLast().contains(where: { ["after", "before"].contains($0) }) { break }
      let layer = Array(words.dropFirst())
      return DiagramCompletion.candidates(after: layer, classes: classes)
        + (layer.isEmpty ? [] : ["after", "before"].map { Offer($0, note: "which layer") })
    case "remove" where words.count == 1: return layers
    case "freeze" where words.count == 1, "thaw" where words.count == 1:
      return network.nodes.filter {
        !$0.layer.parameters.isEmpty && $0.isFrozen == (form == "thaw")
      }.map { Offer($0.name, note: $0.layer.summary) }
    default: break
    }
    return [.enter]
  }
}

extension NetCommand: PicturedCommand {
  static var figureSaysAll: Bool { true }

  func figure(in session: Session, on console: Console) throws -> Figure? {
    SessionSummary.diagram(session)
  }
}
