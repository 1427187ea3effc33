import ConvNet
import Course
import Rendering
import Terminal

/// A part of a lesson: what is shown, run and asked.
extension Session {
  mutating func presentStep(recalling: Bool = false, on console: Console) {
    guard let play = lesson else { return }
    console.print()
    console.print(TextBlock(LessonText.heading(play, width: console.width()), .strong))
    if recalling { recall(play, on: console) }
    present(on: console)
  }

  /// Prints again what the earlier part that this one recalls printed last.
  private func recall(_ play: LessonState, on console: Console) {
    guard let index = play.step.recalled else { return }
    let step = play.lesson.steps[index]
    let commands = step.commands.suffix(step.lastBlock)
    let hidesHints = console.hidesHints
    console.hidesHints = true
    defer { console.hidesHints = hidesHints }
    do throws(CommandError) {
      var earlier = aside(on: play.starts[index])
      try earlier.complete(step, upTo: step.commands.count - commands.count, on: console)
      var (rehearsed, rows, first) = (earlier, [Int](), commands.startIndex)
      for command in commands {
        var text = ""
        let page = Console(width: console.width, isInterrupted: console.isInterrupted) {
          text += $0
        }
        try rehearsed.runAsWritten(command.text, on: page)
        rows.append(text.split(separator: "\n").count)
      }
      // Whatever fits, from the end.
      while first < commands.endIndex - 1, rows.reduce(0, +) > LessonText.recalledRows {
        try earlier.complete([commands[first]], on: console)
        rows.removeFirst()
        first += 1
      }
      console.print("From part \(index + 1), `\(step.title)`:")
      for command in commands[first...] {
        console.print("  > \(command.text)")
        try earlier.runAsWritten(command.text, on: console)
      }
      console.print()
    } catch {}
  }

  /// Shows the text up to the next thing to do.
  mutating func present(on console: Console) {
    while let play = lesson, case .show(let block)? = play.item {
      show(block, asks: play.isPresented && play.cursor == play.asking, on: console)
      lesson?.cursor += 1
      if lesson?.item != nil { console.print() }
    }
    guard let play = lesson else { return }
    switch play.item {
    case .run(let command):
      if !play.isPresented { console.print("  > \(command.text)     (type it, or Enter)") }
    case .activity:
      // Somebody who has read on may have done the task already.
      if !play.isOnTrack, let turn = play.openTurn, hasReached(turn, on: console) {
        return finish(play, on: console)
      }
      ask(on: console)
    case .show: break
    case nil:
      if play.isLastStep { return finishLesson(on: console) }
      noteProgress(on: console)
      console.print("Enter continues: \(play.lesson.steps[play.index + 1].title)")
    }
  }

  private func ask(listsChoices: Bool = true, on console: Console) {
    if let question = lesson?.openQuestion.map(resolved) {
      let choices = openChoices
      if listsChoices, !choices.isEmpty {
        console.print(LessonText.lines(choices, width: console.width()) + [""])
      }
      let voting =
        choices.isEmpty
        ? question.asked + "."
        : Question.asked(choices) + ". `\(Ballot.example(for: choices))` draws a show of hands."
      console.print(
        isPresenting
          ? "Vote: \(voting) Talk to a neighbour and vote again; "
            + "`answer` shows it."
          : "Your answer: \(question.asked).")
    } else if lesson?.openTurn != nil {
      console.print(
        isPresenting
          ? "Type what the class proposes; the lesson sees when it is done. `answer` shows one way."
          : "Your turn: use any commands. The lesson sees when it is done.")
    }
  }

  /// Enter: runs the step's next command, or goes to the next step.
  mutating func lessonNext(on console: Console) throws(CommandError) {
    guard let play = lesson else { throw .noLesson }
    switch play.item {
    case .run(let command):
      try runPlanned(command, on: console)
      pass(on: console)
    // A class has the question before its eyes.
    case .activity where play.isPresented: ask(listsChoices: false, on: console)
    case .activity:
      // The prose that asks stands just before.
      if play.openQuestion != nil, let asking = play.asking {
        for item in play.items[asking..<play.cursor] {
          guard case .show(let block) = item else { continue }
          show(block, asks: false, on: console)
          console.print()
        }
      }
      ask(on: console)
    case .show: present(on: console)
    case nil: try goOn(on: console)
    }
  }

  /// Runs a command of the lesson. If it fails because the user has gone elsewhere, the lesson
  /// first restores its own state.
  private mutating func runPlanned(
    _ command: Command, on console: Console
  ) throws(CommandError) {
    guard let play = lesson, !play.isOnTrack else {
      return try runAsWritten(command.text, on: console)
    }
    do {
      try runForLesson(command.text, on: console)
    } catch {
      var own = try ownWay(of: play, on: console)
      console.print("(The lesson continues with its own numbers.)")
      try own.runAsWritten(command.text, on: console)
      workspace = own.workspace
      lesson?.isOnTrack = true
    }
  }

  /// Returns to the start of an earlier step.
  mutating func lessonReturn(by steps: Int, on console: Console) throws(CommandError) {
    guard var play = lesson else { throw .noLesson }
    let index = play.index - steps
    guard index >= 0 else {
      throw CommandError("This is the first part of the lesson.", hint: "lesson again")
    }
    play.begin(index, from: play.starts[index])
    notebook.returnTo(index)
    adopt(play)
    noteProgress(on: console)
    clearScreen(on: console)
    presentStep(recalling: true, on: console)
  }
}
