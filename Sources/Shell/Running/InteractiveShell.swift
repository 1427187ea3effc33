import ConvNet
import Lab
import Rendering
package import Terminal

/// The prompt: reads lines from the user and runs them.
@MainActor
package final class InteractiveShell {
  private let interpreter: Interpreter
  private let editor: LineEditor
  private let output: TextOutput
  private let errors: TextOutput
  private var hasToldOfHistory = false

  package init(
    interpreter: Interpreter, historyFile: String?, output: TextOutput, errors: TextOutput
  ) {
    self.interpreter = interpreter
    self.output = output
    self.errors = errors
    editor = LineEditor(historyFile: historyFile)
    editor.complete = { [unowned interpreter] in interpreter.complete($0, $1) }
  }

  /// Ends the shell without reading a line, and restores the terminal.
  package func close() { editor.close() }

  /// Reads and runs lines until the user leaves.
  ///
  /// - Parameters:
  ///   - words: A command to run before the first line is read, in place of a greeting.
  ///   - greets: Whether to show a greeting.
  /// - Returns: How it ended.
  package func run(beginningWith words: [String]? = nil, greets: Bool = true) -> ExitCode {
    defer { editor.close() }
    interpreter.console.edit = { (text) throws(CommandError) in try TextEditor.edit(text) }
    if let words {
      run(TokenizedLine(words: words).asTyped) { () throws(CommandError) in
        try interpreter.run(words: words)
      }
    } else if greets {
      interpreter.console.print(interpreter.session.greeting)
    }
    // After Ctrl-C, nothing is typed for the user.
    var types = true
    // A line whose editing failed.
    var kept: String?
    while !interpreter.session.isOver, output.failure == nil, !Interrupt.isEnding {
      editor.prefill(
        kept ?? (types ? interpreter.session.suggestion : ""), isProposal: kept == nil)
      (types, kept) = (true, nil)
      interpreter.console.cast?.prompted(interpreter.session.prompt)
      switch readLine() {
      case .end:
        interpreter.console.print(interpreter.session.placeInLesson)
        return .done
      case .interrupted: types = false
      case .edit(let text): kept = edit(text)
      case .line(let line):
        tellOfHistory()
        let isEmpty = line.allSatisfy(\.isWhitespace)
        run(line) { () throws(CommandError) in
          try interpreter.run(isEmpty ? interpreter.session.emptyLine : line)
        }
      }
    }
    return .done
  }

  /// Reads a line, and more lines while a quote or a bracket is open.
  private func readLine() -> LineEditor.Input {
    editor.clicker = interpreter.session.clicker
    let first = editor.read(prompt: interpreter.session.prompt, remembering: false)
    editor.clicker = nil
    guard case .line(let line) = first else { return first }
    var whole = Continuation(line)
    let complete = editor.complete
    defer { editor.complete = complete }
    // The open word began in an earlier line, where it cannot be replaced.
    editor.complete = { _, _ in .none }
    reading: while let open = whole.open, !interpreter.standsAlone(line) {
      // It is as wide as the prompt, so that the lines are aligned.
      let prompt = "\(open)> ".leftPadded(to: interpreter.session.prompt.count)
      switch editor.read(prompt: prompt, remembering: false, isContinuation: true) {
      case .line(let next):
        // The bracket was never closed: the line fails, and the next is on its own.
        guard whole.continues(on: next) else {
          editor.enqueue([next])
          break reading
        }
        whole.append(next)
      case .interrupted: return .interrupted
      case .edit(let text):
        whole.append(text)
        return .edit(whole.text)
      case .end: break reading
      }
    }
    editor.remember(whole.text)
    return .line(whole.text)
  }

  /// Lets the user change a line in their text editor; the result is read next.
  ///
  /// - Returns: The line, if it could not be edited.
  private func edit(_ text: String) -> String? {
    defer { Interrupt.clear() }
    let typed = text.trimmingBlanks
    let text = typed.isEmpty ? editor.history.last ?? "" : typed
    do throws(CommandError) {
      editor.enqueue(try EditCommand.lines(of: text, on: interpreter.console))
    } catch {
      report(error, in: "")
      return text
    }
    return nil
  }

  /// Runs the init file, if there is one. It prints only its first error, which ends it; the
  /// session begins anyway.
  package func runInitFile(_ path: String) {
    interpreter.console.isSilent = true
    defer { interpreter.console.isSilent = false }
    do {
      // A pipe or a device could block the session forever.
      try Files.checkOrdinary(path)
      let lines = try ScriptLines(path: path)
      _ = ScriptRunner(
        interpreter: interpreter, errors: errors, keepsGoing: false
      ).run(lines, name: path)
    } catch ScriptLineError.cannotOpen(_, let reason) where reason.isMissingFile {
    } catch let error as CommandError {
      errors.write(error.report(in: "", origin: "error: ") + "\n")
    } catch {
      errors.write("error: \(withoutControls("\(error)")).\n")
    }
    Interrupt.clear()
  }

  /// Says once that lines are not being saved, if so.
  private func tellOfHistory() {
    guard !hasToldOfHistory, let failure = editor.historyFailure else { return }
    hasToldOfHistory = true
    errors.write("note: the history of this session will not be saved: \(failure).\n")
  }

  /// Runs a line, and reports its error.
  private func run(_ line: String, by body: () throws(CommandError) -> Void) {
    interpreter.console.cast?.typed(line)
    interpreter.replaceHistory(editor.history)
    // Pasted lines run one after another, and a class only watches: nobody turns pages.
    interpreter.console.isPaging = !editor.hasPending && !interpreter.session.isPresenting
    do throws(CommandError) {
      try body()
    } catch {
      report(error, in: line)
      let left = editor.discardPending()
      if left > 0 {
        errors.write(
          "note: \(Numbers.count(left, "line")) after it did not run; the "
            + "history has \(left == 1 ? "it" : "them").\n")
      }
    }
    if Interrupt.isPending {
      editor.discardPending()
      Interrupt.clear()
    }
    editor.enqueue(interpreter.takeEditedLines())
  }

  private func report(_ error: CommandError, in line: String) {
    errors.write(
      error.report(
        in: line, origin: "error: ", width: interpreter.console.width(),
        style: interpreter.console.screen.errorStyle) + "\n")
  }
}

extension Session {
  /// The lines that the user sees first.
  var greeting: [String] {
    let data = trainer.data
    return [
      "Backstep: a small convolutional network, one operation at a time, forwards and backwards.",
      "\(data.training.name) \(provenance.source): \(Numbers.count(data.training.count)) training and "
        + "\(Numbers.count(data.test.count, "test image")).",
      "The network: \(diagram).",
      "Enter takes a step, `back` undoes it, `lesson` teaches, `help` lists the commands.",
    ]
  }

  /// The prompt, with a word for any unusual state.
  package var prompt: String {
    var words = ["backstep"]
    if let lesson { words.append(lesson.label) }
    if practice != nil { words.append("practice") }
    if trainer.context.ties != .first { words.append("ties=\(trainer.context.ties)") }
    if trainer.context.mode != .training { words.append("evaluation") }
    if !trainer.bugs.isEmpty { words.append("bug=\(bugNames)") }
    return words.joined(separator: " ") + "> "
  }

  /// The command that an empty line stands for.
  package var emptyLine: String {
    if practice != nil { return openProblem == nil ? "practice next" : "practice" }
    if lesson != nil { return "lesson next" }
    return offeredLesson ?? (isInsideOperation ? "step value" : "step")
  }
}
