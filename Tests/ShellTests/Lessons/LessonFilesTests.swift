import Course
import Foundation
import Shell
import TestSupport
import Testing

/// The lessons that come with the program.
@Suite struct LessonFilesTests {
  private static let folder = Checkout.url("Lessons")

  @Test func `the program carries the lessons of the folder`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".md") && !["README.md", "SCRIPT.md"].contains($0) }.sorted()
    #expect(LessonLibrary.files.map(\.name) == names)
    for file in LessonLibrary.files {
      let bytes = try Data(contentsOf: Self.folder.appending(path: file.name))
      #expect(Array(bytes) == file.bytes, "\(file.name)")
    }
  }

  @Test func `names and numbers are unique, and every lesson says how long it takes`() throws {
    let lessons = try LessonLibrary.all()
    #expect(lessons.count >= 8)
    #expect(Set(lessons.map(\.lesson.id)).count == lessons.count)
    #expect(Set(lessons.compactMap(\.number)).count == lessons.count)
    for entry in lessons {
      let longest = 15 * entry.lesson.sittings
      #expect((3...longest).contains(entry.lesson.minutes ?? 0), "\(entry.file)")
      #expect(entry.lesson.steps.last?.activity == .look, "\(entry.file): it has a closing step")
    }
  }

  /// Outputs, solutions, wrong choices, hints.
  @Test(arguments: LessonLibrary.files.map(\.name))
  func `a lesson does what it says`(_ name: String) throws {
    var report = ""
    let code = try MarkdownCheck.run(
      [Self.folder.appending(path: name).path], blesses: false
    ) { report += $0 + "\n" }
    #expect(code == .done, "\(report)")
  }

  @Test func `a part that needs an earlier output shows it to whoever begins there`() throws {
    var recalls = 0
    for entry in try LessonLibrary.all() {
      for (index, step) in entry.lesson.steps.enumerated() {
        guard let recalled = step.recalled else { continue }
        recalls += 1
        let printed = try TestShell().run("lesson \(entry.label) --at \(index + 1)")
        let command = try #require(entry.lesson.steps[recalled].commands.last)
        let unwrapped = printed.replacing("\n    ", with: " ")
        #expect(unwrapped.contains("  > \(command.text)\n"), "\(entry.file): \(step.id)")
      }
    }
    #expect(recalls > 5)
  }

  @Test func `a command that fails as it is written to is shown, and the lesson goes on`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      """
      ---
      id: failing
      title: What fails
      ---
      # What fails

      ## One <!-- step: one -->
      Nothing changes where a command fails.

      ```backstep
      backstep> set ties some
      error: There is no tie policy `some`.
      ...
      backstep> image 0
      ...
      ```

      ## Two <!-- step: two -->
      That was it.
      """, to: "failing.md")
    let shell = try TestShell("lesson \"\(file)\"")
    #expect(try shell.run("lesson next").contains("error: There is no tie policy `some`."))
    #expect(try shell.run("lesson next").contains("training image 0"))
    #expect(try shell.run("lesson next").contains("Two"))
  }

  @Test func `the example for authors is a lesson without a fault`() throws {
    let text = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
    let parts = text.components(separatedBy: "````")
    try #require(parts.count == 3)
    let folder = try TemporaryFolder()
    let file = try folder.write(
      String(parts[1].dropFirst("markdown\n".count)), to: "example.md")
    var report = ""
    #expect(
      try MarkdownCheck.run([file], blesses: false) { report += $0 + "\n" } == .done, "\(report)")
  }

  @Test(arguments: LessonLibrary.files.map(\.name))
  func `a lesson can be taken with Enter and skip alone, within eighty columns`(
    _ name: String
  ) throws {
    let shell = try TestShell()
    let lesson = try LessonLibrary.find(name.prefix { $0.isNumber }.description)
    var text = try shell.run("lesson \(lesson.lesson.id)")
    for _ in 0..<200 where shell.session.isInLesson { text += try shell.run("skip") }
    #expect(!shell.session.isInLesson)
    #expect(text.contains("is done."))
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    #expect(text.isASCII)
  }
}

/// Lessons and checks from the command line.
@Suite struct LessonExecutableTests {
  private let backstep: Executable

  init() throws { backstep = try Executable() }

