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
      .filter { $0.hasSuffix(".md") && $0 != "README.md" }.sorted()
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
      #expect((3...15).contains(entry.lesson.minutes ?? 0), "\(entry.file)")
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

  @Test func `a lesson starts from the command line, and goes on from a pipe`() throws {
    let listed = try backstep.run("lesson")
    #expect(listed.status == 0 && listed.output.contains("max pooling"))
    let taken = try backstep.shell(
      "printf 'lesson next\\nlesson next\\nanswer 3 1 1 2\\n' | $B lesson pool")
    #expect(taken.status == 0 && taken.output.contains("Yes. Four numbers"))
    #expect(try backstep.run("lesson", "nonsense").status == 1)
    // A script starts from the beginning, unaffected by the user's progress elsewhere.
    #expect(try backstep.run("-c", "lesson pool").output.contains("4.1  The windows"))
    #expect(!backstep.folder.names.contains("backstep"))
  }
}
