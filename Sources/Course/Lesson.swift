/// A lesson: a sequence of steps that the user takes one after another.
package struct Lesson: Hashable, Sendable {
  /// The name of the lesson, under which its progress is stored.
  package let id: String
  /// The title that the user reads.
  package let title: String
  /// The estimated time it takes.
  package let minutes: Int?
  /// Over how many sittings it is spread.
  package let sittings: Int
  /// The seed of the session during the lesson. In an assignment in which each student gets other
  /// numbers, it is that of the teacher's.
  package let seed: UInt64
  /// What makes it an assignment; `nil` for a lesson.
  package let assignment: Assignment?
  /// A command that brings the session to the lesson's starting point, unseen.
  package let start: Command?
  /// Who wrote it.
  package let author: String?
  /// The objectives that a report on the lesson lists.
  package let objectives: [String]
  /// The text before the first step.
  package let introduction: [Block]
  /// The steps; at least one.
  package let steps: [Step]

  /// The indices of the steps that ask for something.
  package var asking: [Int] { steps.indices.filter { steps[$0].activity != .look } }
}

/// A step of a lesson: something to read and to run, and perhaps something to do.
package struct Step: Hashable, Sendable {
  /// The key of the step's progress, which stays the same when the text changes.
  package let id: String
  package let title: String
  /// The line of the file where it begins.
  package let line: Int
  /// The index of an earlier step with commands: what it printed last is needed here, and is printed
  /// again for a user who begins with this step.
  package let recalled: Int?
  /// The blocks before the activity.
  package let before: [Block]
  package let activity: Activity
  /// The blocks that are revealed when the activity is done.
  package let after: [Block]
  /// The hints, from the first nudge to the last.
  package let hints: [String]
}

/// Something the user reads or runs.
package enum Block: Hashable, Sendable {
  /// Lines of running text, including lists.
  case prose([String])
  /// Lines to show unchanged.
  case verbatim([String])
  /// Commands, with their expected output.
  case session(Transcript)

  /// Whether it has commands.
  package var runs: Bool { if case .session = self { true } else { false } }
}

/// What a step asks for.
package enum Activity: Hashable, Sendable {
  /// Nothing but looking.
  case look
  /// An answer to a question.
  case question(Question)
  /// A goal that the session must reach, in any way.
  case turn(Turn)
}

/// A goal to reach, and one way to do it.
package struct Turn: Hashable, Sendable {
  package let goal: Condition
  /// What may change on the way: places, settings, `updates`. Empty if everything may.
  package let only: [String]
  /// The line of the file where the goal is.
  package let line: Int
  /// Commands that reach it.
  package let solution: [Command]
}

/// A line for the shell, and its line number in the file.
package struct Command: Hashable, Sendable {
  package let text: String
  package let line: Int

  package init(text: String, line: Int) {
    self.text = text
    self.line = line
  }
}

extension Step {
  /// What is said to answers: the replies, or the sentence to compare your own with.
  package var replies: [String] {
    guard case .question(let question) = activity else { return [] }
    if case .sentence(let model, _) = question.kind { return [model] }
    return question.replies.map(\.text)
  }

  /// The commands that bring the session from the state before this step to the one after it.
  package var commands: [Command] {
    var solution: [Command] = []
    if case .turn(let turn) = activity { solution = turn.solution }
    return Self.commands(of: before) + solution + Self.commands(of: after)
  }

  /// How many of its commands belong to its last block of them, or to its solution.
  package var lastBlock: Int {
    for blocks in [after, before] {
      if case .session(let transcript)? = blocks.last(where: \.runs) {
        return transcript.entries.count
      }
      if case .turn(let turn) = activity { return turn.solution.count }
    }
    return 0
  }

  private static func commands(of blocks: [Block]) -> [Command] {
    blocks.flatMap { block -> [Command] in
      guard case .session(let transcript) = block else { return [] }
      return transcript.entries.map(\.command)
    }
  }
}

/// A part of a lab report that a student writes; a lesson's question can ask for one.
package enum ReportPart: String, CaseIterable, Sendable {
  /// What the experiment is meant to find out.
  case objectives
  /// What the student expects, and why.
  case hypothesis
  /// What the observations mean.
  case inferences
  /// What has been learned.
  case conclusion
}
