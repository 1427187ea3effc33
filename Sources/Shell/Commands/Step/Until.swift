import ArgumentParser
import ConvNet
import Course
import Rendering

struct UntilCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits(
    .inLessons, .replayed, .repeatable, .ifStopped(SGDCommand.steps), .allOrNothing, .unpaged,
    .reported)
  static let configuration = CommandConfiguration(
    commandName: "until", abstract: "Train until something happens.",
    discussion: """
      until wrong                        an answer is wrong
      until loss > 3                     any single number: < <= > >= == !=
      until probabilities[7] < 0.1 and not right
      until max(conv.d_filters) > 0.1    of several numbers: max, min, sum
      until update 500                   500 updates are done
      until epoch 2                      2 passes over the training set are done
      until wrong --limit 1000           1,000 updates at most; 100,000 without it

      It trains step by step and stops at the first moment when everything in the condition is
      known: after the loss for answers, loss, values and probabilities, so that the wrong
      answer is still there and nothing has been learned from it; after the last gradient for
      d_...; after the update for parameters, update and epoch. Ctrl-C stops it, but never in
      the middle of an update.
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("wrong, right, loss > 3, update 500, ...", valueName: "condition"))
  var words: [String] = []

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let (text, limit) = try split()
    let condition = try ConditionInSession(try parse(text))
    try check(condition, in: session, on: console)
    let moment = condition.moment(in: session.trainer.network)
    let first = session.trainer.updates
    let outcome = search(condition, moment, limit: limit, in: &session, on: console)
    let trainer = session.trainer
    let done = Numbers.count(trainer.updates - first, "update")
    switch outcome {
    case .found: console.print(found(condition, in: trainer))
    case .interrupted: console.print("Stopped after \(done): `\(text)` has not come true.")
    case .exhausted:
      console.print(
        "After \(done) `\(text)` has not come true. To continue: until \(text) --limit "
          + "\(limit * 10)")
    case .notANumber:
      console.print(
        "Stopped after \(done): the loss is \(Numbers.compact(trainer.step.loss?.mean ?? 0)), "
          + "so `\(text)` no longer means anything.")
    }
    console.print(
      Narration.tape(
        trainer, remark: Narration.remark(trainer, shown: session.shown), width: console.width()))
    console.print(Narration.whatNext(trainer))
  }

  private func parse(_ text: String) throws(CommandError) -> Condition {
    do throws(ConditionError) {
      return try Condition(parsing: text)
    } catch {
      switch error.problem {
      case .empty:
        throw CommandError(
          "Until what?", at: CommandError.end,
          hint: "until wrong, until loss > 3, until update 500, until epoch 2")
      case .notACount: try checkCount(error.word ?? "", after: error.before)
      default: break
      }
      throw CommandError(error)
    }
  }

  private func checkCount(_ word: String, after before: [String]) throws(CommandError) {
    _ = try Arguments.integer(word, "N", in: 0...1_000_000_000, after: before)
  }

  /// The condition, and how many updates it may take.
  private func split() throws -> (text: String, limit: Int) {
    var words = words.map(NegativeNumber.unshield)
    var limit = 100_000
    if let option = words.firstIndex(where: { $0 == "--limit" || $0.hasPrefix("--limit=") }) {
      let isJoined = words[option] != "--limit"
      guard isJoined || option + 1 < words.count else {
        throw CommandError("--limit takes a number of updates.", at: "--limit")
      }
      let number = isJoined ? String(words[option].dropFirst(8)) : words[option + 1]
      limit = try Arguments.integer(number, "--limit", in: 1...1_000_000_000)
      words.removeSubrange(option...(isJoined ? option : option + 1))
    }
    if let unknown = words.first(where: { $0.hasPrefix("--") }) {
      throw CommandError("`until` has no option `\(unknown)`.", at: unknown, hint: "--limit 1000")
    }
    return (words.joined(separator: " "), limit)
  }

  /// Places are looked up in a step that is computed to its end, so that a wrong one is told
  /// before anything is done.
  private func check(
    _ condition: ConditionInSession, in session: Session, on console: Console
  ) throws {
    var probe = session
    if condition.namesPlaces { try probe.advance(to: { $0 == .update }, on: console) }
    for statement in condition.condition.statements {
      switch statement {
      case .holds(let operand): try checkAlone(operand, of: condition)
      case .compares(let left, _, let right, _):
        try check(left, right, of: condition, in: probe)
      }
    }
    guard condition.isKnownAlways(in: session.trainer.network),
      condition.isMet(in: session.trainer)
    else { return }
    throw CommandError(
      "That is so already, after \(Numbers.count(session.trainer.updates, "update")).",
      hint: condition.condition.firstUpdate.map { "goto \($0)" } ?? "goto travels back")
  }

  /// Only `wrong` and `right` are conditions by themselves: any other word has to be compared with
  /// something.
  private func checkAlone(
    _ operand: Condition.Operand, of condition: ConditionInSession
  ) throws(CommandError) {
    let before = condition.words(before: operand)
    switch condition.meaning(of: operand) {
    case nil: throw placeFirst(operand, of: condition)
    case .answered?: return
    case .count(let count)?:
      throw CommandError(
        "Which \(count.rawValue)?", at: operand.word.text, after: before,
        hint: "\(count.rawValue) 2")
    case .answer?, .learningRate?, .corner?, .place?:
      let problem = "`\(operand)` alone is not a condition: compare it with a number."
      let comparison = "\(operand) > 3"
      if case .function = operand {
        throw CommandError(problem, at: operand.word.text, after: before, hint: comparison)
      }
      let near = Spelling.nearest(
        to: "\(operand)",
        among: ["wrong", "right", "not"] + Condition.Count.allCases.map(\.rawValue))
      throw CommandError(
        problem, at: operand.word.text, after: before, instead: near ?? comparison)
    }
  }

  private func placeFirst(
    _ operand: Condition.Operand, of condition: ConditionInSession
  ) -> CommandError {
    CommandError(
      "The place comes first, then the number.", at: operand.word.text,
      after: condition.words(before: operand), hint: "loss > \(operand)")
  }

  /// Both sides of a comparison must be single numbers, or have the same number of them.
  private func check(
    _ left: Condition.Operand, _ right: Condition.Operand, of condition: ConditionInSession,
    in probe: Session
  ) throws {
    let before = condition.words(before: right)
    guard left.name != nil || right.name != nil else { throw placeFirst(left, of: condition) }
    let one = try count(of: left, of: condition, in: probe)
    let isCount = if case .count? = condition.meaning(of: left) { true } else { false }
    let isUnknown =
      if case .place(let place)? = condition.meaning(of: right) {
        place.layer == nil && probe.trainer.shape(of: place.whole) == nil
      } else { false }
    if isCount, isUnknown || right.name == nil {
      try checkCount(right.word.text, after: before)
    } else if isUnknown {
      _ = try Arguments.number(right.word.text, "What a place is compared with")
    }
    let other = try count(of: right, of: condition, in: probe)
    guard one != other else { return }
    let (operand, count) = one == 1 ? (right, other) : (left, one)
    throw CommandError(
      "`\(operand)` is \(Numbers.count(count)) numbers; a condition compares only one.",
      at: operand.word.text, after: condition.words(before: operand), hint: "help place")
  }

  /// The number of numbers on one side of a comparison.
  private func count(
    of operand: Condition.Operand, of condition: ConditionInSession, in probe: Session
  ) throws -> Int {
    switch condition.meaning(of: operand) {
    case .place(let place)?:
      let count = try probe.computed(place).values.count
      if case .function = operand { return 1 }
      return count
    case .corner?: return 2
    case .answered?, .answer?, .count?, .learningRate?, nil: return 1
    }
  }

  // MARK: Going on

  private enum Outcome { case found, exhausted, interrupted, notANumber }

  private func search(
    _ condition: ConditionInSession, _ moment: ConditionMoment, limit: Int,
    in session: inout Session, on console: Console
  ) -> Outcome {
    let clock = ContinuousClock()
    var shown = clock.now
    let last = session.trainer.updates + limit
    while session.trainer.updates < last {
      let isDone = session.workspace.advance(
        to: { moment.isReached(by: $0) || $0 == .update }, keepsStep: false,
        until: console.isInterrupted)
      guard isDone else { return .interrupted }
      if session.trainer.last == .update, moment != .update { continue }
      if condition.isMet(in: session.trainer) { return .found }
      if session.trainer.step.loss?.mean.isNaN ?? false { return .notANumber }
      if console.isInteractiveTerminal, clock.now - shown > .milliseconds(100) {
        shown = clock.now
        console.progress(Training.report(session.trainer, last: 100))
      }
    }
    return .exhausted
  }

  // MARK: Words

  /// `after update 37: training image 412: a 9, answered 4 with 61 %`, and what was asked about.
  private func found(_ condition: ConditionInSession, in trainer: Trainer<Float>) -> [String] {
    var line = "after update \(Numbers.count(trainer.updates)): "
    if let loss = trainer.step.loss, trainer.step.count > 1 {
      line +=
        "\(loss.correct) of \(trainer.step.count) answered right, loss "
        + Numbers.compact(loss.mean, digits: 4)
    } else if let sample = trainer.sample(0), let loss = trainer.step.loss,
      let output = trainer.step.passes.last?.output
    {
      let answer = loss.predictions[0]
      line +=
        Captions.title(of: sample, in: trainer).replacingColon
        + ", answered \(trainer.className(ofTarget: answer)) with "
        + Numbers.percent(trainer.probability(of: answer, in: output))
        + ", loss \(Numbers.compact(loss.mean, digits: 4))"
    }
    let values = condition.condition.statements.flatMap(\.operands).compactMap {
      operand -> String? in
      guard case .place(let place)? = condition.meaning(of: operand), place.quantity != "loss",
        let value = condition.value(of: operand, in: trainer)
      else { return nil }
      return "\(operand) = \(Numbers.compact(value, digits: 6))"
    }
    return [line] + (values.isEmpty ? [] : ["  " + values.joined(separator: "   ")])
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    // Blanks need not stand between the words of a condition.
    let words = Condition.words(of: words.joined(separator: " "))
    let goesOn =
      ["and", "or"].map { Offer($0) }
      + [Offer("--limit", note: "the most updates to do; 100,000 by default")]
    func isPlace(_ word: String) -> Bool {
      (try? Place(parsing: word)).map { session.trainer.shape(of: $0.whole) != nil } ?? false
    }
    switch words.last {
    case nil, "and", "or", "not", "(":
      return [
        Offer("wrong", note: "an answer is wrong"),
        Offer("right", note: "every answer is right"),
        Offer("update", note: "this many updates are done"),
        Offer("epoch", note: "this many passes over the training set are done"),
        Offer("not", note: "the opposite of what follows"),
      ] + Completer.places(in: session, toCome: true) { _ in true }
    case let word? where Condition.Count(named: word) != nil:
      return [.hint("n", note: "how many of them")]
    case "--limit": return [.hint("n", note: "the most updates to do")]
    case "wrong", "right", ")": return goesOn
    case let word? where Condition.Relation(rawValue: word) != nil || word == "=":
      return [.hint("number", note: "what it is compared with")]
    case let word? where Float(word) != nil:
      return words.dropLast().last == "--limit"
        ? [.enter] : goesOn
    case let word?:
      return isPlace(word)
        ? Condition.Relation.allCases.map { Offer($0.rawValue) }
        : [.hint("condition", note: "wrong, right, loss > 3, update 500, ...")]
    }
  }
}

extension String {
  /// "training image 7: a 3" as a part of a sentence: "training image 7, a 3".
  fileprivate var replacingColon: String { String(map { $0 == ":" ? "," : $0 }) }
}
