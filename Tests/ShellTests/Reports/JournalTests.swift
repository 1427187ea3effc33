import Foundation
import Shell
import TestSupport
import Testing

/// What is done in lessons is kept from one session to the next.
@Suite struct JournalTests {
  private let folder: TemporaryFolder
  private let file: String
  private var state: String { folder["state/progress"] }
  private var journal: String { folder["state/progress-journal"] }

  init() throws {
    folder = try TemporaryFolder()
    file = try folder.write(ReportTests.lesson, to: "small.md")
  }

  /// A session that keeps its work.
  private func session(_ lines: String...) throws -> TestShell {
    let shell = try TestShell()
    shell.interpreter.keepProgress(in: state)
    for line in lines { try shell.run(line) }
    return shell
  }

  private func report(_ shell: TestShell, _ options: String = "") throws -> String {
    try shell.run("report \"\(folder["r.md"])\" --force \(options)")
    return try folder.read("r.md")
  }

  @Test func `a later session reports what earlier ones did`() throws {
    let first = try session(
      "lesson \"\(file)\"", "I expect it to grow.", "lesson next", "lesson next", "a", "b")
    let now = try report(first)
    #expect(now.contains("I expect it to grow.") && now.contains("(wrong)"))
    let later = try session()
    #expect(try report(later) == now)
    try later.run("lesson \"\(file)\"")
    #expect(try report(later) == now, "going on adds nothing")
    for line in ["lesson back", "lesson next", "b", "lesson next", "hint", "set image[0,0] 7"] {
      try later.run(line)
    }
    let text = try report(try session())
    #expect(text.contains("I expect it to grow.") && text.contains("set image[0,0] 7"))
    #expect(text.components(separatedBy: "backstep> step").count == 2, "run again, told once")
    #expect(text.contains("Help used**: 1 hint\n"))
    #expect(text.contains("Not done**: Why\n"))
  }

  @Test func `a lesson can be forgotten, after asking`() throws {
    let first = try session("lesson \"\(file)\"", "I expect it to grow.", "lesson next")
    #expect(first.error("lesson forget \"\(file)\"")?.problem.contains("in this lesson") == true)
    try first.run("lesson stop; lesson 1; lesson next; lesson stop")
    let asked = try #require(first.error("lesson forget \"\(file)\""))
    #expect(asked.problem.contains("1 sentence") && asked.hint?.hasSuffix("--force") == true)
    let before = try folder.read("state/progress-journal")
    try first.run(asked.hint ?? "")
    let after = try folder.read("state/progress-journal")
    #expect(before.contains("small.md") && !after.contains("small.md"))
    #expect(after.contains("\"lesson\":\"image\""), "other lessons stay")
    #expect(first.error("lesson forget \"\(file)\"") != nil)
    let later = try session()
    #expect(later.error("report \"\(folder["r.md"])\" --of small") != nil)
    #expect(later.error("lesson forget") != nil && later.error("lesson 1 --force") != nil)
  }

  @Test func `work that was not done is not reported`() throws {
    let shell = try session("lesson \"\(file)\" --at 3")
    #expect(shell.error("report \"\(folder["r.md"])\"") != nil, "nothing has been done")
    try shell.run("skip")
    let text = try report(shell)
    #expect(!text.contains("backstep> step"))
    #expect(text.contains("1 skipped task"))
    #expect(text.contains("Not done**: Guess; Look; Why\n"))
  }

  @Test func `starting over begins a new attempt and keeps the old one in the file`() throws {
    let shell = try session("lesson \"\(file)\"", "The first guess.", "lesson restart")
    try shell.run("The second guess.")
    let text = try report(try session())
    #expect(text.contains("The second guess.") && !text.contains("The first guess."))
    #expect(try folder.read("state/progress-journal").contains("The first guess."))
  }

  @Test func `a finished lesson stays whole when it is visited again, until it is restarted`()
    throws
  {
    let shell = try session(
      "lesson \"\(file)\"", "My guess.", "lesson next", "lesson next", "b", "lesson next",
      "set image[0,0] 7", "lesson next", "My reason.")
    #expect(shell.printed.contains("is done") || (try? shell.run("lesson next")) != nil)
    let done = try report(try session())
    #expect(done.contains("My reason.") && !done.contains("Not done"))
    let again = try session("lesson \"\(file)\"", "lesson stop")
    #expect(again.printed.contains("is back"))
    #expect(try report(again) == done)
    let visited = try session(
      "lesson \"\(file)\" --at 2", "net", "lesson next", "a", "b",
      "lesson stop")
    let text = try report(visited)
    #expect(text.contains("My reason.") && !text.contains("Not done") && !text.contains("(wrong)"))
    #expect(text.contains("backstep> set image[0,0] 7"), "what was done in other parts stays")
    let new = try session("lesson \"\(file)\"", "lesson restart", "Another guess.")
    #expect(try !report(new).contains("My reason."))
  }

  @Test func `lines that were cut off or come from a later version are skipped`() throws {
    _ = try session("lesson \"\(file)\"", "My guess.", "lesson next")
    let kept = try folder.read("state/progress-journal")
    let odd = "\n{\"did\":\"sang\",\"lesson\":\"x\",\"seed\":1,\"time\":1}\n{\"did\":\"answ"
    _ = try folder.write(kept + odd, to: "state/progress-journal")
    _ = try session("lesson \"\(file)\"", "lesson next", "b")
    let text = try report(try session())
    #expect(text.contains("My guess.") && text.contains("Answer: b"))
  }

  @Test func `two sessions at once lose nothing`() throws {
    let one = try session("lesson \"\(file)\"", "My guess.")
    let two = try session("lesson tour")
    try one.run("lesson next; lesson next")
    try two.run("lesson next")
    try one.run("b")
    let other = try session()
    #expect(try report(other, "--of small").contains("Answer: b"))
    #expect(try report(other, "--of 0").contains("(`image 5`)"))
  }

  @Test func `a journal that cannot be written is said once`() throws {
    let shell = try session("lesson \"\(file)\"")
    try FileManager.default.removeItem(atPath: journal)
    try FileManager.default.createDirectory(atPath: journal, withIntermediateDirectories: true)
    #expect(try shell.run("My guess.").contains("no longer saved"))
    #expect(try !shell.run("lesson next").contains("no longer saved"))
    #expect(try report(shell).contains("My guess."), "this session still has it")
  }

  @Test func `progress and a journal that cannot be read are left as they are, and said once`()
    throws
  {
    let large = String(repeating: "# not ours\n", count: 10_000)
    let shell = try TestShell(hasPrompt: true)
    shell.interpreter.keepProgress(in: state)
    try FileManager.default.createDirectory(
      atPath: folder["state"], withIntermediateDirectories: true)
    try folder.write(large, to: "state/progress")
    var said = 0
    for line in ["lesson \"\(file)\"", "My guess.", "lesson next", "lesson next", "b"] {
      said += try shell.run(line).contains("no longer saved") ? 1 : 0
    }
    #expect(said == 1)
    #expect(try folder.read("state/progress") == large)
  }

  @Test func `what a teacher presents is not the student's work`() throws {
    let shell = try TestShell(hasPrompt: true)
    shell.interpreter.keepProgress(in: state)
    for line in ["lesson \"\(file)\" --present", "A guess."] { try shell.run(line) }
    #expect(!FileManager.default.fileExists(atPath: journal))
  }
}
