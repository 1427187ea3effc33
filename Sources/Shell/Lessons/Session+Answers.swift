import ConvNet
import Course
import Rendering

/// Answers, hints, and judging what the user did.
extension Session {
  // MARK: Answers

  /// Whether a line is an answer to the open question. What can be read as one is, unless it is a
  /// sentence or a part of a choice and begins with a command.
  func isAnswer(_ line: String) -> Bool {
    guard let question = lesson?.openQuestion else { return false }
    if meaning(of: line, for: question) != line { return true }
    return switch question.likeness(of: line) {
    case .isAnswer: true
    case .isAnswerUnlessCommand: !isCommand(line)
    case .isNoAnswer: false
    }
  }

  /// Whether the lesson is waiting for a sentence in the user's own words.
  var isAskedForSentence: Bool {
    guard case .sentence? = lesson?.openQuestion?.kind else { return false }
    return true
  }

  /// Whether a line begins with a command or an alias; a line of one or two words may abbreviate it.
  private func isCommand(_ line: String) -> Bool {
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    // `Yes; both are equal` begins with `Yes`.
    guard let first = TokenizedLine(line).commands.first?.first?.text ?? words.first else {
      return false
    }
    if aliases[first] != nil || commands.named(first) != nil { return true }
    let resolved = TokenizedLine(line).commands.first.map {
      commands.resolvingQuestion(
        commands.resolvingAssignment($0, aliases: aliases), aliases: aliases)
    }
    let isAsked = line.contains("?") || words.count > 2
    if isAsked, let name = resolved?.first?.text, name != first { return true }
    return words.count < 3 && !line.contains { !$0.isASCII } && (try? commands.find(first)) != nil
  }

  /// Answers the open question.
  mutating func give(_ text: String, on console: Console) {
    guard let play = lesson, let open = play.openQuestion else { return }
    let question = resolved(open)
    let text = meaning(of: text, for: question)
    let verdict = question.judge(text)
    switch verdict {
    case .right, .wrong: judge(text, verdict, question, on: console)
    case .noted(let model):
      notebook.note(sentence: text, isOwn: true)
      say("Noted. Compare it with this: " + model, on: console)
      pass(on: console)
    case .comma(let points): console.print("Write \(points), with a point.")
    case .unknown:
      guard play.hintsGiven < play.hints.count, (try? giveHint(on: console)) != nil else {
        return console.print(
          play.showsAnswers
            ? "`answer` shows the answer." : "`\(play.wayOn)` continues without an answer.")
      }
      console.print("Now try: \(asked(by: question)).")
    case .unreadable: console.print("The question asks for \(asked(by: question)).")
    }
  }

  /// Reacts to an answer that is right or wrong. One that is right for the lesson's own numbers, in
  /// a session that the user has changed, is right as well.
  private mutating func judge(
    _ text: String, _ verdict: Question.Verdict, _ question: Question, on console: Console
  ) {
    guard var play = lesson else { return }
    let said = question.inWords(text)
    let first = text.drop { !$0.isLetter }.prefix { $0.isLetter }.lowercased()
    if question.isChoice, first != said.prefix(1) { console.print("Taken as \(said).") }
    let other = judgedByOwnNumbers(text, play, besides: question, on: console)
    if play.lesson.assignment != nil, other == false, case .right = verdict {
      return say(
        "That is right for the numbers as you have changed them. `lesson again` brings back the "
          + "assignment's own.", on: console)
    }
    if case .right(let reply) = verdict {
      let remark = other == false ? "These are the numbers as you have changed them." : nil
      return accept(said, to: question, ["Yes.", remark, reply], on: console)
    }
    if other == true {
      return accept(
        said, to: question, ["Yes, by the lesson's own numbers. You have changed yours."],
        on: console)
    }
    guard case .wrong(let reply) = verdict else { return }
    play.attempts += 1
    lesson = play
    notebook.note(answer: said, .wrong)
    let slip = reply == nil ? slipSentence(for: text, to: question) : nil
    say("No. " + (reply ?? slip ?? "Look again."), on: console)
    if play.attempts == 2, play.hintsGiven == 0, let hint = play.hints.first {
      say("A hint: " + hint, on: console)
      notebook.noteHint()
      play.hintsGiven = 1
      lesson = play
    }
    let help =
      play.hintsGiven < play.hints.count
      ? "; `hint` helps" : play.showsAnswers ? "; `answer` shows it" : ""
    console.print("Try again: \(asked(by: question))\(help).")
  }

