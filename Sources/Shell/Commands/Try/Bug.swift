import ArgumentParser
import ConvNet
import Lab
import Rendering

struct BugCommand: ShellCommand {
  static let group = CommandGroup.try
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "bug", abstract: "Switch a fault of the code on or off, to learn to find it.",
    discussion: """
      bug list           all bugs, and whether each can show in this network
      bug on NAME        from now on the code has this fault too; `back` takes it back
      bug random         one that can show here, its name hidden
      bug guess NAME     says whether it is that one
      bug off            the code is right again, and the name is told
      bug                which one is on

      While a bug is on the prompt says so. Find it as one finds any bug: a symptom,
      a hypothesis, one test that tells two hypotheses apart, the place, a
      confirmation. Tests: gradcheck, route, why, diff, curve, test. `detect` shows
      what which check can see.

      Two faults together explain a known result, 10 % right on CIFAR-10.
      kernel-unscaled and raw pixels make every number thousands of times too large:
      the first answers are certain and wrong, and the first update is huge.
      kernels-integer cuts what it makes of the kernels to eight bits; behind them
      every ReLU is 0, and all images get one class:
        load cifar10; set pixels raw; bug on kernel-unscaled
        bug on kernels-integer; set optimizer sgd; set learning-rate 0.001
        set batch 3750; sgd 5; confusion

      \(BugCatalog.all.map { "  \($0.name)\n      \($0.summary)" }.joined(separator: "\n"))
      """)

  @Argument(help: ArgumentHelp("list, on, off, random or guess.", valueName: "what"))
  var what: String?
  @Argument(help: ArgumentHelp("A bug's name.", valueName: "name")) var name: String?

  var onlyLooks: Bool { false }

  static var vocabulary: [Vocabulary] {
    [Vocabulary(command: "bug on", names: BugCatalog.all.map { $0.name })]
  }

  private static let forms = [
    ("list", "all bugs, and whether each can show here"), ("on", "NAME: from now on"),
    ("off", "the code is right again"), ("random", "one whose name is hidden"),
    ("guess", "NAME: whether it is that one"),
  ]

  func run(in session: inout Session, on console: Console) throws {
    guard let what else { return console.print(Self.present(session)) }
    let form = try Arguments.choice(what, "form of `bug`", among: Self.forms.map(\.0))
    if ["list", "off", "random"].contains(form), let name {
      throw CommandError("`bug \(form)` takes no name.", at: name, hint: "bug on \(name)")
    }
    switch form {
    case "list": console.print(list(session, width: console.width()))
    case "off": try off(&session, on: console)
    case "random": try random(&session, on: console)
    case "guess": try guess(&session, on: console)
    default: try on(try named(), isHidden: false, in: &session, on: console)
    }
  }

  private func named() throws -> any Bug {
    guard let name else { throw CommandError("Which bug?", at: what, hint: "bug list") }
    return try Arguments.choice(name, "bug", among: BugCatalog.all) { $0.name }
  }

  private static func present(_ session: Session) -> [String] {
    let bugs = session.trainer.bugs
    guard !bugs.isEmpty else {
      return ["No bug is on: the code is right.", "next: bug list, bug random"]
    }
    return session.isBugHidden
      ? ["A bug is on; its name is hidden.", "next: gradcheck, route, why, bug guess NAME"]
      : bugs.map { "\($0.name) is on: \($0.summary)." } + ["next: bug off"]
  }

  private func list(_ session: Session, width: Int) -> [String] {
    let lines = BugCatalog.all.flatMap { bug -> [String] in
      let mark = bug.obstacle(in: session.trainer) == nil ? "  " : "- "
      return TextBlock.wrapped(
        (mark + bug.name).padded(to: 23) + bug.summary, width: width, hanging: 23
      ).lines
    }
    let obstacles = BugCatalog.all.compactMap { bug in
      bug.obstacle(in: session.trainer).map { "- \(bug.name) cannot show here: \($0.advised)" }
    }
    return lines
      + obstacles.flatMap { TextBlock.wrapped($0, width: width, hanging: 4).lines }
      + ["next: bug on NAME, bug random, detect"]
  }

  private func on(
    _ bug: any Bug, isHidden: Bool, in session: inout Session, on console: Console
  ) throws {
    let before = session.trainer.bugs
    let others = session.isBugHidden || isHidden ? [] : before.filter { $0.name != bug.name }
    if others.isEmpty, before.contains(where: { $0.name != bug.name }) {
      console.print("What was on is off: a hidden bug comes alone.")
    }
    // One action, so that one `back` takes all of it back.
    if bug.act == .start || isHidden {
      try session.drawFreshWeights(
        with: others + [bug], saying: isHidden ? "bug random" : "bug on \(bug.name)")
    } else {
      session.workspace.perform(.bugs(others + [bug]))
    }
    session.isBugHidden = isHidden
    session.bugGuesses = 0
    if isHidden {
      console.print("A bug is on. The prompt says so; which one it is, you find out.")
    } else {
      console.print("From now on: \(bug.summary).")
    }
    if bug.act == .start || isHidden {
      console.print(
        "The weights are fresh, as the code with the bug draws them"
          + (isHidden ? "." : "; numbers that you set yourself stay as you set them."))
    }
    if !isHidden, let obstacle = bug.obstacle(in: session.trainer) {
      console.print("It cannot show here: \(obstacle.advised).")
    }
    console.print(
      isHidden
        ? "next: sgd 300, then a test of your choice; bug guess NAME; bug list shows the suspects"
        : "next: gradcheck, sgd 300; bug off")
  }

  private func off(_ session: inout Session, on console: Console) throws {
    let bugs = session.trainer.bugs
    guard let bug = bugs.last else { throw CommandError("No bug is on.", hint: "bug list") }
    session.workspace.perform(.bugs([]))
    console.print(
      session.isBugHidden
        ? "It was \(bug.name): \(bug.summary)."
        : bugs.map { $0.name }.joined(separator: ", ")
          + " \(bugs.count == 1 ? "is" : "are") off: the code is right again.")
    session.isBugHidden = false
    console.print("What it did to the weights stays: init draws fresh ones.")
  }

  private func random(_ session: inout Session, on console: Console) throws {
    let possible = BugCatalog.all.filter { $0.obstacle(in: session.trainer) == nil }
    var random = RandomSource(seed: session.seed &+ UInt64(session.bugsDrawn) &* 1_000_003)
    _ = random.next()
    session.bugsDrawn += 1
    try on(possible[random.below(possible.count)], isHidden: true, in: &session, on: console)
  }

  private func guess(_ session: inout Session, on console: Console) throws {
    guard let bug = session.trainer.bugs.last, session.isBugHidden else {
      throw CommandError("No hidden bug is on.", hint: "bug random")
    }
    let guess = try named()
    session.bugGuesses += 1
    guard guess.name == bug.name else {
      console.print(
        "No, it is not \(guess.name): the code does not do this: \(guess.summary).")
      console.print("next: another test, then bug guess NAME; bug off gives it away")
      return
    }
    session.isBugHidden = false
    console.print("Yes: \(bug.summary).")
    console.print(
      "Found with \(Numbers.count(session.bugGuesses, "guess")).   next: bug off, bug random")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch (words.first, words.count) {
    case (nil, _): forms.map { Offer($0.0, note: $0.1) }
    case ("on", 1), ("guess", 1): BugCatalog.all.map { Offer($0.name, note: $0.summary) }
    default: [.enter]
    }
  }
}

extension BugObstacle {
  /// What to type so that the bug can show.
  var hint: String? {
    switch self {
    case .needsBatch: "set batch 8"
    case .notShuffled: "set shuffle on"
    case .lacks, .noReLUBehindConvolution, .noLaterConvolution, .noOverlap, .noSoftmax: nil
    }
  }

  /// The reason with the way out.
  var advised: String { [description, hint].compactMap(\.self).joined(separator: ": ") }
}
