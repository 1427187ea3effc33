import ArgumentParser
import ConvNet
import Course
import Rendering
import Terminal

struct UntilCommand: WordsCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits(
    .inLessons, .replayed, .repeatable, .ifStopped(steps), .allOrNothing, .unpaged, .reported,
    .classifier, .nothing)
  static let configuration = CommandConfiguration(
    named: "until", abstract: "Train until something happens.",
    discussion: """
      until test accuracy > 95%          or test loss < 0.2; tests every N updates, and says N
      until accuracy > 0.95              on the images of the last 100 updates
      until average loss < 0.5           the same images
      until wrong                        an answer is wrong
      until loss > 3                     the loss of this step; < <= > >= == !=
      until probabilities[7] < 0.1 and not right
      until max(conv.d_filters) > 0.1    of several numbers: max, min, sum, norm
      until update 500                   500 updates are done
      until epoch 2                      2 passes over the training set are done
      until wrong --limit 1000           1,000 updates at most; 100,000 without it
      until loss > 3 > run.txt           writes what it prints to a file: help redirection

      It trains step by step and stops as soon as the condition is met. Conditions on answers,
      loss, values and probabilities are checked after the loss, so a wrong answer is still on
      the tape and nothing has been learned from it; those on d_... after the last gradient; all
      others after the update. Averages cover as many updates as each line of `sgd` does: 100,
      or what the preset says. Without --test-every, it tests ten times per epoch. Ctrl-C stops
      it, but never in the middle of an update.
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("wrong, test accuracy > 0.95, loss > 3, ...", valueName: "condition"))
  var words: [String] = []

  var onlyLooks: Bool { false }

  /// The updates that were done before Ctrl-C, with the tests between them.
  private static func steps(_ done: StoppedRun) -> [String] {
    guard done.tests > 0 else { return SGDCommand.steps(done) }
    let every = (done.updates - done.updatesSinceTest) / done.tests
    return (0..<done.tests).flatMap { _ in ["\(SGDCommand.name) \(every)", TestCommand.name] }
      + (done.updatesSinceTest > 0 ? ["\(SGDCommand.name) \(done.updatesSinceTest)"] : [])
  }

  func run(in session: inout Session, on console: Console) throws {
    let (text, limit, testEvery) = try split()
    let condition = try ConditionInSession(try parse(text))
    try check(condition, in: session, on: console)
    let every = testEvery ?? max(1, session.trainer.batchesInEpoch / 10)
    if condition.measures.contains(where: \.isOfTest) {
      console.print(
        "Testing on \(Numbers.count(session.trainer.data.test.count, "image")) after every "
          + "\(every == 1 ? "update" : Numbers.count(every, "update")).")
    } else if testEvery != nil {
      throw CommandError(
        "`\(text)` needs no tests.", at: "--test-every", hint: "until test accuracy > 0.95")
    }
    let first = session.trainer.updates
    let outcome = search(condition, limit: limit, testEvery: every, in: &session, on: console)
    let trainer = session.trainer
    let done = Numbers.count(trainer.updates - first, "update")
    switch outcome {
    case .found: console.print(found(condition, in: session))
    case .interrupted: console.print("Stopped after \(done): `\(text)` was not met.")
    case .exhausted:
      console.print(
        "After \(done), `\(text)` was not met. To continue: until \(text) --limit \(limit * 10)")
    case .notANumber:
      console.print(
        "Stopped after \(done): the loss is \(Numbers.compact(trainer.lastLoss ?? 0)), so more "
          + "training would not help. next: diagnose")
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
          "`until` needs a condition.", at: CommandError.end,
          hint: "until loss > 3")
      case .notACount: try checkCount(error.word ?? "", after: error.before)
      default: break
      }
      throw CommandError(error)
    }
  }

  private func checkCount(_ word: String, after before: [String]) throws(CommandError) {
    _ = try Arguments.integer(word, "N", in: 0...1_000_000_000, after: before)
  }

  static let options = ["--limit", "--test-every"]

  /// The condition, how many updates it may take, and after how many it is tested.
  private func split() throws -> (text: String, limit: Int, testEvery: Int?) {
    var words = words.map(NegativeNumber.unshield)
    func take(_ name: String) throws -> Int? {
      guard let option = words.firstIndex(where: { $0 == name || $0.hasPrefix("\(name)=") })
      else { return nil }
      let isJoined = words[option] != name
      guard isJoined || option + 1 < words.count else {
        throw CommandError("`\(name)` takes a number of updates.", at: name)
      }
      let number = isJoined ? String(words[option].dropFirst(name.count + 1)) : words[option + 1]
      words.removeSubrange(option...(isJoined ? option : option + 1))
      return try Arguments.integer(number, name, in: 1...1_000_000_000)
    }
    let (limit, testEvery) = (try take("--limit") ?? 100_000, try take("--test-every"))
    if let unknown = words.first(where: { $0.hasPrefix("--") }) {
      throw CommandError(
        "`until` has no option `\(unknown)`.", at: unknown, hint: "help until",
        instead: Spelling.nearest(
          to: String(unknown.prefix { $0 != "=" }), among: Self.options))
    }
    return (words.joined(separator: " "), limit, testEvery)
  }

  /// Looks places up in a computed step, so that a wrong one is reported before anything is done.
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
      condition.isMet(in: session)
    else { return }
    throw CommandError(
      "The condition is already met, after \(Numbers.count(session.trainer.updates, "update")).",
      hint: condition.condition.firstUpdate.map { "goto \($0)" } ?? "help goto")
  }

  /// Only `wrong` and `right` are conditions by themselves: any other word must be compared with
  /// something.
  private func checkAlone(
    _ operand: Condition.Operand, of condition: ConditionInSession
  ) throws(CommandError) {
    let before = condition.words(before: operand)
    switch condition.meaning(of: operand) {
    case nil: throw placeFirst(operand, of: condition)
    case .answered?: return
    case .bug?, .optimizer?: throw unchanging(operand, of: condition)
    case .count(let count)?:
      throw CommandError(
        "`\(count.rawValue)` needs a number.", at: operand.word.text, after: before,
        hint: "until \(count.rawValue) 2")
    case .answer?, .learningRate?, .corner?, .measure?, .place?:
      let problem = "`\(operand)` alone is not a condition: compare it with a number."
      let comparison = condition.comparison(with: operand)
      if case .function = operand {
        throw CommandError(
          problem, at: operand.word.text, after: before, hint: "until \(comparison)")
      }
      let near = Spelling.nearest(
        to: "\(operand)",
        among: ["wrong", "right", "not"] + Condition.Count.allCases.map(\.rawValue))
      throw CommandError(
        problem, at: operand.word.text, after: before, instead: near ?? comparison)
    }
  }

  private func unchanging(
    _ operand: Condition.Operand, of condition: ConditionInSession
  ) -> CommandError {
    CommandError(
      "Training does not change what `\(operand)` states, so it cannot be waited for.",
      at: operand.word.text.split(separator: " ").first.map(String.init),
      after: condition.words(before: operand), hint: "until loss > 3")
  }

  private func placeFirst(
    _ operand: Condition.Operand, of condition: ConditionInSession
  ) -> CommandError {
    CommandError(
      "The place comes first, then the number.", at: operand.word.text,
      after: condition.words(before: operand), hint: "until loss > \(operand)")
  }

  /// Both sides of a comparison must be single numbers, or have the same count of numbers.
  private func check(
    _ left: Condition.Operand, _ right: Condition.Operand, of condition: ConditionInSession,
    in probe: Session
  ) throws {
    let before = condition.words(before: right)
    guard left.name != nil || right.name != nil else { throw placeFirst(left, of: condition) }
    try condition.checkMeaning(left, right)
    try condition.checkShares(left, right)
    let one = try count(of: left, of: condition, in: probe)
    let isCount = if case .count? = condition.meaning(of: left) { true } else { false }
    let isUnknown =
      if case .place(let place)? = condition.meaning(of: right) {
        place.layer == nil && probe.trainer.shape(of: place.whole) == nil
      } else { false }
    if isCount, isUnknown || right.name == nil {
      try checkCount(right.word.text, after: before)
    } else if isUnknown {
      _ = try Arguments.number(right.word.text, "The right side of a comparison")
    }
    let other = try count(of: right, of: condition, in: probe)
    guard one != other else { return }
    let (operand, count) = one == 1 ? (right, other) : (left, one)
    throw CommandError(
      "`\(operand)` is \(Numbers.count(count, "number")); a condition compares only one.",
      at: operand.word.text, after: condition.words(before: operand), hint: "help place")
  }

  /// How many numbers one side of a comparison has.
  private func count(
    of operand: Condition.Operand, of condition: ConditionInSession, in probe: Session
  ) throws -> Int {
    switch condition.meaning(of: operand) {
    case .place(let place)?:
      // `acc` is not a place of the network, but close to a word of conditions.
      if place.layer == nil, probe.trainer.shape(of: place.whole) == nil,
        let near = Spelling.nearest(to: place.quantity, among: ConditionName.single)
      {
        throw CommandError(
          "There is no place `\(place.quantity)`.", at: operand.word.text,
          after: condition.words(before: operand), instead: near)
      }
      let count = try probe.computed(place).values.count
      if case .function = operand { return 1 }
      return count
    case .corner?: return 2
    case .bug?, .optimizer?: throw unchanging(operand, of: condition)
    case .answered?, .answer?, .count?, .measure?, .learningRate?, nil: return 1
    }
  }

  // MARK: Continuing

  private enum Outcome { case found, exhausted, interrupted, notANumber }

  private func search(
    _ condition: ConditionInSession, limit: Int, testEvery: Int, in session: inout Session,
    on console: Console
  ) -> Outcome {
    let view = LiveView(on: console)
    let moment = condition.moment(in: session.trainer.network)
    let isOfTest = condition.measures.contains(where: \.isOfTest)
    let first = session.trainer.updates
    let last = first + limit
    while session.trainer.updates < last {
      if condition.namesOnlyTests {
        // Nothing changes between two tests, so the steps between them need not be looked at.
        Training.run(
          &session, until: min(last, session.trainer.updates + testEvery), pausing: [],
          on: console, view: view
        ) { _, _ in }
        if console.isInterrupted() { return .interrupted }
      } else {
        let isDone = session.workspace.advance(
          to: { moment.isReached(by: $0) || $0 == .update }, keepsStep: false,
          until: console.isInterrupted)
        guard isDone else { return .interrupted }
        if session.trainer.last == .update, moment != .update { continue }
      }
      if isOfTest,
        (session.trainer.updates - first).isMultiple(of: testEvery)
      {
        let trainer = session.trainer
        guard let test = trainer.evaluate(trainer.data.test, until: console.isInterrupted)
        else { return .interrupted }
        session.note(test)
      }
      if condition.isMet(in: session) { return .found }
      if session.trainer.lastLoss?.isNaN ?? false { return .notANumber }
      view.show(session, on: console) {
        let test = isOfTest ? session.tests.last : nil
        return Training.report(session.trainer, last: 100)
          + (test.map { "   test \(Numbers.percent($0.accuracy, places: 1)) right" } ?? "")
      }
    }
    return .exhausted
  }

  // MARK: Words

  /// `after update 37: training image 412: a 9, answered 4 with 61 %`, and the values in question.
  private func found(_ condition: ConditionInSession, in session: Session) -> [String] {
    let trainer = session.trainer
    var line = "after update \(Numbers.count(trainer.updates))"
    if condition.moment(in: trainer.network) == .update, !condition.measures.isEmpty {
      // It is about many images, not about the last one.
    } else if let loss = trainer.step.loss, trainer.step.count > 1 {
      line +=
        ": \(loss.correct) of \(trainer.step.count) answered right, loss "
        + Numbers.compact(loss.mean, digits: 4)
    } else if let sample = trainer.sample(0), let loss = trainer.step.loss,
      let output = trainer.step.passes.last?.output
    {
      let answer = loss.predictions[0]
      line +=
        ": " + Captions.title(of: sample, in: trainer).replacingColon
        + ", answered \(trainer.className(ofTarget: answer)) with "
        + Numbers.percent(trainer.probability(of: answer, in: output))
        + ", loss \(Numbers.compact(loss.mean, digits: 4))"
    }
    let values = condition.condition.statements.flatMap(\.operands).compactMap {
      operand -> String? in
      guard let value = condition.value(of: operand, in: session) else { return nil }
      switch condition.meaning(of: operand) {
      case .place(let place)? where place.quantity != "loss":
        return "\(operand) = \(Numbers.compact(value, digits: 6))"
      case .measure(let measure)?:
        let over =
          measure.isOfTest
          ? Numbers.count(trainer.data.test.count, "image")
          : "the last \(Numbers.count(session.reportEvery, "update"))"
        return "\(operand) = \(Numbers.compact(value, digits: 4)) over \(over)"
      default: return nil
      }
    }
    return [line] + (values.isEmpty ? [] : ["  " + values.joined(separator: "   ")])
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    // The words of a condition need not be separated by spaces.
    let words = Condition.words(of: words.joined(separator: " "))
    let options = [
      Offer("--limit", note: "the most updates to do; 100,000 by default"),
      Offer("--test-every", note: "test after every N updates; ten times per epoch by default"),
    ]
    let isOfTest = words.contains("test")
    let goesOn =
      ["and", "or"].map { Offer($0) }
      + options.filter { isOfTest || $0.word?.text != "--test-every" }
    func isPlace(_ word: String) -> Bool {
      (try? Place(parsing: word)).map { session.trainer.shape(of: $0.whole) != nil } ?? false
    }
    switch words.last {
    case nil, "and", "or", "not", "(":
      return [
        Offer("wrong", note: "an answer is wrong"),
        Offer("right", note: "every answer is right"),
        Offer("test", note: "accuracy or loss on the test set"),
        Offer("accuracy", note: "the share of right answers in the last updates"),
        Offer("average", note: "the average loss of the last updates"),
        Offer("update", note: "this many updates are done"),
        Offer("epoch", note: "this many passes over the training set are done"),
        Offer("not", note: "the opposite of what follows"),
      ] + Completer.places(in: session, toCome: true) { _ in true }
        + Condition.Function.allCases.map {
          Offer.hint("\($0.rawValue)(PLACE)", note: "of several numbers")
        }
    case "test": return ["accuracy", "loss"].map { Offer($0) }
    case "average": return [Offer("loss")]
    case let word? where Condition.Count(named: word) != nil:
      return [.hint("n", note: "how many of them")]
    case "--limit": return [.hint("n", note: "the most updates to do")]
    case "--test-every": return [.hint("n", note: "the number of updates between two tests")]
    case "wrong", "right", ")": return goesOn
    case let word? where Condition.Relation(rawValue: word) != nil || word == "=":
      return [.hint("number", note: "what it is compared with")]
    case let word? where Float(word) != nil:
      return options.contains { $0.word?.text == words.dropLast().last } ? [.enter] : goesOn
    case let word?:
      return isPlace(word) || Condition.Measure(rawValue: word) != nil
        ? Condition.Relation.allCases.map { Offer($0.rawValue) }
        : [.hint("condition", note: "wrong, test accuracy > 0.95, loss > 3, ...")]
    }
  }
}

extension Trainer<Float> {
  /// The loss of this step, or else of the last update.
  fileprivate var lastLoss: Float? {
    step.loss?.mean ?? (updates > 0 ? journal[updates - 1].loss : nil)
  }
}

extension String {
  /// "training image 7: a 3" as part of a sentence: "training image 7, a 3".
  fileprivate var replacingColon: String { String(map { $0 == ":" ? "," : $0 }) }
}
