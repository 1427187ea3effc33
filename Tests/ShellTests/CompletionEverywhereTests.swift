import Shell
import Terminal
import Testing

/// Tab has something to offer, or says what is expected, wherever a command takes a word; what it
/// offers is accepted. The places come from the commands' help.
@Suite struct CompletionEverywhereTests {
  /// Sessions in which different things can be said: nothing computed, a whole step, a batch.
  static let sessions = [
    ["load toy"], ["load toy", "sgd 2", "image 0", "forward", "backward", "why conv.d_filters"],
    ["load toy", "set batch 2", "sgd 2", "image 0; forward; backward"],
    ["load toy", "net new conv2d 2 3x3, relu, maxpool2, flatten, fc 3, softmax 4", "image 0"],
  ]

  private func session(_ lines: [String]) throws -> TestShell {
    let shell = try TestShell()
    for line in lines { try shell.run(line) }
    return shell
  }

  private func candidates(_ line: String, in shell: TestShell) -> [Candidate] {
    shell.interpreter.complete(line, line.count).candidates
  }

  /// A word that could stand after a line: the first that is offered, or a number.
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
        #expect(candidates("\(command) \(option)\(value) ", in: shell).allSatisfy {
          $0.text != option
        })
      }
    }
  }

  @Test(arguments: sessions)
  func `what is offered is accepted`(_ lines: [String]) throws {
    // These write, leave, or take long, and have tests of their own; a lesson has its own session.
    let apart = ["quit", "exit", "fetch", "detect", "lesson", "train", "skip", "source", "report"]
    let shell = try session(lines)
    for command in try shell.commands() where !apart.contains(command) {
      let usage = try Usage(of: command, in: shell)
      var line = command + " "
      for position in usage.arguments.indices {
        let offered = candidates(line, in: shell).filter {
          !$0.isHint && !$0.text.hasPrefix("-") && !$0.text.hasSuffix("/")
        }
        for candidate in offered.prefix(12) + offered.suffix(6) {
          var whole = line + candidate.text
          for _ in usage.arguments.indices where whole.split(separator: " ").count <= usage.required {
            whole += " " + word(after: whole + " ", in: shell)
          }
          let fresh = try session(lines)
          let wrong = fresh.error(whole)?.word
          #expect(wrong == nil || wrong != candidate.text, "\(whole)")
        }
        line += word(after: line, in: shell) + " "
        _ = position
      }
    }
  }
}
