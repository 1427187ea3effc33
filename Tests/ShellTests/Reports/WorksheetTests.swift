import Foundation
import Shell
import Testing

/// Sums with blanks, and their key.
@Suite struct WorksheetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The sums and the key of a worksheet.
  private func sheet(
    _ lesson: String, _ options: String = ""
  ) throws -> (sums: [String], key: [String], text: String) {
    let shell = try TestShell(seed: 77)
    try shell.run("worksheet \(lesson) \"\(folder["w.md"])\" --force \(options)")
    let text = try folder.read("w.md")
    let halves = text.components(separatedBy: "## Answer key")
    try #require(halves.count == 2)
    let parts = halves.map { $0.components(separatedBy: "\n### ").dropFirst().map { String($0) } }
    return (parts[0], parts[1], text)
  }

  private static let gap = "______"

  @Test func `the first sum lacks its last term, the next all of them, and the key none`() throws {
    let (sums, key, text) = try sheet("2")
    #expect(sums.count == key.count && sums.count >= 3)
    #expect(text.contains("seed 1"))
    #expect(sums[0].hasPrefix("1. `conv.out[0,0,1]`"))
    #expect(sums[0].contains("-1      0 ______\n") && sums[0].contains("sum  3\n"))
    #expect(sums[1].components(separatedBy: Self.gap).count == 11, "nine products and the sum")
    for (sum, full) in zip(sums, key) {
      #expect(sum.prefix { $0 != "\n" } == full.prefix { $0 != "\n" })
      #expect(sum.contains(Self.gap) && !full.contains(Self.gap))
    }
  }

  @Test func `faded and blank hold for every sum`() throws {
    let faded = try sheet("filter-gradients", "--faded").sums
    let blank = try sheet("filter-gradients", "--blank").sums
    #expect(faded.count == blank.count)
    for (one, other) in zip(faded, blank) where one.contains("accumulate") {
      #expect(one.components(separatedBy: Self.gap).count == 2, "\(one)")
      if !other.contains("676 places") {
        #expect(other.components(separatedBy: Self.gap).count > 2, "\(other)")
      }
    }
  }

  @Test func `a sheet does not tell who won, nor what was remarked of the sum`() throws {
    let lesson = """
      ---
      id: winners
      title: Winners
      start: load toy; image 0
      ---
      # Winners

      ## Look <!-- step: look -->
      ```backstep
      backstep> forward
      ...
      backstep> print pool.out
      ...
      ```
      """
    let file = try folder.write(lesson, to: "winners.md")
    let (sums, key, _) = try sheet("\"\(file)\"", "--blank")
    #expect(!sums.joined().contains("won") && key.joined().contains("[won]"))
    let dense = try sheet("dense-gradients", "--blank")
    #expect(
      !dense.sums.joined().contains("the long way") && dense.key.joined().contains("long way"))
  }

  @Test func `another seed gives other numbers where weights are drawn`() throws {
    #expect(try sheet("0").text == sheet("0").text)
    #expect(
      try sheet("find-the-bug").text.contains("seed 602"), "the lesson's own, as on the screen")
    #expect(try sheet("0").key != sheet("0", "--seed 5").key)
    #expect(try sheet("0", "--seed 5").text.contains("seed 5"))
  }

  @Test(arguments: try LessonLibrary.all().map(\.label))
  func `a lesson has a sheet, or has no sums`(_ label: String) throws {
    let shell = try TestShell()
    let before = shell.state
    if let error = shell.error("worksheet \(label) \"\(folder["w.html"])\"") {
      #expect(error.problem == "Lesson \(label) has no sums to do on paper.")
      #expect(error.word == label && folder.names.isEmpty)
    } else {
      #expect(try folder.read("w.html").contains("Answer key"))
      #expect(shell.printed.isASCII && shell.printed.contains("key"))
    }
    #expect(shell.state == before)
  }

  @Test func `nothing is overwritten unasked, and the file's name says what it is`() throws {
    let file = try folder.write("mine", to: "w.md")
    let shell = try TestShell()
    #expect(shell.error("worksheet 2 \"\(file)\"")?.hint?.contains("--force") == true)
    #expect(try folder.read("w.md") == "mine")
    try shell.run("worksheet 2 \"\(file)\" --force")
    #expect(try folder.read("w.md").hasPrefix("# Worksheet: One filter, by hand"))
    #expect(shell.error("worksheet 2 w.txt")?.word == "w.txt")
    #expect(shell.error("worksheet 99 w.md")?.word == "99")
    #expect(shell.error("worksheet 2 w.md --faded --blank")?.word == "--blank")
    #expect(shell.error("worksheet 2 none/w.md") != nil)
    #expect(folder.names == ["w.md"])
  }
}
