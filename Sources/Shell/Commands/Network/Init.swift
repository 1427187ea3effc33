import ArgumentParser
import ConvNet
import Lab

struct InitCommand: ShellCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    named: "init", abstract: "Give the network fresh weights.",
    discussion: """
      init             from the seed of the session; a preset's own weights (toy) return
      init --seed 2    from another seed
      init --whole     small whole numbers from the seed, to compute with on paper

      Initialization draws every weight at random. The same seed gives the same weights and the
      same order of images, on every machine. Settings keep their values. An option of a layer
      chooses how its weights are drawn, where N is the number of inputs of a sum:
        init=uniform   uniform from -1/sqrt(N) to 1/sqrt(N): \(words(with: "init"))
        init=he        standard normal numbers / sqrt(N/2): the same layers
        normal=D       standard normal numbers / D: \(words(with: "normal"))
      Without an option conv2d and fc take init=uniform, conv3x3 takes normal=9, and softmax
      and sigmoid take normal=N. Biases start at 0. batchnorm takes keep=0.9 for maps and
      keep=0.99 after flat layers (help modes).
      """)

  /// The layers with an option.
  private static func words(with option: String) -> String {
    Diagram.vocabulary.filter { $0.options.contains(option) }.map(\.word)
      .joined(separator: ", ")
  }

  @Option(help: ArgumentHelp("Draw from this seed.", valueName: "n")) var seed: String?
  @Flag(help: "Draw whole numbers: weights from -2 to 2, biases from -1 to 1.") var whole = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let given = try seed.map { try Arguments.seed($0) }
    try session.drawFreshWeights(
      seed: given, whole: whole,
      saying: "init" + (seed.map { " --seed \($0)" } ?? "") + (whole ? " --whole" : ""))
    guard !whole else {
      return console.print("Whole numbers from seed \(given ?? session.seed). 0 updates.")
    }
    let isFixed = given == nil && !(session.provenance.preset?.weights.isEmpty ?? true)
    console.print(
      isFixed
        ? "The weights of the preset \(session.provenance.preset?.name ?? ""). 0 updates."
        : "Fresh weights from seed \(given ?? session.seed). 0 updates.")
  }
}

extension Session {
  /// Draws fresh weights, from the session's seed unless another is given.
  mutating func drawFreshWeights(
    seed given: UInt64? = nil, whole: Bool = false, with hooks: [any StepHook]? = nil,
    saying what: String
  ) throws {
    let before = trainer
    var context = before.context
    context.random = RandomSource(seed: given ?? seed)
    var network =
      try provenance.preset?.network(random: &context.random, drawn: given != nil)
      ?? Network<Float>(
        input: before.network.input, diagram: Diagram(layers),
        random: &context.random)
    network.start(with: hooks ?? before.switchedOn)
    var after = try before.successor(
      network: network.freezing(asIn: before.network), context: context)
    if whole {
      var random = RandomSource(seed: given ?? seed)
      after.drawWholeParameters(from: &random)
    }
    workspace.replace(with: after, with: hooks, saying: what)
  }
}

extension Arguments {
  /// A seed: a whole number that fits in 64 bits.
  static func seed(_ text: String) throws(CommandError) -> UInt64 {
    guard let seed = UInt64(text) else {
      throw CommandError(
        "A seed is a whole number from 0 to \(UInt64.max).", at: NegativeNumber.unshield(text))
    }
    return seed
  }
}
