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
    case badNumber(key: String, value: String)
    // Steps.
    case noSteps
    case tooManySteps(limit: Int)
    case stepWithoutID(title: String)
    case stepTwice(String)
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
    case condition(ConditionError)
    // Shortcomings: it runs, but teaches less than it could.
    case noHint(step: String)
    case wrongChoiceWithoutReply(Character)
    case tooMuchProse(lines: Int, limit: Int)
    case nothingToDo(String)
  }
}

extension LessonError: CustomStringConvertible {
  package var description: String { "\(file):\(line): \(problem.sentence)" }
}

extension LessonError.Problem {
  /// What is wrong and what mends it.
  package var sentence: String {
    switch self {
    case .tooLarge(let bytes, let limit):
      "the file has \(bytes) bytes; at most \(limit) are read: split it into several"
    case .tooManyLines(let limit): "the file has more than \(limit) lines: split it into several"
    case .lineTooLong(let limit): "this line is longer than \(limit) characters: break it"
    case .notUTF8: "the file is not UTF-8 text: save it as UTF-8"
    case .controlCharacter(let code):
      "this line holds the control character \(code), which a terminal might obey: remove it"
    case .noRecording:
      "this is no recording: the first line of an asciicast v2 says its version, width and height"
    case .notAnEvent:
      "this line is no event of a recording: [1.5, \"o\", \"text\"]"
    case .noFrontMatter:
      "a lesson begins with front matter: a line ---, then id: and title:, then a line ---"
    case .frontMatterNotClosed: "the front matter is not closed: end it with a line ---"
    case .notAKey(let text): "`\(text)` is not `key: value`"
    case .unknownKey(let key):
      "the front matter has no `\(key)`: it takes id, title, minutes, seed, start and objectives"
    case .keyTwice(let key): "`\(key)` is there twice: keep one"
    case .missingKey(let key): "the front matter lacks `\(key):`"
    case .badID(let id):
      "`\(id)` is not an id: lower-case letters, digits and hyphens, and a letter first"
    case .badNumber(let key, let value): "`\(key)` is a whole number, not `\(value)`"
    case .noSteps: "the lesson has no steps: begin one with ## Title <!-- step: name -->"
    case .tooManySteps(let limit): "a lesson has at most \(limit) steps: make two of it"
    case .stepWithoutID(let title):
      "`## \(title)` has no step id: ## \(title) <!-- step: \(Self.slug(title)) -->"
    case .stepTwice(let id): "the step id `\(id)` is there twice: give this step another"
    case .taskBeforeSteps: "only prose can stand before the first step: move this below a ## line"
    case .fenceNotClosed(let name): "this ```\(name) block is not closed: end it with a line ```"
    case .misplacedFence(let name, let place): "a ```\(name) block belongs \(place)"
    case .fenceTwice(let name): "a step has one ```\(name) block: make this a step of its own"
    case .outputBeforeCommand:
      "a ```backstep block begins with a command: a line that starts with `backstep> `"
    case .emptySession: "this ```backstep block has no command: add one, or remove the block"
    case .commentNotClosed: "this comment is not closed: end it with -->"
    case .detailsNotClosed: "this <details> is not closed: end it with </details>"
    case .detailsInDetails: "a <details> within another: close the first with </details>"
    case .unknownDetails(let name):
      "<details> begins <details><summary>Hint</summary>, or Answer, or Solution; not `\(name)`"
    case .strayDetailsEnd: "this </details> closes nothing: remove it"
    case .choicesWithoutAnswer:
      "the choices have no answer: add <details><summary>Answer</summary> with an ```answer block"
    case .choiceOutOfOrder(let found, let expected):
      "this choice is (\(found)) and should be (\(expected)): letters follow the alphabet"
    case .answerWithoutText:
      "the ```answer block is empty: a letter, or `= 5`, or `= 0.5 ~0.01`, or `...` for any text"
    case .badAnswer(let text):
      "`\(text)` is not an answer: a letter of a choice, or `= 5 ~0.1`, or `...` for any text"
    case .answerIsNoChoice(let text): "the answer `\(text)` is none of the choices"
    case .noReportPart(let word):
      "a report has no part `\(word)`: "
        + ReportPart.allCases.map(\.rawValue).joined(separator: ", ")
    case .badReply(let text): "`\(text)` is not `choice: what to say to it`"
    case .replyTwice(let key): "`\(key)` has two replies: keep one"
    case .replyToNothing(let key): "nobody can answer `\(key)` here: it is none of the choices"
    case .questionAndCheck: "a step asks a question or has a ```check, not both: make two steps"
    case .checkWithoutSolution:
      "the ```check has no solution: add <details><summary>Solution</summary> with a ```solution"
    case .solutionWithoutCheck: "the ```solution has no ```check that says what it has to reach"
    case .emptySolution: "the ```solution has no command"
    case .condition(let error): error.description
    case .noHint(let step): "the step `\(step)` has no <details><summary>Hint</summary>"
    case .wrongChoiceWithoutReply(let letter):
      "choice (\(letter)) is wrong and has no reply: add `\(letter): ...` to the ```answer block"
    case .tooMuchProse(let lines, let limit):
      "\(lines) lines of prose with nothing to do between: at most \(limit)"
    case .nothingToDo(let what): "the lesson has no \(what)"
    }
  }

  private static func slug(_ title: String) -> String {
    let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? "name" : words.joined(separator: "-")
  }
}
