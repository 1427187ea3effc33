import ArgumentParser
import ConvNet
import Lab

struct InitCommand: ShellCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Give the network fresh weights.",
    discussion: """
      The same seed gives the same weights and the same order of images, on every machine.
      Without --seed it is the seed of the session, and a preset with weights of its own (toy)
      gets those. Settings stay as they are.
      """)

  @Option(help: ArgumentHelp("Draw from this seed.", valueName: "n")) var seed: String?

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let given = try seed.map { try Arguments.seed($0) }
    try session.drawFreshWeights(seed: given, saying: "init" + (seed.map { " --seed \($0)" } ?? ""))
    let isFixed = given == nil && !(session.provenance.preset?.weights.isEmpty ?? true)
    console.print(
      isFixed
        ? "The weights of the preset \(session.provenance.preset?.name ?? ""), for paper. 0 updates."
        : "Fresh weights from seed \(given ?? session.seed). 0 updates.")
  }
}

extension Session {
  /// Draws the network's weights anew, from the session's seed where no other is given.
  mutating func drawFreshWeights(
    seed given: UInt64? = nil, with bugs: [any Bug]? = nil, saying what: String
  ) throws {
    let before = trainer
    var context = before.context
    context.random = RandomSource(seed: given ?? seed)
    var network =
      try provenance.preset?.network(random: &context.random, drawn: given != nil)
      ?? Network<Float>(
        input: before.network.input, diagram: try Diagram(parsing: provenance.diagram),
        random: &context.random)
    for bug in bugs ?? before.bugs { bug.start(&network) }
    workspace.replace(
      with: try before.successor(
        network: network.freezing(asIn: before.network), context: context), with: bugs,
      saying: what)
  }
}

extension Arguments {
  /// A seed: a whole number that fits 64 bits.
  static func seed(_ text: String) throws(CommandError) -> UInt64 {
    guard let seed = UInt64(text) else {
      throw CommandError(
        "A seed is a whole number from 0 to \(UInt64.max).", at: NegativeNumber.unshield(text))
    }
    return seed
  }
}
