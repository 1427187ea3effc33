import ConvNet
import Course

/// The user's position in a lesson.
struct LessonState {
  let entry: LessonLibrary.Entry
  /// The index of the step, counted from 0.
  private(set) var index = 0
  /// The index of the item within the step.
  var cursor = 0
  /// The workspace at the start of each step so far.
  private(set) var starts: [Workspace] = []
  /// The workspace from before the lesson.
  let own: Workspace
  /// The shell's preferences from before the lesson.
  let preferences: Preferences
  /// Whether only the lesson's commands have been run since the step began.
  var isOnTrack = true
  var attempts = 0
  /// The session's updates when a line was last judged.
  var updatesSeen = 0
  /// The point of the timeline at which a line was last judged.
  var pointSeen: TimelinePoint?
  /// The places that had another number than the task needs when a line was last judged.
  var wrongSeen: Set<String> = []
  /// What the task asks of results, and they did not meet, when a line was last judged.
  var shortfallsSeen: [Shortfall]?
  var hintsGiven = 0
  /// Whether a teacher presents it: the next command is typed into the prompt.
  var isPresented = false
  /// The class's votes in this step.
  var ballot: Ballot?
  /// The lesson's own workspace when the task was set, once it has been asked for.
  var taskStart: Workspace?
  /// How many commands of a revealed solution have been run; `nil` if it has not been revealed.
  var toldCommands: Int?

  /// A part of a step, in the order in which the user reaches it.
  enum Item {
    case show(Block)
    case run(Command)
    case activity

    /// Whether it is only shown.
    var isText: Bool { if case .show = self { true } else { false } }
  }

  init(_ entry: LessonLibrary.Entry, own: Workspace, preferences: Preferences) {
    self.entry = entry
    self.own = own
    self.preferences = preferences
  }

  var lesson: Lesson { entry.lesson }
  var step: Step { lesson.steps[index] }
  var isLastStep: Bool { index == lesson.steps.count - 1 }

  /// The lesson and the step for the prompt: `8.2`.
  var label: String { "\(entry.label).\(index + 1)" }

  /// The index of the step at which the lesson continues: the next one if this one is at its end.
  var next: Int { item == nil && !isLastStep ? index + 1 : index }

  /// Where the user is in the lesson: `part 2 of 9`.
  var part: String { "part \(index + 1) of \(lesson.steps.count)" }

  /// The parts of this step.
  var items: [Item] {
    let activity: [Item] = if case .look = step.activity { [] } else { [.activity] }
    return Self.items(step.before) + activity + Self.items(step.after)
  }

  /// The item to do or show now; `nil` at the end of the step.
  var item: Item? { items.indices.contains(cursor) ? items[cursor] : nil }

  /// Whether there is something to answer or to do now.
  var isAtActivity: Bool { if case .activity? = item { true } else { false } }

  /// What a hint or an answer that is asked for elsewhere is told.
  var nothingToAnswer: CommandError {
    CommandError(
      item == nil ? "This part is done." : "There is no question or task here.",
      hint: "Enter, or lesson next")
  }

  /// The position of the prose that asks for the activity: the last before it, with nothing to run
  /// in between.
  var asking: Int? {
    let items = items
    guard
      let activity = items.firstIndex(where: { if case .activity = $0 { true } else { false } })
    else { return nil }
    let shown = items[..<activity].lastIndex { !$0.isText }.map { $0 + 1 } ?? 0
    return items[shown..<activity].lastIndex {
      if case .show(.prose) = $0 { true } else { false }
    }
  }

  /// How many of the step's own commands have been run.
  var commandsDone: Int {
    items.prefix(cursor).reduce(0) { count, item in
      switch item {
      case .show: count
      case .run: count + 1
      case .activity: count + solution.count
      }
    }
  }

  /// The question that waits for an answer.
  var openQuestion: Question? {
    guard case .activity? = item, case .question(let question) = step.activity else { return nil }
    return question
  }

  /// The goal that the user has to reach.
  var openTurn: Turn? {
    guard case .activity? = item, case .turn(let turn) = step.activity else { return nil }
    return turn
  }

  /// The hints that the present step may give.
  var hints: ArraySlice<String> { step.hints.prefix(lesson.assignment?.hints ?? .max) }

  /// Whether `answer` shows answers and solutions.
  var showsAnswers: Bool { lesson.assignment?.showsAnswers ?? true }

  /// Whether `skip` does tasks.
  var allowsSkipping: Bool { lesson.assignment?.allowsSkipping ?? true }

  /// The line that continues without doing what the step asks.
  var wayOn: String {
    isLastStep ? "lesson stop" : "lesson \(entry.word) --at \(index + 2)"
  }

  /// The text that is typed into the prompt for a teacher: the lesson's next command, or the next
  /// one of a revealed solution. Empty if there is none.
  var suggestion: String {
    guard isPresented else { return "" }
    if case .run(let command)? = item { return command.text }
    guard openTurn != nil, let told = toldCommands, solution.indices.contains(told) else {
      return ""
    }
    return solution[told].text
  }

  private var solution: [Command] {
    if case .turn(let turn) = step.activity { turn.solution } else { [] }
  }

  /// Goes to the start of a step. Its workspace is kept for returning to it.
  mutating func begin(_ index: Int, from start: Workspace) {
    starts = Array(starts.prefix(index)) + [start]
    self.index = index
    (updatesSeen, pointSeen) = (start.trainer.updates, start.timeline.point)
    (wrongSeen, shortfallsSeen) = ([], nil)
    (cursor, attempts, hintsGiven, isOnTrack) = (0, 0, 0, true)
    (toldCommands, taskStart, ballot) = (nil, nil, nil)
  }

  private static func items(_ blocks: [Block]) -> [Item] {
    blocks.flatMap { block -> [Item] in
      guard case .session(let transcript) = block else { return [.show(block)] }
      return transcript.entries.map { .run($0.command) }
    }
  }
}