  private mutating func accept(
    _ said: String, to question: Question, _ sentences: [String?], on console: Console
  ) {
    notebook.note(answer: said, .right)
    showVotes(on: question, on: console)
    say(sentences.compactMap(\.self).joined(separator: " "), on: console)
    pass(on: console)
  }

  /// Whether an answer is right by the lesson's own numbers; `nil` if they are those of the session.
  private func judgedByOwnNumbers(
    _ text: String, _ play: LessonState, besides question: Question, on console: Console
  ) -> Bool? {
    guard !play.isOnTrack, let open = play.openQuestion, !open.places.isEmpty,
      let own = try? ownWay(of: play, on: console).resolved(open), own != question
    else { return nil }
    if case .right = own.judge(text) { return true }
    return false
  }

  /// A question with the numbers that its places hold once this step has computed them.
  func resolved(_ question: Question) -> Question {
    question.reading { text in
      guard let place = try? Place(parsing: text), let state = trainer.computing(place),
        let tensor = state.numbers(at: place)
      else { return nil }
      return tensor.values.map(Double.init)
    }
  }

  /// The slip behind a wrong answer to a question about places: behind the first that is wrong.
  private func slipSentence(for text: String, to question: Question) -> String? {
    guard var numbers = TypedNumber.list(text, count: question.count)?[...] else { return nil }
    for place in question.places.compactMap({ try? Place(parsing: $0) }) {
      guard let state = trainer.computing(place), let right = state.numbers(at: place)
      else { return nil }
      let said = Array(numbers.prefix(right.values.count))
      numbers = numbers.dropFirst(said.count)
      if let slip = timeline.slipSentence(said, at: place, in: state) { return slip }
    }
    return nil
  }

  /// Continues after a completed command or activity.
  mutating func pass(on console: Console) {
    lesson?.cursor += 1
    let (updates, point) = (trainer.updates, timeline.point)
    lesson?.updatesSeen = updates
    lesson?.pointSeen = point
    if lesson?.item != nil { console.print() }
    present(on: console)
  }

  private func say(_ text: String, on console: Console) {
    console.print(LessonText.prose([quoting(text)], width: console.width()))
  }

  // MARK: Judging

  /// Judges what a line that was run means for the lesson.
  mutating func followLesson(_ line: String, on console: Console) {
    guard let play = lesson, concernsSession(line) else { return }
    let (updates, point) = (trainer.updates, timeline.point)
    defer {
      lesson?.updatesSeen = updates
      lesson?.pointSeen = point
    }
    if case .run(let command)? = play.item, isSame(line, command.text) {
      return pass(on: console)
    }
    lesson?.isOnTrack = false
    if play.openTurn != nil, !play.suggestion.isEmpty, isSame(line, play.suggestion) {
      lesson?.toldCommands = (play.toldCommands ?? 0) + 1
    }
    guard let turn = play.openTurn, hasReached(turn, on: console) else {
      let isToldOfUpdates = noteUpdates(since: play, on: console)
      let isToldOfChanges = noteChanges(since: play, on: console)
      return noteShortfalls(
        since: play, isSilent: isToldOfUpdates || isToldOfChanges, on: console)
    }
    console.print()
    finish(play, on: console)
  }

  /// Goes on after a task that is done.
  mutating func finish(_ play: LessonState, on console: Console) {
    notebook.note(task: play.toldCommands == nil ? .byHand : .told)
    say("Done.", on: console)
    pass(on: console)
  }

