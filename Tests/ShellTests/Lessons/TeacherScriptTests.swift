import Course
import Foundation
import TestSupport
import Testing

@testable import Shell

/// The teacher's pages.
@Suite struct TeacherScriptTests {
  @Test func `the program carries the script of the folder`() throws {
    let file = Checkout.url("Lessons").appending(path: "SCRIPT.md")
    #expect(try TeacherScript.text == String(contentsOf: file, encoding: .utf8))
  }

  @Test func `every lesson has a page of its title, whose parts have their titles`() throws {
    for entry in try LessonLibrary.all() {
      let number = try #require(entry.number)
      let page = try #require(TeacherScript.page(ofLesson: number), "\(number)")
      #expect(page.first == "\(number) \(entry.lesson.title)")
      for line in page where line.hasPrefix("**Part ") {
        let part = try #require(Int(line.dropFirst(7).prefix { $0.isNumber }), "\(line)")
        let title = try #require(
          entry.lesson.steps.indices.contains(part - 1)
            ? entry.lesson.steps[part - 1].title : nil, "\(number): \(line)")
        #expect(line.hasPrefix("**Part \(part), `\(title)`**: "), "\(number): \(line)")
      }
    }
  }

  @Test func `a page is shown whole, or the lines for a part`() throws {
    let shell = try TestShell()
    let page = try shell.run("script 12")
    #expect(page.hasPrefix("12 Gradients of the filters\n\nBefore: "))
    #expect(page.contains("To check: ") && !page.contains("13 Input"))
    #expect(!page.contains("**") && page.isASCII)
    for line in page.split(separator: "\n") { #expect(line.count <= 80) }
    let part = try shell.run("script 12 --at 5")
    #expect(part.hasPrefix("Part 5, `The bias`: ") && page.contains(part))
    #expect(try shell.run("script filter-grad") == page)
    #expect(try TestShell("lesson 12").run("script") == page)
    #expect(try shell.run("script 29").contains("To check: "))
  }

  @Test func `what has no lines is said`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "---\nid: own\ntitle: Own\n---\n# Own\n\n## End <!-- step: end -->\nText.\n", to: "own.md")
    let shell = try TestShell()
    #expect(shell.error("script")?.problem == "Which lesson?")
    #expect(shell.error("script 99")?.word == "99")
    #expect(shell.error("script 12 --at 0")?.word == "0")
    #expect(shell.error("script 12 --at 99")?.word == "99")
    #expect(shell.error("script 12 --at 3")?.hint == "script 12")
    #expect(shell.error("script \"\(file)\"")?.problem.contains("no page") == true)
  }
}
