import ConvNet
import Lab
import Rendering
package import Terminal

/// The prompt: reads lines from a person and runs them.
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

  /// Reads and runs lines until the person leaves.
  ///
  /// - Parameter firstLine: What is run before the first line is read, in place of a greeting.
  /// - Returns: How it ended.
  package func run(beginningWith firstLine: String? = nil) -> ExitCode {
    defer { editor.close() }
    interpreter.console.edit = { (text) throws(CommandError) in try TextEditor.edit(text) }
    if let firstLine {
      run(firstLine)
    } else {
      interpreter.console.print(interpreter.session.greeting)
    }
    // After Ctrl-C the line is the person's own.
    var types = true
    while !interpreter.session.isOver, !output.isClosed {
      editor.prefill(types ? interpreter.session.suggestion : "")
      types = true
      interpreter.console.cast?.prompted(interpreter.session.prompt)
      switch editor.read(prompt: interpreter.session.prompt) {
      case .end: return .done
      case .interrupted: types = false
      case .line(let line):
        tellOfHistory()
        run(line)
      }
    }
    return .done
  }

  /// Runs the init file, where there is one. It prints nothing but its first mistake, with which it
  /// ends; the session begins all the same.
  package func runInitFile(_ path: String) {
    interpreter.console.isSilent = true
    defer { interpreter.console.isSilent = false }
    do {
      // A pipe or a device could keep the session waiting for ever.
      try Files.checkOrdinary(path)
      let lines = try ScriptLines(path: path)
      _ = ScriptRunner(
        interpreter: interpreter, output: output, errors: errors, keepsGoing: false
      ).run(lines, name: path)
    } catch ScriptLineError.cannotOpen(_, let reason) where reason.isMissingFile {
    } catch let error as CommandError {
      errors.write(error.report(in: "", origin: "error: ") + "\n")
    } catch {
      errors.write("error: \(withoutControls("\(error)")).\n")
    }
    Interrupt.clear()
  }

  /// Says once that lines are not kept, where they are not.
  private func tellOfHistory() {
    guard !hasToldOfHistory, let failure = editor.historyFailure else { return }
    hasToldOfHistory = true
    errors.write("note: the history ends with this session: \(failure).\n")
  }

  private func run(_ line: String) {
    interpreter.console.cast?.typed(line)
    let isEmpty = line.allSatisfy(\.isWhitespace)
    interpreter.replaceHistory(editor.history)
    // Pasted lines run one after another, and a class just watches: nobody turns pages.
    interpreter.console.isPaging = !editor.hasPending && !interpreter.session.isPresenting
    do throws(CommandError) {
      try interpreter.run(isEmpty ? interpreter.session.emptyLine : line)
    } catch {
      errors.write(
        error.report(
          in: line, origin: "error: ", width: interpreter.console.width(),
          inColour: interpreter.console.screen.coloursErrors) + "\n")
      let left = editor.discardPending()
      if left > 0 {
        errors.write(
          "note: \(Numbers.count(left, "line")) pasted behind it did not run; the "
            + "history has \(left == 1 ? "it" : "them").\n")
      }
    }
    if Interrupt.isPending {
      editor.discardPending()
      Interrupt.clear()
    }
  }
}

extension Session {
  /// What a person sees first.
  var greeting: [String] {
    let data = trainer.data
    return [
      "Backstep: a small convolutional network, one operation at a time, both ways.",
      "\(data.training.name) \(provenance.source): \(Numbers.count(data.training.count)) training and "
        + "\(Numbers.count(data.test.count)) test images.",
      "The network: \(provenance.diagram).",
      "Enter steps, `back` takes it back. `lesson` teaches, `help` lists the commands.",
    ]
  }

  /// The prompt, with a word where the state is not the usual one.
  package var prompt: String {
    let state =
      (lesson.map { [$0.label] } ?? [])
      + (trainer.context.ties == .first ? [] : ["ties=\(trainer.context.ties)"])
      + (trainer.context.mode == .training ? [] : ["evaluation"])
      + (trainer.bugs.isEmpty ? [] : ["bug=\(bugNames)"])
    return (["backstep"] + state).joined(separator: " ") + "> "
  }

  /// What an empty line does: it goes on.
  var emptyLine: String {
    isInsideOperation ? "step value" : lesson == nil ? "step" : "lesson next"
  }
}
