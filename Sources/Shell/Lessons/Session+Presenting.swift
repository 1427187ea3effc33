import Course
import Rendering
package import Terminal

/// A lesson in front of a class: lines that are typed for the teacher, a clicker, choices to vote on.
extension Session {
  /// Whether a teacher presents it.
  var isPresenting: Bool { lesson?.isPresented ?? false }

  /// The text that is typed into the prompt for a teacher.
  package var suggestion: String { lesson?.suggestion ?? "" }

  /// Whether a line is the lesson's next command, as typed for a teacher.
  func isSuggested(_ line: String) -> Bool {
    !suggestion.isEmpty && line == suggestion
  }

  /// Runs the line that was typed for a teacher and left unchanged, so it is the lesson's.
  mutating func runSuggested(_ line: String, on console: Console) throws(CommandError) {
    if case .run? = lesson?.item { return try lessonNext(on: console) }
    try runForLesson(line, on: console)
    followLesson(line, on: console)
  }

  /// What the keys of a clicker do; `nil` outside presentations.
  package var clicker: Clicker? {
    guard isPresenting else { return nil }
    // At a choice, `b` is an answer.
    return Clicker(back: "lesson back", blanks: !openChoices.contains { $0.letter == "b" })
  }

  /// Begins a new screen for a part of a lesson, if it should.
  func clearScreen(on console: Console) {
    if clearsScreen ?? isPresenting { console.clear() }
  }

  /// Shows a block. If it asks something, its question stands out on a screen that has colours.
  func show(_ block: Block, asks: Bool, on console: Console) {
    let lines = lines(block, width: console.width())
    guard asks else { return console.print(lines) }
    let question = LessonText.question(in: lines)
    console.print(
      TextBlock.stacked(
        lines.enumerated().map {
          TextBlock(withoutControls($1), question.contains($0) ? .strong : nil)
        }))
  }

  // MARK: Choices

  /// The choices at the open question; in a presentation, a question for numbers has some, too.
  var openChoices: [Question.Choice] {
    guard let play = lesson, let question = play.openQuestion else { return [] }
    if case .choice(let choices, _) = question.kind { return choices }
    guard play.isPresented else { return [] }
    return Ballot.choices(resolved(question).offered, in: play.lesson, at: play.step)
  }

  /// What can be answered to the open question: `a, b or c`, `a, b or c, or a number`.
  func asked(by question: Question) -> String {
    let choices = question.isChoice ? [] : openChoices
    return (choices.isEmpty ? "" : Question.asked(choices) + ", or ") + question.asked
  }

  /// The answer that a text stands for: the number, where a question for numbers was answered by a
  /// letter.
  func meaning(of text: String, for question: Question) -> String {
    guard !question.isChoice else { return text }
    return Question.choice(lettered: text, of: openChoices)?.text ?? text
  }

  // MARK: Votes

  /// Records a show of hands, or shows those so far if there are no counts.
  mutating func vote(_ words: [String], on console: Console) throws(CommandError) {
    guard let play = lesson, play.isPresented else {
      let place = lesson.map { "\($0.entry.word) --present --at \($0.index + 1)" }
      throw CommandError(
        "A class votes while a lesson is presented.", hint: "lesson \(place ?? "5 --present")")
    }
    if words.isEmpty, let ballot = play.ballot {
      return console.print(ballot.bars(width: console.width()))
    }
    let choices = try choicesToVoteOn()
    let example = Ballot.example(for: choices)
    guard words.count == choices.count else {
      throw CommandError(
        words.isEmpty
          ? "The class has not voted here yet."
          : "This question has \(choices.count) choices, so `vote` needs \(choices.count) counts.",
        at: words.count > choices.count ? words[choices.count] : CommandError.end,
        after: Array(words.prefix(choices.count)), hint: example)
    }
    var counts: [Int] = []
    for word in words {
      counts.append(
        try Arguments.integer(
          word, "A count of hands", in: Ballot.counts, after: Array(words.prefix(counts.count))))
    }
    guard counts.contains(where: { $0 > 0 }) else {
      throw CommandError("At least one hand must be up.", at: words[0], hint: example)
    }
    var ballot = play.ballot.flatMap { $0.choices == choices ? $0 : nil } ?? Ballot(on: choices)
    if ballot.add(counts) { console.print("These counts replace those of the second vote.") }
    lesson?.ballot = ballot
    console.print(ballot.bars(width: console.width()))
  }

  private func choicesToVoteOn() throws(CommandError) -> [Question.Choice] {
    guard let question = lesson?.openQuestion else {
      throw lesson?.openTurn == nil
        ? CommandError("No question is open.", hint: "Enter, or lesson next")
        : CommandError("A task is not voted on.", hint: "answer")
    }
    if case .sentence = question.kind {
      throw CommandError("A sentence is not voted on.", hint: "answer")
    }
    let choices = openChoices
    guard !choices.isEmpty else {
      throw CommandError(
        "This question has no choices: the lesson has no reply to a wrong answer.", hint: "answer")
    }
    return choices
  }

  /// Shows the votes on a question together with the right choice, if there were any.
  mutating func showVotes(on question: Question, on console: Console) {
    guard var ballot = lesson?.ballot, ballot.choices == openChoices else { return }
    ballot.right = question.right(among: ballot.choices)
    lesson?.ballot = ballot
    console.print(ballot.bars(width: console.width()))
  }
}
