/// What is wrong with a lesson: facts, worded by ``description`` alone.
package struct LessonError: Error, Hashable, Sendable {
  package let file: String
  package let line: Int
  package let problem: Problem

  package init(file: String, line: Int, _ problem: Problem) {
    self.file = file
    self.line = line
    self.problem = problem
  }

  package enum Problem: Hashable, Sendable {
    // The text as a whole.
    case tooLarge(bytes: Int, limit: Int)
    case tooManyLines(limit: Int)
    case lineTooLong(limit: Int)
    case notUTF8
    case controlCharacter(code: UInt32)
    // Recordings.
    case noRecording
    case notAnEvent
    // The front matter.
    case noFrontMatter
    case frontMatterNotClosed
    case notAKey(String)
    case unknownKey(String)
    case keyTwice(String)
    case missingKey(String)
    case badID(String)
    case badNumber(key: String, value: String, ClosedRange<Int>? = nil)
    case badWord(key: String, value: String, words: [String])
    /// A key or a value, in backticks.
    case onlyInAssignments(String)
    // Steps.
    case noSteps
    case tooManySteps(limit: Int)
    case stepWithoutID(title: String)
    case stepTwice(String)
    case recallsNothing(String)
    case taskBeforeSteps
    // Blocks.
    case fenceNotClosed(String)
    case misplacedFence(String, belongs: String)
    case fenceTwice(String)
    case outputBeforeCommand
    case emptySession
    case commentNotClosed
    case detailsNotClosed
    case detailsInDetails
    case unknownDetails(String)
    case strayDetailsEnd
    // Questions.
    case choicesWithoutAnswer
    case badChoice(String)
    case choiceOutOfOrder(found: Character, expected: Character)
    case answerWithoutText
    case badAnswer(String)
    case answerIsNoChoice(String)
    case noReportPart(String)
    case badReply(String)
    case replyTwice(String)
    case replyToNothing(String)
    case questionAndCheck
    // Turns.
    case checkWithoutSolution
    case solutionWithoutCheck
    case emptySolution
    case emptyOnly
    case condition(ConditionError)
    // Shortcomings: it runs, but teaches less than it could.
    case noHint(step: String)
    case wrongChoiceWithoutReply(Character)
    case tooMuchProse(lines: Int, limit: Int)
    case nothingToDo
    case examAtEnd
    case longQuestion(rows: Int, limit: Int)
    case badQuotation(String, String)
    case wrongMinutes(stated: Int, LessonLength)
    case tooLong(LessonLength)
  }
}

extension LessonError: CustomStringConvertible {
  package var description: String { "\(file):\(line): \(problem.sentence)" }
}

