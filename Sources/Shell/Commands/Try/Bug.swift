import ArgumentParser
import ConvNet
import Course
import Lab
import Rendering

struct BugCommand: ShellCommand {
  static let group = CommandGroup.try
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "bug", abstract: "Switch a bug in the code on or off, to practise finding it.",
    discussion: """
      bug list           all bugs, and whether each can show in this network
      bug on NAME        switches on a bug, in addition to any others; `back` undoes it
      bug random         switches on one that can show here, and hides its name
      bug guess NAME     says whether that is the hidden bug
      bug off            switches off all bugs, and reveals a hidden name
      bug                says which bug is on

      Find it as you would find any bug: a symptom, a hypothesis, one test that tells two
      hypotheses apart, the place, a confirmation. Useful tests: gradcheck, route, why, diff,
      curve, test. While a bug is on, the prompt says so. `help bugs` has more about them.
      """)

  @Argument(help: ArgumentHelp("list, on, off, random or guess.", valueName: "what"))
  var what: String?
  @Argument(help: ArgumentHelp("The name of a bug.", valueName: "name")) var name: String?

  var onlyLooks: Bool { false }

  static var vocabulary: [Vocabulary] {
    [Vocabulary(command: "bug on", names: BugCatalog.all.map { $0.name })]
  }

  private static let forms = [
    ("list", "all bugs, and whether each can show here"), ("on", "NAME: switches on a bug"),
    ("off", "switches off all bugs"), ("random", "a bug whose name is hidden"),
    ("guess", "NAME: whether that is the hidden bug"),
  ]

  func run(in session: inout Session, on console: Console) throws {
    guard let what else { return console.print(Self.present(session)) }
    let form = try Arguments.choice(what, "`bug` command", among: Self.forms.map(\.0))
    if ["list", "off", "random"].contains(form), let name {
      let isMeant = form != "off" && BugCatalog.all.contains { $0.name == name }
      throw CommandError(
        "`bug \(form)` takes no name.", at: name, hint: isMeant ? "bug on \(name)" : "bug \(form)")
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
    guard let name else {
      throw CommandError("`bug \(what ?? "")` needs the name of a bug.", at: what, hint: "bug list")
    }
    return try Arguments.choice(name, "bug", among: BugCatalog.all) { $0.name }
  }

  private static func present(_ session: Session) -> [String] {
    let bugs = session.trainer.bugs
    guard !bugs.isEmpty else {
      return ["No bug is on.", "next: bug list, bug random"]
    }
    return session.isBugHidden
      ? ["A bug is on; its name is hidden.", "next: gradcheck, route, why, bug guess NAME"]
      : bugs.map { bug in
        "\(bug.name) is on: \(bug.summary)."
          + (bug.obstacle(in: session.trainer).map { " It cannot show here: \($0.advised)." } ?? "")
      } + ["next: bug off"]
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
    let riddle = isHidden ? session.nextRiddle() : nil
    let hooks: [any StepHook] = others + [bug] + [riddle].compactMap { $0 }
    let obstacle = bug.obstacle(in: session.trainer)
    let drawsWeights = isHidden || bug.act == .start && obstacle == nil
    if others.isEmpty, before.contains(where: { $0.name != bug.name }) {
      console.print("The earlier bugs are now off: a hidden bug is always alone.")
    }
    // A single action, so that one `back` undoes all of it.
    if drawsWeights {
      try session.drawFreshWeights(
        with: hooks, saying: isHidden ? "bug random" : "bug on \(bug.name)")
    } else {
      session.workspace.perform(.hooks(hooks))
    }
    if isHidden {
      console.print("A bug is now on, and its name is hidden. Find out which one it is.")
    } else {
      console.print("From now on: \(bug.summary).")
    }
    if drawsWeights {
      console.print(
        "The weights are fresh, drawn by the code with the bug"
          + (isHidden ? "." : "; numbers that you set later stay as you set them."))
    }
    if !isHidden, let obstacle {
      console.print("It cannot show here: \(obstacle.advised).")
    }
    console.print(
      isHidden
        ? "next: sgd 300, then a test of your choice; bug guess NAME; bug list shows the suspects"
        : Narration.next("gradcheck", thenTraining: 300, session.trainer) + "; bug off")
  }

  private func off(_ session: inout Session, on console: Console) throws {
    let bugs = session.trainer.bugs
    guard let bug = bugs.last else { throw CommandError("No bug is on.", hint: "bug list") }
    let wasHidden = session.isBugHidden
    session.revealBug()
    session.workspace.perform(.hooks([]))
    console.print(
      wasHidden
        ? "It was \(bug.name): \(bug.summary)."
        : bugs.map { $0.name }.joined(separator: ", ")
          + " \(bugs.count == 1 ? "is" : "are") off: the code is right again.")
    console.print("Whatever it did to the weights remains; `init` draws fresh ones.")
  }

  private func random(_ session: inout Session, on console: Console) throws {
    let possible = BugCatalog.all.filter { $0.obstacle(in: session.trainer) == nil }
    let seed = session.seed &+ UInt64(session.bugsDrawn + 1) &* 1_089_509
    guard let bug = possible.min(by: { Self.lot($0, seed) < Self.lot($1, seed) }) else {
      throw CommandError("No bug can show in this network.", hint: "bug list")
    }
    try on(bug, isHidden: true, in: &session, on: console)
  }

  /// The lot that a bug draws; the lowest one wins. It depends on no other bug, so that a new one in
  /// the catalogue seldom changes which of the others a lesson hides.
  private static func lot(_ bug: any Bug, _ seed: UInt64) -> UInt64 {
    var hash = StableHash(seed: seed)
    hash.combine(bug.name.utf8)
    var random = RandomSource(seed: hash.value)
    return random.next()
  }

  private func guess(_ session: inout Session, on console: Console) throws {
    guard let bug = session.trainer.bugs.last, session.isBugHidden else {
      throw CommandError("No hidden bug is on.", hint: "bug random")
    }
    let guess = try named()
    let guesses = session.countGuess()
    guard guess.name == bug.name else {
      console.print(
        "No, it is not \(guess.name). The code does not do this: \(guess.summary).")
      console.print("next: another test, then bug guess NAME; bug off reveals it")
      return
    }
    session.revealBug()
    console.print("Yes: \(bug.summary).")
    console.print(
      "Found in \(Numbers.count(guesses, "guess")).   next: bug off, bug random")
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
  /// What to type so that the bug has an effect.
  var hint: String? {
    switch self {
    case .needsBatch: "set batch 8"
    case .notShuffled: "set shuffle on"
    case .tiesAll: "set ties first"
    case .firstIsFrozen(let layer), .frozen(_, let layer): "net thaw \(layer)"
    case .lacks, .noReLUOnMaps, .noLaterConvolution, .onePlace, .noStride, .pointKernels,
      .noOverlap,
      .oneWindow, .noTies, .noSoftmax:
      nil
    }
  }

  /// The reason, with the remedy.
  var advised: String { [description, hint].compactMap(\.self).joined(separator: ": ") }
}