  /// Says so when a line has made more updates than this place of the lesson can use.
  ///
  /// - Returns: Whether it has.
  private func noteUpdates(since play: LessonState, on console: Console) -> Bool {
    let updates = trainer.updates
    guard updates > play.updatesSeen, play.item != nil else { return false }
    var wanted: (limit: Double, words: String)?
    if let turn = play.openTurn {
      wanted = turn.goal.limit(of: .update).map { ($0, "this part asks for") }
    } else {
      wanted = (try? ownWay(of: play, on: console)).map {
        (Double($0.trainer.updates), "the lesson is at")
      }
    }
    guard let (limit, words) = wanted, limit >= 0, Double(updates) > limit else { return false }
    say(
      "That makes \(Numbers.count(updates, "update")), and \(words) \(Numbers.count(Int(limit))). "
        + "`lesson again` starts this part over.", on: console)
    return true
  }

  /// Says so when a line has changed something that the task needs as it was at the start.
  ///
  /// - Returns: Whether it has.
  private mutating func noteChanges(since play: LessonState, on console: Console) -> Bool {
    guard let turn = play.openTurn, let goal = try? ConditionInSession(turn.goal) else {
      return false
    }
    var wrong = goal.wrong(in: self)
    if wrong.contains(where: { !play.wrongSeen.contains($0.name.text) }),
      let own = ownAtTask(on: console)
    {
      let before = Set(goal.wrong(in: own).map(\.name.text))
      wrong.removeAll { before.contains($0.name.text) }
    }
    let changed = violations(of: turn, on: console)
    let seen = goal.wrong(in: self).map(\.name.text) + changed
    lesson?.wrongSeen = Set(seen)
    // What stands between the student and the end of the task is said after each change.
    let isReached = timeline.point != play.pointSeen && isReached(turn.goal)
    func isNew(_ name: String) -> Bool { isReached || !play.wrongSeen.contains(name) }
    let needed = wrong.filter { isNew($0.name.text) }.prefix(3).map {
      "\($0.name.text) must be \($0.number)"
    }
    if !needed.isEmpty {
      say(
        "For this part " + needed.joined(separator: ", ") + ". `lesson again` starts it over.",
        on: console)
    } else if changed.contains(where: isNew) {
      say(
        "This part is about changing \(inWords(turn.only)); you have also changed "
          + inWords(Array(changed.filter(isNew).prefix(3)))
          + ". `lesson again` starts the part over.", on: console)
    } else {
      return false
    }
    return true
  }

  /// Says so when a line has changed or computed numbers that do not meet the task.
  private mutating func noteShortfalls(
    since play: LessonState, isSilent: Bool, on console: Console
  ) {
    guard let turn = play.openTurn, let goal = try? ConditionInSession(turn.goal) else { return }
    let now = goal.shortfalls(in: self)
    let seen = play.shortfallsSeen ?? ownAtTask(on: console).map(goal.shortfalls) ?? []
    lesson?.shortfallsSeen = now
    let new = now.filter { !seen.contains($0) }
    let isEdited = play.pointSeen.map {
      !timeline.hasPassed($0) || timeline.hasEdits(in: $0.time..<timeline.now)
    }
    // Going back is not another try.
    guard !isSilent, timeline.now == timeline.end,
      let shown = new.first ?? (isEdited ?? false ? now.first : nil)
    else { return }
    say("Not done yet" + (goal.words(for: shown).map { ": \($0)" } ?? "") + ".", on: console)
  }

  /// Names as they are listed in a sentence, each in backticks.
  private func inWords(_ names: [String]) -> String {
    let names = names.map { "`\($0)`" }
    let first = names.dropLast().joined(separator: ", ")
    return first.isEmpty ? names.joined() : "\(first) and \(names[names.count - 1])"
  }

  /// Whether the session satisfies a condition.
  func isReached(_ goal: Condition) -> Bool {
    (try? evaluate(goal)) ?? false
  }

  /// The same, but throws an error for a name that has no meaning.
  func evaluate(_ goal: Condition) throws(CommandError) -> Bool {
    do {
      return try ConditionInSession(goal).holds(in: self)
    } catch {
      throw CommandError(error)
    }
  }

  /// Commands about the lesson itself say nothing about the session.
  private func concernsSession(_ line: String) -> Bool {
    tokens(of: line).commands.contains { words in
      guard let command = try? commands.find(words[0].text) else { return true }
      return command.group != .learn
    }
  }

