import Shell
import Terminal
import TestSupport
import Testing

/// Tab offers something, or says what is expected, wherever a command takes a word; what it offers
/// is accepted. The positions come from the commands' help.
@Suite struct CompletionEverywhereTests {
  /// Sessions in which different words are possible: nothing computed, a whole step, a batch.
  static let sessions =
    [
      ["load toy"], ["load toy", "sgd 2", "image 0", "forward", "backward", "why conv.d_filters"],
      ["load toy", "set batch 2", "sgd 2", "image 0; forward; backward"],
      ["load toy", "net new conv2d 2 3x3, relu, maxpool2, flatten, fc 3, softmax 4", "image 0"],
    ] + SampleNetwork.all.map { ["load toy", "net new \($0.diagram(classes: 2))", "image 0"] }

  /// Commands that write, leave or take long, with their own tests; a lesson has its own session.
  static let apart = [
    "quit", "fetch", "detect", "lesson", "train", "skip", "source", "report", "worksheet", "log",
    "hand-in",
    "save", "write", "until", "export", "record", "picture", "display", "draw",
    "repeat", "time", "edit", "exercise", "judge",
  ]

  private func session(_ lines: [String]) throws -> TestShell {
    let shell = try TestShell()
    for line in lines { try shell.run(line) }
    return shell
  }

  private func candidates(_ line: String, in shell: TestShell) -> [Candidate] {
    shell.interpreter.complete(line, line.count).candidates
  }

  /// A word that could follow a line: the first one that is offered, or a number.
  private func word(after line: String, in shell: TestShell) -> String {
    candidates(line, in: shell).first { !$0.isHint && !$0.text.hasPrefix("-") }?.text ?? "1"
  }

  @Test(arguments: sessions)
  func `every argument and every option of every command is completed or explained`(
    _ lines: [String]
  ) throws {
    let shell = try session(lines)
    var count = 0
    for command in try shell.commands() {
      let usage = try Usage(of: command, in: shell)
      var line = command + " "
      for argument in usage.arguments {
        let found = candidates(line, in: shell)
        #expect(!found.isEmpty, "\(line)<\(argument)>")
        #expect(found.allSatisfy { $0.isHint == $0.text.isEmpty }, "\(line)")
        #expect(found.filter(\.isHint).allSatisfy { $0.note?.isEmpty == false }, "\(line)")
        count += 1
        line += word(after: line, in: shell) + " "
      }
      for option in usage.valued {
        let found = candidates("\(line)\(option) ", in: shell)
        #expect(!found.isEmpty, "\(line)\(option)")
        #expect(!candidates("\(command) \(option) ", in: shell).isEmpty, "\(command) \(option)")
        #expect(!candidates("\(command) \(option)=", in: shell).isEmpty, "\(command) \(option)=")
        count += 1
      }
    }
    #expect(count > 60)
  }

  @Test func `a dash offers every option, and none that is given`() throws {
    let shell = try session(Self.sessions[1])
    for command in try shell.commands() {
      let usage = try Usage(of: command, in: shell)
      for option in usage.options {
        #expect(candidates("\(command) -", in: shell).contains { $0.text == option }, "\(command)")
        let value = usage.valued.contains(option) ? " 1" : ""
        let again = candidates("\(command) \(option)\(value) -", in: shell)
        #expect(!again.contains { $0.text == option }, "\(command) \(option)")
        #expect(
          candidates("\(command) \(option)\(value) ", in: shell).allSatisfy {
            $0.text != option
          })
      }
    }
  }

  @Test(arguments: sessions)
  func `what is offered is accepted`(_ lines: [String]) throws {
    let shell = try session(lines)
    let beginning = shell.session
    var fresh = TestShell(from: beginning)
    var count = 0
    for command in try shell.commands() where !Self.apart.contains(command) {
      let usage = try Usage(of: command, in: shell)
      var line = command + " "
      for _ in usage.arguments.indices {
        let offered = candidates(line, in: shell).filter {
          !$0.isHint && !$0.text.hasPrefix("-") && !$0.text.hasSuffix("/")
            && $0.note != "not computed"
        }
        for candidate in offered.prefix(9) + offered.suffix(4) {
          let whole = finished(line, candidate, usage, in: shell)
          let error = fresh.error(whole)
          #expect(error?.word != candidate.text, "\(whole): \(error?.problem ?? "")")
          count += 1
          if error == nil { fresh = TestShell(from: beginning) }
        }
        line += word(after: line, in: shell) + " "
      }
    }
    #expect(count > 100)
  }

  /// A line continued by a candidate until the command needs nothing more: first indices in open
  /// brackets, then words as they are offered.
  private func finished(
    _ start: String, _ candidate: Candidate, _ usage: Usage, in shell: TestShell
  ) -> String {
    var line = start + candidate.text
    var candidate: Candidate? = candidate
    while let last = candidate, !last.appendSpace {
      let next = line + (line.hasSuffix("=") ? "1" : last.text.contains("[") ? "," : "[")
      candidate = candidates(next, in: shell).first { !$0.isHint }
      guard let found = candidate else { break }
      line = start + found.text
    }
    for _ in 0..<6 {
      let found = candidates(line + " ", in: shell)
      guard let next = found.first, !next.text.hasPrefix("-"), next.label != "<Enter>" else {
        break
      }
      let given = line.split(separator: " ").count - 1
      guard given < max(usage.required, next.isHint ? usage.arguments.count : 6) else { break }
      line += " " + (next.isHint ? "1" : next.text)
    }
    return line
  }
}
