import Shell
import Testing

@Suite struct HelpTests {
  private let shell: TestShell

  init() throws { shell = try TestShell() }

  private func widths(_ text: String) -> [Int] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(\.count)
  }

  @Test func `every command has help that fits eighty columns and says how it is used`() throws {
    let commands = try shell.commands()
    #expect(commands.count >= 36)
    for name in commands {
      let text = try shell.run("help \(name)")
      #expect(text.contains("USAGE: \(name)"))
      #expect(widths(text).allSatisfy { $0 <= 80 }, "\(name): \(widths(text).max() ?? 0)")
      #expect(text.isASCII, "\(name)")
      #expect(try shell.run("\(name) --help") == text)
      #expect(try shell.run("\(name) -h") == text)
    }
  }

  @Test(arguments: ["bug", "detect", "gradcheck", "net", "style", "set"])
  func `help of these commands fits a screen`(_ name: String) throws {
    #expect(widths(try shell.run("help \(name)")).count <= 24)
  }

  @Test func `every idea has help that fits eighty columns`() throws {
    let ideas = try shell.ideas()
    #expect(ideas.contains("place"))
    for name in ideas {
      let text = try shell.run("help \(name)")
      #expect(widths(text).allSatisfy { $0 <= 80 }, "\(name)")
      #expect(text.isASCII)
    }
  }

  @Test func `the overview fits a screen and names every command once`() throws {
    let text = try shell.run("help")
    #expect(widths(text).allSatisfy { $0 <= 80 })
    #expect(widths(text).count <= 24)
    let commands = try shell.commands()
    #expect(Set(commands).count == commands.count)
    #expect(commands.contains("step"))
  }

  @Test func `any word is searched for, the best first, with the line it occurs in`() throws {
    let text = try shell.run("help loser")
    #expect(text.contains("help route") && text.contains("loser"))
    let found = try shell.run("help slope").split(separator: "\n")
    #expect(found.count > 2)
    #expect(widths(text).allSatisfy { $0 <= 80 })
    let several = try shell.run("help largest window")
    #expect(several.contains("help pooling"))
    let best = try shell.run("help accuracy").split(separator: "\n")
    let first = try #require(best.firstIndex { $0.hasSuffix("occurs in:") }) + 1
    #expect(best[first].contains("help test") || best[first].contains("help curve"))
    #expect(shell.error("help zzzz")?.word == "zzzz")
    #expect(shell.error("help forwrad")?.hint == "help forward")
  }

  @Test func `the beginning of a name shows the first lines of those that begin so`() throws {
    let text = try shell.run("help wh")
    for name in ["where", "why", "whatif"] { #expect(text.contains("help \(name)"), "\(name)") }
    #expect(try shell.run("help confu") == shell.run("help confusion"))
  }

  @Test(arguments: [
    ("places", "place"), ("batch", "batches"), ("minibatches", "batches"), ("epochs", "epoch"),
    ("tie", "ties"), ("gradients", "gradient"), ("derivative", "gradient"), ("tapes", "tape"),
    ("feature map", "filter"), ("feature maps", "filter"), ("featuremap", "filter"),
    ("convolution", "filter"), ("stride", "filter"), ("cross-entropy", "loss"),
    ("cross entropy", "loss"), ("learning rate", "learning-rate"), ("lr", "learning-rate"),
    ("momentum", "optimizer"), ("optimiser", "optimizer"), ("adam", "optimizer"),
    ("max pooling", "pooling"), ("logits", "softmax"), ("relu", "activation"),
    ("backpropagation", "backprop"), ("dropout", "modes"), ("overfit", "overfitting"),
    ("kernel", "kernels"), ("mode", "modes"),
  ])
  func `an idea is found by whatever it is called`(_ word: String, _ name: String) throws {
    #expect(try shell.run("help \(word)") == shell.run("help \(name)"))
  }

  @Test func `what every idea says to try can be typed`() throws {
    for name in try shell.ideas() {
      let tries = try shell.run("help \(name)").split(separator: "\n")
        .filter { $0.hasPrefix("Try: ") }
      #expect(tries.count == 1, "\(name)")
      for line in tries {
        let fresh = try TestShell()
        let error = fresh.error(String(line.dropFirst(5)))
        #expect(error == nil, "\(name): \(error?.problem ?? "")")
      }
    }
  }

  /// Examples that cannot run here, and why.
  static let excluded: [(beginning: String, reason: String)] = [
    ("fetch", "the network"), ("open", "a file of weights"), ("read", "a file of numbers"),
    ("compare", "a file of numbers"),
    ("save", "writes a file"), ("write", "writes a file"), ("log", "writes a file"),
    ("report", "writes a file"), ("hand-in", "writes a file"), ("worksheet", "writes a file"),
    ("exercise conv", "writes a folder"), ("judge", "the folder of an exercise"),
    ("source", "a script"),
    ("load NAME", "a folder of one's own"), ("load fashion", "files that are fetched"),
    ("load cifar10", "files that are fetched"), ("lesson ./", "a file"),
    ("lesson hw1.md", "a file"),
    ("lesson forget", "what was done before"),
    ("lesson next", "a lesson that is going on"), ("lesson again", "a lesson"),
    ("practice stop", "a practice that is going on"), ("lesson back", "a lesson"),
    ("lesson restart", "a lesson"), ("lesson stop", "a lesson"),
    ("lesson 5 --present", "a terminal"), ("vote", "a lesson that is presented"),
    ("lesson 5, ", "two examples in one line"),
    ("history", "lines that were typed"), ("answer", "a question that is open"),
    ("detect", "takes long; it has tests of its own"),
    ("net preset NAME", "a pattern"), ("net new LAYERS", "a pattern"),
    ("net insert LAYER", "a pattern"), ("net remove NAME", "a pattern"),
    ("net freeze NAME", "a pattern"), ("bug on NAME", "a pattern"), ("bug off", "a bug that is on"),
    ("bug guess", "a pattern"),
    ("help WORD", "a pattern"), ("alias --delete", "an alias that is there"),
    ("goto good", "a named point"), ("goto branch1", "a branch"),
    ("keep --delete", "a named point"),
    ("goto 12", "twelve updates; goto is tested by itself"), ("why --from", "goes on from a why"),
    ("diff 100", "updates that are done"), ("finish", "a step value that is going on"),
    ("image --sample", "a batch"), ("maps --", "a pattern"), ("gradcheck --all", "takes long"),
    ("step value", "the step value of an image that is in"), ("train", "takes long"),
    ("until", "takes long"), ("filters set conv 2", "tested by itself"),
    ("record", "writes a file"), ("export", "writes a file"), ("import", "a file"),
    ("load FOLDER", "a folder"), ("load data.", "a file"), ("draw", "a terminal"),
    ("edit", "a terminal"), ("repeat 10 train", "takes long"),
    ("repeat 5 sgd 100 >", "writes a file"), ("echo \"rate", "writes a file"),
    ("picture", "writes a file"), ("curve >", "writes a file"),
    ("undisplay 2", "a second display"), ("play training", "training"),
    ("play conv 2", "several filters"), ("play <-conv 2", "several filters"),
    ("play <-conv --svg", "writes a file"),
  ]

  @Test func `the examples of every command can be typed`() throws {
    var count = 0
    for command in try shell.commands() {
      for example in try Usage(of: command, in: shell).examples
      where !Self.excluded.contains(where: { example.hasPrefix($0.beginning) }) {
        count += 1
        // In a new session, or else after a step, which examples that look at results need.
        let fresh = try TestShell()
        if fresh.error(example) == nil { continue }
        let stepped = try TestShell("sgd 3; image 7; forward; backward")
        let error = stepped.error(example)
        #expect(error == nil, "\(example): \(error?.problem ?? "")")
      }
    }
    #expect(count > 40)
  }

  @Test func `help runs nothing`() throws {
    let before = shell.state
    for name in try shell.commands() { try shell.run("\(name) 1 --help junk") }
    #expect(shell.state == before)
  }

  @Test func `help of places names places that exist`() throws {
    try shell.run("image 0; forward; backward")
    for place in ["image", "label", "loss", "probabilities", "logits", "softmax.d_totals"] {
      #expect(try shell.run("print \(place)").hasPrefix(place))
    }
  }
}
