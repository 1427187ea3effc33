import SystemPackage
import Terminal
import Testing

/// Child processes. Which signals they ignore is tested in `ShellTests/terminal`.
@Suite struct NewProcessTests {
  /// How a shell command ended, and what it printed on both streams.
  private func run(
    _ line: String, environment: [String]? = nil, input: FileDescriptor? = nil
  ) throws -> (NewProcess.Ending?, String) {
    let pipe = try Pipe()
    let process = try NewProcess(
      "sh", ["-c", line, "sh", "two words"], environment: environment, input: input,
      output: pipe.writeEnd.descriptor, errors: pipe.writeEnd.descriptor)
    let end = pipe.keepReadEnd()
    let printed = String(decoding: try end.read(100_000), as: UTF8.self)
    guard case .ended(let ending) = process.event(waits: true) else { return (nil, printed) }
    return (ending, printed)
  }

  @Test func `words reach it as they are, and what it prints comes back`() throws {
    let (ending, printed) = try run("echo \"$1\"; echo no >&2")
    #expect(ending == .code(0))
    #expect(printed == "two words\nno\n")
  }

  @Test func `it ends with a code or by a signal`() throws {
    #expect(try run("exit 3").0 == .code(3))
    #expect(try run("kill -KILL $$").0 == .signal(9))
  }

  @Test func `without an input it reads nothing`() throws {
    #expect(try run("cat; echo end").1 == "end\n")
  }

  @Test func `it sees the environment that it is given, and no other`() throws {
    #expect(try run("echo \"$DIGIT$HOME\"", environment: ["DIGIT=7"]).1 == "7\n")
    #expect(try run("echo \"$PATH\"").1 == (environment("PATH") ?? "") + "\n")
  }

  @Test func `a program that is not there is an error`() {
    #expect(throws: Errno.noSuchFileOrDirectory) {
      try NewProcess("no-such-program", [], input: nil, output: nil, errors: nil)
    }
  }

  @Test func `stopping, going on and ending are told one after the other`() throws {
    let process = try NewProcess(
      "sh", ["-c", "kill -STOP $$; exit 4"], input: nil, output: nil, errors: nil)
    #expect(process.event(waits: true) == .stopped)
    #expect(process.event(waits: false) == .none)
    process.resume()
    var events: [NewProcess.Event] = []
    while events.last != .ended(.code(4)), events.count < 3 {
      events.append(process.event(waits: true))
    }
    // A process that continues may have ended before its state is checked.
    #expect(events == [.continued, .ended(.code(4))] || events == [.ended(.code(4))])
  }

  @Test func `one that is told to end does`() throws {
    for signal in [15, 9] as [Int32] {
      let process = try NewProcess(
        "sleep", ["1000"], input: nil, output: nil, errors: nil)
      #expect(process.event(waits: false) == .none)
      if signal == 15 { process.terminate() } else { process.kill() }
      #expect(process.event(waits: true) == .ended(.signal(signal)))
    }
  }
}
