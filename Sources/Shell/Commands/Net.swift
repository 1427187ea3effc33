import ArgumentParser
import ConvNet
import Rendering
import Terminal

struct NetCommand: ShellCommand {
  static let group = CommandGroup.network
  static let configuration = CommandConfiguration(
    commandName: "net", abstract: "Show the network, or build another.",
    discussion: """
      net                  the table of layers
      net preset NAME      \(Preset.all.map(\.name).joined(separator: ", "))
      net new LAYERS       as a diagram: net new conv3x3 8, maxpool2, softmax 10

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

  init() {}

  func run(in session: inout Session, on console: Console) throws {
    guard let first = words.first else {
      console.print(Describe.network(session.trainer, width: console.width()))
      console.print(Describe.settings(session))
      return
    }
    switch try Arguments.choice(first, "form of `net`", among: ["preset", "new"]) {
    case "preset": try preset(Array(words.dropFirst()), in: &session, on: console)
    default: try new(words.dropFirst().joined(separator: " "), in: &session)
    }
    console.print(Describe.network(session.trainer, width: console.width()))
    console.print(Describe.settings(session))
    console.print("next: image 0   (or step)")
  }

  private func preset(
    _ words: [String], in session: inout Session, on console: Console
  ) throws {
    guard words.count == 1 else {
      throw CommandError(
        words.isEmpty ? "Which preset?" : "A preset is one word.", at: words.dropFirst().first,
        hint: "net preset \(Preset.all.map(\.name).joined(separator: ", net preset "))")
    }
    let name = try Arguments.choice(words[0], "preset", among: Preset.all.map(\.name))
    guard let preset = Preset.named(name) else { return }
    do {
      try session.build(
        preset, data: session.trainer.data, seed: nil, saying: "net preset \(name)")
    } catch is InputError {
      // The preset's own data takes the place of data that it cannot take.
      var load = try LoadCommand.parse(preset.data.split(separator: " ").map(String.init))
      load.path = nil
      let kind = try DataLoader.kind(load.dataset)
      let loaded = try DataLoader.load(
        kind, path: nil, selection: try load.selection(of: kind), folders: session.folders)
      var subject = session.subject
      subject.data = preset.data
      subject.source = loaded.sourceInWords
      console.print(Describe.data(loaded))
      try session.build(
        preset, data: session.timeline.shared(loaded.split), as: subject, seed: nil,
        saying: "net preset \(name)")
    }
  }

  private func new(_ text: String, in session: inout Session) throws {
    let diagram = try Diagram(parsing: text)
    let before = session.trainer
    var random = RandomSource(seed: session.seed)
    let network = try Network<Float>(
      input: before.data.training.imageShape, diagram: diagram, random: &random)
    let trainer = try Trainer(
      network: network, data: before.data, learningRate: before.optimiser.learningRate,
      context: PassContext(ties: before.context.ties, random: random))
    var subject = session.subject
    subject.preset = nil
    subject.diagram = diagram.description
    session.replace(with: trainer, as: subject, saying: "net new \(diagram)")
  }

  static func candidates(after words: [String], in session: Session) -> [Candidate] {
    switch words.first {
    case nil: return ["preset", "new"].map { Candidate($0) }
    case "preset":
      return words.count == 1 ? Preset.all.map { Candidate($0.name, note: $0.summary) } : []
    case "new": return Diagram.vocabulary.map { Candidate($0.word, note: $0.usage) }
    default: return []
    }
  }
}
