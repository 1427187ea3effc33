/// A lesson: steps that a person takes one after another.
package struct Lesson: Hashable, Sendable {
  /// What it is called by, and what its progress is kept under.
  package let id: String
  /// What a person reads.
  package let title: String
  /// How long it takes.
  package let minutes: Int?
  /// What the session is drawn from while the lesson lasts.
  package let seed: UInt64
  /// What brings the session to where the lesson begins, unseen.
  package let start: Command?
  /// What a report on the lesson gives as its objectives.
  package let objectives: [String]
  /// What stands before the first step.
  package let introduction: [Block]
  /// At least one.
  package let steps: [Step]
}

/// A step of a lesson: something to read and to run, then perhaps something to do.
package struct Step: Hashable, Sendable {
  /// What progress remembers, so that prose can change.
  package let id: String
  package let title: String
  /// Where it begins in the file.
  package let line: Int
  /// What comes before the activity.
  package let before: [Block]
  package let activity: Activity
  /// What is revealed when the activity is done.
  package let after: [Block]
  /// From the first nudge to the last.
  package let hints: [String]
}

/// Something a person reads, or runs.
package enum Block: Hashable, Sendable {
  /// Lines of running text, and lists.
  case prose([String])
  /// Lines to show as they are.
  case verbatim([String])
  /// Commands, with the output that is expected of them.
  case session(Transcript)
}

/// What a step asks for.
package enum Activity: Hashable, Sendable {
  /// Nothing but to look.
  case look
  /// An answer.
  case question(Question)
  /// A state of the session, however it is reached.
  case turn(Turn)
}

/// A state to bring about, and one way to do it.
package struct Turn: Hashable, Sendable {
  package let goal: Condition
  /// Where the goal stands in the file.
  package let line: Int
  /// Commands that reach it.
  package let solution: [Command]
}

/// A line for the shell, and where it stands.
package struct Command: Hashable, Sendable {
  package let text: String
  package let line: Int

  package init(text: String, line: Int) {
    self.text = text
    self.line = line
  }
}

extension Step {
  /// The commands that bring the session from the state before this step to the one after it.
  package var commands: [Command] {
    var solution: [Command] = []
    if case .turn(let turn) = activity { solution = turn.solution }
    return Self.commands(of: before) + solution + Self.commands(of: after)
  }

  private static func commands(of blocks: [Block]) -> [Command] {
    blocks.flatMap { block -> [Command] in
      guard case .session(let transcript) = block else { return [] }
      return transcript.entries.map(\.command)
    }
  }
}
