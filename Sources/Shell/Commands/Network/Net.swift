import ArgumentParser
import ConvNet
import Datasets
import Lab
import Rendering

struct NetCommand: ShellCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    commandName: "net", abstract: "Show the network, or build another.",
    discussion: """
      net                  the table of layers
      net preset NAME      \(Preset.all.map(\.name).joined(separator: ", "))
      net new LAYERS       as a diagram: net new conv3x3 8, maxpool2, softmax 10
      net insert LAYER after|before NAME   net insert relu after conv
      net remove NAME      the other layers keep their weights where they still fit
      net freeze NAME      updates leave the layer as it is; net thaw NAME lets it learn

      Layers:
      \(Diagram.vocabulary.map { "  \($0.usage)".padded(to: 30) + $0.summary }
        .joined(separator: "\n"))
      A size left out is inferred; `softmax 1352 10` states the inputs too.
      normal=D draws weights as standard normal numbers divided by D.
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("preset NAME, or new LAYERS.", valueName: "what"))
  var words: [String] = []

  var onlyLooks: Bool { words.isEmpty }

  private static let forms = [
    ("preset", "a network known by name"), ("new", "LAYER, LAYER, ...: one of your own"),
    ("insert", "LAYER after|before NAME"), ("remove", "a layer"),
    ("freeze", "updates leave a layer as it is"), ("thaw", "a layer learns again"),
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
    switch try Arguments.choice(first, "form of `net`", among: Self.formNames) {
    case "preset": try preset(rest, in: &session, on: console)
    case "insert": try insert(rest, in: &session, on: console)
    case "remove": try remove(rest, in: &session, on: console)
    case "freeze": try freeze(true, rest, in: &session, on: console)
    case "thaw": try freeze(false, rest, in: &session, on: console)
    default: try new(rest.joined(separator: " "), in: &session)
    }
    console.print(SessionSummary.network(session.trainer, width: console.width()))
    console.print(SessionSummary.settings(session))
    console.print("next: image 0   (or step)")
  }

  private func preset(
    _ words: [String], in session: inout Session, on console: Console
  ) throws {
    guard words.count == 1 else {
      throw CommandError(
        words.isEmpty ? "Which preset?" : "A preset is one word.",
        at: words.dropFirst().first ?? CommandError.end, after: Array(words.prefix(1)),
        hint: "net preset \(Preset.all.map(\.name).joined(separator: ", net preset "))")
    }
    let preset = try Arguments.choice(words[0], "preset", among: Preset.all) { $0.name }
    do {
      try session.build(
        preset, data: session.trainer.data, seed: nil, saying: "net preset \(preset.name)")
    } catch is TrainerError {
      // The preset's own data takes the place of data that it cannot take.
      let loaded = try DataLoader.load(
        try DataLoader.kind(preset.dataset), path: nil, selection: Selection(only: preset.classes),
        folders: session.folders)
      var provenance = session.provenance
      provenance.data = preset.data
      provenance.source = loaded.sourceInWords
      provenance.folder = loaded.wholeFolder
      console.print(SessionSummary.data(loaded))
      try session.build(
        preset, data: session.timeline.shared(loaded.split), as: provenance, seed: nil,
        saying: "net preset \(preset.name)")
    }
  }

  private func new(_ text: String, in session: inout Session) throws {
    try build(try Diagram(parsing: text), in: &session, saying: "net new \(text)")
  }

  /// Builds a diagram; a layer whose entry in `sources` is a position keeps the weights that stand there.
  private func build(
    _ diagram: Diagram, in session: inout Session, saying what: String,
    keeping sources: [Int?] = []
  ) throws {
    let before = session.trainer
    var context = before.context
    context.random = RandomSource(seed: session.seed)
    let fresh: Network<Float>
    do throws(NetworkError) {
      fresh = try Network(
        input: before.data.training.imageShape, diagram: diagram, random: &context.random)
    } catch {
      throw CommandError(error, in: diagram)
    }
    let network = fresh.taking(from: before.network, sources)
    var provenance = session.provenance
    provenance.preset = nil
    provenance.diagram = diagram.description
    session.workspace.replace(
      with: try before.successor(network: network, context: context), as: provenance, saying: what)
  }

  // MARK: One layer more or less

  /// `net insert relu after conv`, `net insert dropout keep=0.5 before fc2`.
  private func insert(_ words: [String], in session: inout Session, on console: Console) throws {
    let example = "net insert relu after conv"
    guard let side = words.lastIndex(where: { ["before", "after"].contains($0) }), side > 0,
      side + 2 == words.count
    else {
      throw CommandError(
        "Which layer, before or after which?", at: CommandError.end, hint: example)
    }
    let anchor = try Arguments.layer(
      words[side + 1], in: session.trainer.network, after: Array(words[...side]))
    let position = anchor + (words[side] == "after" ? 1 : 0)
    let added = try Diagram(parsing: words[..<side].joined(separator: " ")).layers
    var layers = try Diagram(parsing: session.provenance.diagram).layers
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
    var layers = try Diagram(parsing: session.provenance.diagram).layers
    guard layers.count > 1 else {
      throw CommandError("It is the network's only layer.", at: words[0], hint: "net new ...")
    }
    layers.remove(at: position)
    var sources: [Int?] = Array(0...layers.count)
    sources.remove(at: position)
    try rebuild(layers, sources, saying: "net remove \(words[0])", in: &session, on: console)
  }

  private func oneLayer(_ words: [String], hint: String) -> CommandError {
    CommandError(
      words.isEmpty ? "Which layer?" : "It takes one layer.",
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
    let network = session.trainer.network
    let learning = network.nodes.enumerated().filter { !$0.element.layer.parameters.isEmpty }
    guard words.count == 1 else {
      throw oneLayer(words, hint: "net \(form) \(learning.first?.element.name ?? "conv")")
    }
    let (index, node) = try Arguments.choice(words[0], "layer that learns", among: learning) {
      $0.element.name
    }
    let name = node.name
    guard node.isFrozen != isFrozen else {
      throw CommandError(
        "`\(name)` is \(isFrozen ? "frozen" : "not frozen") already.", at: words[0])
    }
    session.workspace.perform(.freeze(layer: index, isFrozen))
    console.print(
      isFrozen
        ? "\(name) is frozen: it gets gradients, and updates leave it as it is."
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
  func figure(in session: Session, on console: Console) throws -> Figure? {
    let network = session.trainer.network
    let layers = zip(network.nodes, network.outputs).map { node, output in
      let count = node.layer.parameters.reduce(0) { $0 + $1.values.shape.count }
      return NetFigure.Layer(
        node.name, output: output,
        remarks: count == 0
          ? [] : [Numbers.count(count, "parameter") + (node.isFrozen ? ", frozen" : "")])
    }
    return NetFigure.figure(
      title: session.provenance.diagram,
      notes: [
        Numbers.count(network.parameterCount, "parameter"), SessionSummary.settings(session),
      ],
      [NetFigure.Layer("image", output: network.input, remarks: [])] + layers)
  }
}