  @Test func `check ends with 0, 3 where something differs, 1 where a file is missing`() throws {
    let fence = "```backstep\nbackstep> set ties\nties is %: who gets ...\n```\n"
    try backstep.folder.write(fence.replacingOccurrences(of: "%", with: "x"), to: "a.md")
    let differs = try backstep.run("check", "a.md")
    #expect(differs.status == 3)
    #expect(differs.output.hasPrefix("a.md:2: `set ties` prints something else\n  - ties is x"))
    #expect(try backstep.run("check", "a.md", "--bless").status == 0)
    #expect(try backstep.run("check", "a.md").output == "1 file, 1 command: all as written.\n")
    #expect(try backstep.run("check", "none.md").status == 1)
    for line in ["$B check", "$B --bless", "$B lesson a b", "$B check a.md -c where"] {
      #expect(try backstep.shell(line).status == 2, "\(line)")
    }
  }

  /// A lesson with this part, and what `check` says of it.
  private func checked(_ part: String, matter: String = "", closes: Bool = true) throws -> String {
    try backstep.folder.write(
      """
      ---
      id: faulty
      title: Faulty
      \(matter)
      ---
      # Faulty

      ## Part <!-- step: part -->
      \(part)
      <details><summary>Hint</summary>Think.</details>

      """, to: "faulty.md")
    let run = try backstep.run("check", "faulty.md")
    #expect(run.status == 3, "\(run.output) \(run.errors)")
    return run.output
  }

  private static func turn(_ check: String, _ solution: String) -> String {
    """
    ```check
    \(check)
    ```
    <details><summary>Solution</summary>

    ```solution
    \(solution)
    ```
    </details>
    """
  }

  @Test func `check tells a failing command, start, solution, and a file without front matter`()
    throws
  {
    let typo = try checked("```backstep\nbackstep> stepp\n...\n```")
    #expect(typo.contains("faulty.md:10: `stepp` fails: "))
    let start = try checked("Look.", matter: "start: load toi")
    #expect(start.contains("faulty.md:4: start: "))
    let missed = try checked(
      Self.turn("image[0,0] == 5 and label == 0", "set image[0,0] 4"),
      matter: "start: load toy; image 0")
    #expect(missed.contains("faulty.md:10: the solution does not pass the check: "))
    #expect(missed.contains("image[0,0] is 4") && !missed.contains("label is"))
    #expect(try checked("- a) one").contains("faulty.md:9: `- a) one`"))
    try backstep.folder.write("# A\n## Look <!-- step: look -->\nLook.\n", to: "bare.md")
    let bare = try backstep.run("check", "bare.md")
    #expect(
      bare.status == 3 && bare.output.contains("bare.md:1: a lesson begins with front matter"))
  }

  @Test func `a question and what it needs fit on a screen`() throws {
    func question(_ lines: Int) -> String {
      "```backstep\nbackstep> print image\n...\n```\n"
        + (0..<lines).map { "- item \($0)" }.joined(separator: "\n") + "\n- (a) one\n- (b) two\n"
        + "<details><summary>Answer</summary>\n\n```answer\na\nb: No.\n```\n</details>"
    }
    // 8 rows of output, the items and an empty row, the choices and one, what is asked for.
    for (lines, isFine) in [(9, true), (10, false)] {
      let text = try checked(
        question(lines) + "\n## X <!-- step: x -->",
        matter: "start: load toy; image 0\nminutes: 600")
      #expect(text.contains("23 rows") == !isFine, "\(text)")
      #expect(text.contains("rows of a screen") == !isFine, "\(text)")
      #expect(text.contains("`minutes: 600` should be about"))
    }
  }

  @Test func `a lesson starts from the command line, and goes on from a pipe`() throws {
    let listed = try backstep.run("lesson")
    #expect(listed.status == 0 && listed.output.contains("The tour"))
    let taken = try backstep.shell(
      "printf 'lesson next\\nlesson next\\nanswer 3 1 1 2\\n' | $B lesson pool")
    #expect(taken.status == 0 && taken.output.contains("Yes."))
    #expect(try backstep.run("lesson", "nonsense").status == 1)
    // A script starts from the beginning, unaffected by the user's progress elsewhere.
    #expect(try backstep.run("-c", "lesson pool").output.contains("5.1  "))
    #expect(!backstep.folder.names.contains("backstep"))
  }
}