  /// Whether a line is the lesson's next command, or what is typed to go on in the lesson.
  func isPlanned(_ line: String) -> Bool {
    if !concernsSession(line) { return true }
    if case .run(let command)? = lesson?.item { return isSame(line, command.text) }
    return false
  }

  /// Whether two lines have the same commands, abbreviated or not.
  private func isSame(_ a: String, _ b: String) -> Bool {
    func normal(_ line: String) -> [[String]] {
      TokenizedLine(line).commands.map { words in
        let name = (try? commands.find(words[0].text).name) ?? words[0].text
        return [name] + words.dropFirst().map { $0.text.filter { $0 != " " } }
      }
    }
    return normal(a) == normal(b)
  }

  // MARK: Help

  /// Gives the next hint.
  mutating func giveHint(on console: Console) throws(CommandError) {
    guard let play = lesson else { throw .noLesson }
    guard play.isAtActivity else {
      throw play.nothingToAnswer
    }
    let hints = play.hints
    guard let last = hints.last else {
      throw CommandError(
        play.step.hints.isEmpty ? "This part has no hint." : "This assignment gives no hints.",
        hint: !play.showsAnswers ? play.wayOn : play.allowsSkipping ? "answer, or skip" : "answer")
    }
    guard play.hintsGiven < hints.count else {
      return say("That was the last hint: " + last, on: console)
    }
    say(hints[play.hintsGiven], on: console)
    notebook.noteHint()
    lesson?.hintsGiven = play.hintsGiven + 1
  }

  /// Reveals the answer and continues. The solution of a turn is shown for the user to type.
  mutating func tellAnswer(on console: Console) throws(CommandError) {
    guard let play = lesson else { throw .noLesson }
    let isAsked = play.openQuestion != nil || play.openTurn != nil
    guard play.showsAnswers || !isAsked else {
      throw CommandError("This assignment shows no answers.", hint: play.wayOn)
    }
    if let question = play.openQuestion {
      if case .sentence(let model, _) = question.kind {
        notebook.note(sentence: quoting(model), isOwn: false)
        say("One answer: " + model, on: console)
      } else {
        let question = resolved(question)
        let (solution, reply) = question.solution
        notebook.note(answer: question.inWords(solution), .told)
        showVotes(on: question, on: console)
        let offered = question.isChoice ? nil : question.right(among: openChoices)
        let answer = offered.map { "\($0.letter), \($0.text)" } ?? solution
        say("The answer: \(answer)." + (reply.map { " " + $0 } ?? ""), on: console)
      }
      pass(on: console)
    } else if let turn = play.openTurn {
      console.print("One way:")
      for command in turn.solution { console.print("  \(command.text)") }
      lesson?.toldCommands = 0
      if !play.isPresented {
        console.print(
          "Type it, or commands of your own" + (play.allowsSkipping ? "; `skip` runs it." : "."))
      }
    } else {
      throw play.nothingToAnswer
    }
  }

  /// Does what the step asks for, as the lesson would: its commands are run visibly.
  mutating func skipTask(on console: Console) throws(CommandError) {
    guard let play = lesson else { throw .noLesson }
    guard play.isAtActivity else { return try lessonNext(on: console) }
    guard play.allowsSkipping else {
      throw CommandError("In this assignment, `skip` does not do tasks.", hint: play.wayOn)
    }
    guard let turn = play.openTurn else { return try tellAnswer(on: console) }
    if !play.isOnTrack {
      workspace = try ownWay(of: play, on: console).workspace
      lesson?.isOnTrack = true
    }
    for command in turn.solution {
      console.print("  > \(command.text)")
      try runForLesson(command.text, on: console)
    }
    notebook.note(task: .skipped)
    pass(on: console)
  }
}

extension Trainer {
  /// Whether the two are indistinguishable: same image, same place on the tape, same parameters.
  func isSame(as other: Trainer) -> Bool {
    guard updates == other.updates, step.position == other.step.position,
      step.batch?.images == other.step.batch?.images, network.count == other.network.count
    else { return false }
    return zip(network.nodes, other.network.nodes).allSatisfy { mine, theirs in
      mine.layer.parameters.map(\.values) == theirs.layer.parameters.map(\.values)
    }
  }
}
