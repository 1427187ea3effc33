import ConvNet
import Course
import Rendering

/// Checking a lesson: its outputs, answers, tasks, and how it reads on a screen.
extension MarkdownCheck {
  /// The rows of a screen that a question may take with what it needs; the rest is for the prompt.
  private static let rowsOfQuestion = 22
  private static let width = 80

  mutating func lesson(
    _ lesson: Lesson, in source: SourceText, into differences: inout [Difference]
  ) throws(CommandError) {
    let file = source.file
    for shortcoming in lesson.shortcomings(file: file) { report("\(shortcoming)") }
    var session = try Self.session(Transcript.Setting())
    do throws(CommandError) {
      session = try session.beginning(lesson)
    } catch {
      let line = lesson.start?.line ?? 1
      return report(error.report(in: lesson.start?.text ?? "", origin: "\(file):\(line): start: "))
    }
    var rows = 0
    for case .prose(let lines) in lesson.introduction {
      checkQuotations(of: lines, from: 1, of: source, in: session)
    }
    for step in lesson.steps where !Interruption.isRequested {
      let before = run(step.before, of: step, from: source, in: &session, into: &differences)
      checkQuotations(
        of: step.hints + step.replies, from: step.line, of: source, in: session)
      switch step.activity {
      case .look: break
      case .question(let question):
        let shown = Self.rows(of: step, asking: question) + before
        if shown > Self.rowsOfQuestion {
          let problem = LessonError.Problem.longQuestion(rows: shown, limit: Self.rowsOfQuestion)
          report("\(LessonError(file: file, line: step.line, problem))")
        }
        check(session.resolved(question), of: step, file: file)
      case .turn(let turn): check(turn, file: file, in: &session)
      }
      rows +=
        before + run(step.after, of: step, from: source, in: &session, into: &differences)
    }
    for shortcoming in LessonLength(lesson, rows: rows).shortcomings(of: lesson, file: file) {
      report("\(shortcoming)")
    }
  }

  /// The rows of a question's text, with an empty one after each block.
  private static func rows(of step: Step, asking question: Question) -> Int {
    let prose = step.before.filter { !$0.runs }.reduce(0) {
      $0 + LessonText.lines($1, width: width).count + 1
    }
    let choices = LessonText.lines(question.choices, width: width).count
    return prose + (choices > 0 ? choices + 1 : 0) + 1
  }

  /// Runs the commands of blocks; returns how many rows they print.
  private mutating func run(
    _ blocks: [Block], of step: Step, from source: SourceText, in session: inout Session,
    into differences: inout [Difference]
  ) -> Int {
    var rows = 0
    for block in blocks {
      if case .prose(let lines) = block {
        checkQuotations(of: lines, from: step.line, of: source, in: session)
      }
      guard case .session(let transcript) = block else { continue }
      for recordedLine in transcript.entries {
        let text = recordedLine.command.text
        let actual = Self.printed(for: text) { (console) throws(CommandError) in
          try session.runForLesson(text, on: console)
        }
        guard !Interruption.isRequested else { return rows }
        rows += actual.count { !$0.hasPrefix(Console.hint) } - (actual.last == "" ? 1 : 0)
        compare(
          recordedLine, with: actual, file: source.file, showsErrors: true, into: &differences)
      }
    }
    return rows
  }

  /// Checks that what a text quotes has a number at this point of the lesson.
  private mutating func checkQuotations(
    of texts: [String], from first: Int, of source: SourceText, in session: Session
  ) {
    for quotation in texts.flatMap(Quotation.all) {
      do throws(CommandError) {
        _ = try session.quoted(quotation)
      } catch {
        let index = source.lines.indices.dropFirst(first - 1).first {
          source.lines[$0].contains(quotation.text)
        }
        let problem = LessonError.Problem.badQuotation(quotation.text, error.problem)
        report("\(LessonError(file: source.file, line: (index ?? first - 1) + 1, problem))")
      }
    }
  }

  /// Checks that every right answer is judged right, and every wrong choice wrong.
  private mutating func check(_ question: Question, of step: Step, file: String) {
    if case .sentence = question.kind { return }
    let answer = question.solution.answer
    if case .places = question.kind {
      return report("\(file):\(step.line): `\(answer)` is not computed at this point")
    }
    if case .right = question.judge(answer) {
    } else {
      report("\(file):\(step.line): the answer `\(answer)` is not accepted as right")
    }
    guard case .choice(let choices, let right) = question.kind else { return }
    for choice in choices where choice.letter != right {
      if case .wrong = question.judge(String(choice.letter)) { continue }
      report("\(file):\(step.line): choice (\(choice.letter)) is not judged wrong")
    }
  }

  /// Checks that the solution reaches its goal, and that nothing before it does.
  private mutating func check(_ turn: Turn, file: String, in session: inout Session) {
    if session.isReached(turn.goal) {
      report("\(file):\(turn.line): the check holds before the student has done anything")
    }
    let own = session
    for command in turn.solution {
      commands += 1
      do throws(CommandError) {
        try session.runForLesson(command.text, on: Console { _ in })
      } catch {
        report(error.report(in: command.text, origin: "\(file):\(command.line): "))
      }
    }
    do throws(CommandError) {
      let changed = try PermittedChanges(turn.only, in: own).violations(in: session, since: own)
      if !turn.only.isEmpty, !changed.isEmpty {
        let names = changed.joined(separator: ", ")
        report("\(file):\(turn.line): the solution changes \(names), which `only` does not list")
      }
      guard try !session.evaluate(turn.goal) else { return }
      let obstacles = try ConditionInSession(turn.goal).obstacles(in: session)
      report(
        "\(file):\(turn.line): the solution does not pass the check"
          + (obstacles.isEmpty ? "" : ": after it, " + obstacles.joined(separator: ", ")))
    } catch {
      report("\(file):\(turn.line): \(error.problem)")
    }
  }
}
