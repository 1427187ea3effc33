import Foundation
import Shell
import TestSupport
import Testing

/// `backstep check`.
@Suite struct MarkdownCheckTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func check(
    _ text: String, blesses: Bool = false
  ) throws -> (code: Shell.ExitCode, report: String, text: String) {
    try folder.write(text, to: "a.md")
    var report = ""
    let code = try MarkdownCheck.run([folder["a.md"]], blesses: blesses) { report += $0 + "\n" }
    return (code, report, try folder.read("a.md"))
  }

  private static let plain = """
    # Notes

    ```backstep
    backstep> load toy; image 0
    ...
    backstep> print image[0,3]
    image[0,3] = 4
    backstep> nonsense
    ```

    ```backstep
    backstep> print image
    ...  
    ```

    """

  @Test func `what is wrong can be read by programs`() throws {
    let file = try folder.write(
      "# Mine\n\n```backstep\nbackstep> echo 1\n2\n```\n", to: "mine.md")
    var text = ""
    let code = try MarkdownCheck.run([file], blesses: false, asJSON: true) { text += $0 + "\n" }
    #expect(code == .checkDiffers)
    let rows = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
    let row = try #require(rows?.first)
    #expect(rows?.count == 1 && row["file"] as? String == file && row["line"] as? Int == 4)
    #expect((row["problem"] as? String)?.contains("`echo 1`") == true)
    text = ""
    try folder.write("# Mine\n\n```backstep\nbackstep> echo 1\n1\n```\n", to: "mine.md")
    #expect(try MarkdownCheck.run([file], blesses: false, asJSON: true) { text += $0 } == .done)
    #expect(text == "[]")
  }

  @Test func `a file that takes too long is stopped, and not rewritten`() throws {
    let text = "# Mine\n\n```backstep\nbackstep> echo 1\n2\nbackstep> sgd 100000000\n...\n```\n"
    let file = try folder.write(text, to: "mine.md")
    let other = try folder.write("# Other\n\n```backstep\nbackstep> echo 1\n1\n```\n", to: "b.md")
    for blesses in [false, true] {
      var lines: [String] = []
      let code = try MarkdownCheck.run([file, other], blesses: blesses, limit: 1) {
        lines.append($0)
      }
      #expect(code == .checkDiffers)
      #expect(lines.contains { $0.hasPrefix(file) && $0.contains("1 second") })
      #expect(!lines.contains { $0.hasPrefix(other) })
      #expect(try folder.read("mine.md") == text)
    }
  }

  @Test func `what differs is shown with file and line, and the code is 3`() throws {
    let (code, report, _) = try check(Self.plain)
    #expect(code == .checkDiffers)
    #expect(report.contains("a.md:6: `print image[0,3]` prints something else"))
    #expect(report.contains("- image[0,3] = 4\n  + image[0,3] = 3\n"))
    #expect(report.contains("+ error: There is no command `nonsense`."))
  }

  @Test func `blessing writes what came, and then all is as written`() throws {
    let (code, _, text) = try check(Self.plain, blesses: true)
    #expect(code == .done)
    #expect(text.contains("backstep> print image[0,3]\nimage[0,3] = 3\nbackstep> nonsense\nerror:"))
    #expect(text.contains("backstep> load toy; image 0\n...\n"))
    #expect(try check(text).code == .done)
    #expect(try check(text, blesses: true).text == text)
    #expect(folder.names == ["a.md"])
  }

  @Test func `each example of a plain file is a session of its own`() throws {
    let fence =
      "```backstep\nbackstep> set learning-rate\n...\nbackstep> set learning-rate 1\n...\n```\n"
    #expect(try check(fence + fence).code == .done)
    let last =
      "```backstep\nbackstep> set learning-rate 1\nlearning-rate was 0.005 and is now 1.\n```\n"
    #expect(try check(last + last).code == .done)
  }

  private static func turn(check: String, solution: String) -> String {
    """
    ---
    id: a
    title: A
    start: load toy; image 0
    ---
    ## A <!-- step: a -->
    Do.

    ```check
    \(check)
    ```
    <details><summary>Hint</summary>h</details>
    <details><summary>Solution</summary>

    ```solution
    \(solution)
    ```
    </details>
    """
  }

  @Test(arguments: [
    ("image[0,0] == 1", "set image[0,0] 2", "a.md:10: the solution does not pass the check"),
    ("image[0,0] == 0", "where", "a.md:10: the check holds before the student"),
    ("image[0,0] == 1", "nonsense", "a.md:16: There is no command"),
    ("nonsense == 1", "where", "a.md:10: There is no"),
  ])
  func `a solution that does not do is told`(
    _ goal: String, _ solution: String, _ message: String
  ) throws {
    let (code, report, _) = try check(Self.turn(check: goal, solution: solution))
    #expect(code == .checkDiffers)
    #expect(report.contains(message), "\(report)")
  }

  @Test func `a lesson that cannot be read is told, and the next file is checked`() throws {
    try folder.write("---\nid: x\n", to: "b.md")
    try folder.write("# Nothing\n", to: "c.md")
    var report = ""
    #expect(
      try MarkdownCheck.run([folder.path], blesses: true) { report += $0 + "\n" } == .checkDiffers)
    #expect(report.contains("b.md:1: the front matter is not closed"))
    #expect(report.contains("2 files"))
    #expect(throws: CommandError.self) {
      try MarkdownCheck.run([folder["none.md"]], blesses: false) { _ in }
    }
  }
}
