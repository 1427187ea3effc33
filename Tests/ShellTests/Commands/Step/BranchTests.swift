import ConvNet
import Terminal
import Testing

@testable import Shell

/// `keep`, `branches`, and `goto` with a name.
@Suite struct BranchTests {
  private let shell: TestShell

  init() throws { shell = try TestShell("load toy", "sgd 3", "keep good", "sgd 4") }

  @Test func `a name leads back from anywhere, also from another branch`() throws {
    let end = shell.state
    try shell.run("keep late; goto good")
    let good = shell.state
    #expect(shell.session.trainer.updates == 3)
    try shell.run("back 7; set learning-rate 0.5; sgd 9; step 3")
    #expect(try shell.run("keep").contains("update 7 of branch1"))
    try shell.run("goto late")
    #expect(shell.state == end)
    try shell.run("goto good")
    #expect(shell.state == good)
    try shell.run("goto branch2")
    #expect(shell.session.trainer.updates == 11)
    #expect(shell.session.trainer.step.position == 3)
    #expect(try shell.run("where").contains("update 11"))
  }

  @Test func `a branch says where it parts, what it has and what it begins with`() throws {
    try shell.run("goto 5; set learning-rate 0.5")
    #expect(shell.printed.contains("branch1, with 2 updates"))
    let row = try #require(
      shell.run("branches").split(separator: "\n").first { $0.hasPrefix("branch1") })
    let words = row.split(separator: " ").map(String.init)
    #expect(words.starts(with: ["branch1", "update", "5", "2"]))
    #expect(row.contains("step"))
    #expect(row.contains("set learning-rate 0.5"))
    // A name in the common past does not belong to the branch.
    #expect(!row.contains("good"))
  }

  @Test func `what is quickly done again makes no branch`() throws {
    try shell.run("step 3; back 3; image 2; back; image 3")
    #expect(shell.session.timeline.branches.isEmpty)
    try shell.run("set softmax.biases 1; back; set ties all")
    #expect(shell.session.timeline.branches.isEmpty)
  }

  @Test(arguments: [
    ("keep 12", "12"), ("keep 1a", "1a"), ("keep end", "end"), ("keep wrong", "wrong"),
    ("keep loss", "loss"), ("keep update", "update"), ("keep updates", "updates"),
    ("keep epoch", "epoch"), ("keep max", "max"), ("keep and", "and"), ("keep branch7", "branch7"),
    ("keep 'two words'", "two words"), ("keep a.b", "a.b"), ("keep -x", "-x"), ("keep ''", ""),
    ("keep good", "good"), ("keep --delete none", "none"), ("goto goood", "goood"),
    ("goto branch9", "branch9"), ("goto branch", "branch"),
    ("goto branch99999999999999999999", "branch99999999999999999999"),
  ])
  func `a name that cannot be, or is not known, changes nothing`(
    _ line: String, _ word: String
  ) throws {
    let before = (shell.state, shell.session.timeline.bookmarks)
    let error = try #require(shell.error(line))
    #expect(error.word == word || line.contains("'") || word == "-x")
    #expect(shell.state == before.0)
    #expect(shell.session.timeline.bookmarks == before.1)
  }

  @Test func `a name moves only when it is told to, and can be forgotten`() throws {
    try shell.run("keep good --force")
    #expect(shell.session.timeline.bookmarks["good"]?.time == shell.session.timeline.now)
    #expect(try shell.run("where").contains("kept as: good"))
    try shell.run("keep --delete good")
    #expect(shell.session.timeline.bookmarks.isEmpty)
    #expect(shell.error("goto good") != nil)
  }

  @Test func `goto completes names and branches`() throws {
    try shell.run("goto 1; set learning-rate 0.5; sgd")
    let offers = shell.interpreter.complete("goto ", 5).candidates.map(\.text)
    #expect(offers.contains("good"))
    #expect(offers.contains("branch1"))
    let names = shell.interpreter.complete("keep --delete ", 14).candidates.map(\.text)
    #expect(names == ["good"])
  }

  @Test func `what is no longer kept is said`() throws {
    for round in 0...Timeline<Float>.maximumBranches {
      try shell.run("goto 1; set learning-rate 0.0\(round + 11); sgd 2")
    }
    #expect(shell.printed.isEmpty == false)
    var said = ""
    for round in 0..<3 {
      said += try shell.run("goto 1; set learning-rate 0.1\(round + 11); sgd 2")
    }
    #expect(said.contains("No longer kept: branch"))
    // The branch with the named point is not one of them.
    #expect(shell.session.timeline.bookmarks["good"] != nil)
    try shell.run("goto good")
    #expect(shell.session.trainer.updates == 3)
  }
}