extension LessonError.Problem {
  /// What is wrong, and how to fix it.
  package var sentence: String {
    switch self {
    case .tooLarge(let bytes, let limit):
      "the file has \(bytes) bytes; at most \(limit) are read: split it into several"
    case .tooManyLines(let limit): "the file has more than \(limit) lines: split it into several"
    case .lineTooLong(let limit): "this line is longer than \(limit) characters: break it"
    case .notUTF8: "the file is not UTF-8 text: save it as UTF-8"
    case .controlCharacter(let code):
      "this line contains the control character \(code), which a terminal might obey: remove it"
    case .noRecording:
      "this is not a recording: the first line of an asciicast v2 file gives its version, width "
        + "and height"
    case .notAnEvent:
      "this line is not an event of a recording, such as [1.5, \"o\", \"text\"]"
    case .noFrontMatter:
      "a lesson begins with front matter: a line ---, then id: and title:, then a line ---"
    case .frontMatterNotClosed: "the front matter is not closed: end it with a line ---"
    case .notAKey(let text): "`\(text)` is not `key: value`"
    case .unknownKey(let key):
      "the front matter has no `\(key)`: it takes id, title, author, minutes, sittings, seed, "
        + "start and objectives; for an assignment also assignment, "
        + Assignment.keys.joined(separator: ", ")
    case .keyTwice(let key): "`\(key)` appears twice: keep one"
    case .missingKey(let key): "the front matter has no `\(key):`; add it"
    case .badID(let id):
      "`\(id)` is not an id: use lower-case letters, digits and hyphens, starting with a letter"
    case .badNumber(let key, let value, let range):
      "`\(key)` must be a whole number"
        + (range.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? "") + ", not `\(value)`"
    case .badWord(let key, let value, let words):
      "`\(key)` is \(words.joined(separator: " or ")), not `\(value)`"
    case .onlyInAssignments(let text):
      "\(text) is for assignments: add a line `assignment: hw1`, or remove this one"
    case .noSteps: "the lesson has no parts: begin one with ## Title <!-- step: name -->"
    case .tooManySteps(let limit):
      "the lesson has more than \(limit) parts: split it into two lessons"
    case .stepWithoutID(let title):
      "`## \(title)` has no id: write ## \(title) <!-- step: \(Self.slug(title)) -->"
    case .stepTwice(let id): "two parts have the id `\(id)`: give this one another"
    case .recallsNothing(let id):
      "`\(id)` is not an earlier part with commands: name one whose output this part needs"
    case .taskBeforeSteps:
      "only prose is allowed before the first part: move this below a ## line"
    case .fenceNotClosed(let name): "this ```\(name) block is not closed: end it with a line ```"
    case .misplacedFence(let name, let place): "a ```\(name) block must be \(place)"
    case .fenceTwice(let name):
      "this is the second ```\(name) block of the part: move it to a part of its own"
    case .outputBeforeCommand:
      "a ```backstep block must begin with a command: a line that starts with `backstep> `"
    case .emptySession: "this ```backstep block has no command: add one, or remove the block"
    case .commentNotClosed: "this comment is not closed: end it with -->"
    case .detailsNotClosed: "this <details> is not closed: end it with </details>"
    case .detailsInDetails: "this <details> is inside another: close the first with </details>"
    case .unknownDetails(let name):
      "<details> must begin <details><summary>Hint</summary>, or Answer, or Solution, not "
        + "`\(name)`"
    case .strayDetailsEnd: "this </details> closes nothing: remove it"
    case .choicesWithoutAnswer:
      "the choices have no answer: add <details><summary>Answer</summary> with an ```answer block"
    case .badChoice(let text): "`\(text)` looks like a choice: write `- (a) text`"
    case .choiceOutOfOrder(let found, let expected):
      "this choice is (\(found)) but should be (\(expected)): choices follow the alphabet"
    case .answerWithoutText:
      "the ```answer block is empty: write a letter, or `= 5`, or `= 0.5 ~0.01`, or "
        + "`= conv.out[0,0,0]`, or `...` for any text"
    case .badAnswer(let text):
      "`\(text)` is not an answer: write a letter of a choice, or `= 5 ~0.1`, or "
        + "`= conv.out[0,0,0]`, or `...` for any text"
    case .answerIsNoChoice(let text): "the answer `\(text)` is not one of the choices"
    case .noReportPart(let word):
      "a report has no part `\(word)`; its parts are "
        + ReportPart.allCases.map(\.rawValue).joined(separator: ", ")
    case .badReply(let text): "`\(text)` is not a reply, which is written `choice: reply`"
    case .replyTwice(let key): "`\(key)` has two replies: keep one"
    case .replyToNothing(let key): "this reply is to `\(key)`, which is not one of the choices"
    case .questionAndCheck: "a part has a question or a ```check, not both: make two parts"
    case .checkWithoutSolution:
      "the ```check has no solution: add <details><summary>Solution</summary> with a ```solution"
    case .solutionWithoutCheck: "the ```solution has no ```check that says what it must reach"
    case .emptyOnly: "`only` needs what may change: a place, a setting or `updates`"
    case .emptySolution: "the ```solution has no command"
    case .condition(let error): error.description
    case .noHint(let step): "the part `\(step)` has no <details><summary>Hint</summary>"
    case .wrongChoiceWithoutReply(let letter):
      "choice (\(letter)) is wrong and has no reply: add `\(letter): ...` to the ```answer block"
    case .tooMuchProse(let lines, let limit):
      "\(lines) lines of prose with nothing to do in between: use at most \(limit)"
    case .nothingToDo:
      "the lesson has neither a question nor a ```check: give the student something to do"
    case .examAtEnd:
      "the assignment ends as soon as its last part is shown, and an exam after it is not handed in: "
        + "put `practice exam` into an earlier part, or give this one a question"
    case .longQuestion(let rows, let limit):
      "the question and what this part prints before it take \(rows) rows of a screen; use at most "
        + "\(limit): shorten the text or the output, or ask earlier"
    case .badQuotation(let text, let reason):
      "`\(text)` cannot be shown: \(reason) Name a place such as {softmax.totals[0]}, or put text "
        + "with braces into a fenced block"
    case .wrongMinutes(let stated, let length):
      "`minutes: \(stated)` should be about \(length.minutes): \(length)"
    case .tooLong(let length):
      "the lesson takes about \(length.minutes) minutes, and at most \(LessonLength.maximum) are "
        + "good: split it (\(length))"
    }
  }

  private static func slug(_ title: String) -> String {
    let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? "name" : words.joined(separator: "-")
  }
}
