import ConvNet
import Course
import Foundation
import TestSupport

@testable import Shell

/// An assignment, and students who take it, each in a session of their own.
struct Classroom {
  let folder: TemporaryFolder
  var assignment: String { folder["hw1.md"] }
  var submissions: String { folder["in"] }

  static let text = """
    ---
    id: hw1
    title: One filter
    assignment: hw1
    due: Friday
    seed: student
    hints: 1
    answer: no
    why: after
    start: image new 4x4 --whole; net new "conv2d 1 2x2, relu, softmax 2"; init --whole; forward
    ---

    # One filter

    ## The map <!-- step: map -->

    ```backstep
    backstep> print image
    ...
    ```

    What is `conv.out[0,0,0]`?

    <details><summary>Answer</summary>

    ```answer
    = conv.out[0,0,0] ~0.001
    ```

    </details>

    <details><summary>Hint</summary>

    Multiply and add.

    </details>

    ## ReLU <!-- step: relu -->

    What does ReLU make of a negative number?

    - (a) nothing else
    - (b) 0

    <details><summary>Answer</summary>

    ```answer
    b
    a: That is what it makes of a positive one.
    ```

    </details>

    <details><summary>Hint</summary>

    Look at its picture.

    </details>

    ## Update <!-- step: update -->

    Make one update.

    ```check
    updates == 1
    ```

    <details><summary>Solution</summary>

    ```solution
    sgd 1
    ```

    </details>

    <details><summary>Hint</summary>

    It is called sgd.

    </details>

    ## Why <!-- step: why -->

    Why did the filter move?

    <details><summary>Answer</summary>

    ```answer
    ... inferences
    Its gradient was not zero.
    ```

    </details>

    """

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Self.text, to: "hw1.md")
    try FileManager.default.createDirectory(
      atPath: folder["in"], withIntermediateDirectories: true)
  }

  /// A session in which a student takes the assignment, or goes on with it.
  func session(of student: String) throws -> TestShell {
    let shell = try TestShell()
    shell.interpreter.keepProgress(in: folder["state-\(student)/progress"])
    try shell.run("lesson \"\(assignment)\" --student \(student)")
    return shell
  }

  /// The right answer to the first question, with the student's numbers.
  func right(_ shell: TestShell) throws -> String {
    let place = try Place(parsing: "conv.out[0,0,0]")
    guard case .computed(let tensor) = try shell.session.trainer.read(place) else {
      throw CocoaError(.featureUnsupported)
    }
    return "\(Int(tensor.values[0]))"
  }

  /// Types lines, of which some may fail, and hands in.
  @discardableResult
  func handIn(_ shell: TestShell, as student: String, after lines: [String]) throws -> String {
    for line in lines { _ = shell.error(line) }
    try shell.run("hand-in \"\(submissions)/hw1-\(student).md\" --force")
    return "in/hw1-\(student).md"
  }

  /// All that a good student types.
  func goodLines(_ shell: TestShell) throws -> [String] {
    [
      "lesson next", try right(shell), "lesson next", "b", "lesson next", "sgd 1", "lesson next",
      "Because its gradient was not zero.",
    ]
  }

  /// Grades what was handed in.
  func grades(limit: Int = 30) throws -> [String: [String: String]] {
    var grading = Grading(of: assignment)
    (grading.asJSON, grading.limit) = (true, limit)
    grading.force = true
    (grading.csv, grading.feedback) = (folder["marks.csv"], folder["feedback"])
    var text = ""
    _ = try grading.run(submissions) { text += $0 }
    let rows = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]] ?? []
    var grades: [String: [String: String]] = [:]
    for row in rows {
      let name = (row["file"] as? String ?? "").dropFirst("hw1-".count).dropLast(".md".count)
      grades[String(name)] = row.mapValues { $0 is NSNull ? "" : "\($0)" }
    }
    return grades
  }

  /// Changes the journal of a file that was handed in, with or without its hashes.
  func rewrite(
    _ student: String, to other: String, rehashing: Bool,
    _ change: (inout [String]) -> Void
  ) throws {
    let text = try folder.read("in/hw1-\(student).md")
    guard let start = text.range(of: "```journal\n"),
      let end = text.range(of: "\n```", range: start.upperBound..<text.endIndex)
    else { return }
    var rows = text[start.upperBound..<end.lowerBound].split(separator: "\n").map(String.init)
    let hashes = rows.map { $0.prefix(17) }
    var lines = rows.map { String($0.dropFirst(17)) }
    change(&lines)
    rows =
      rehashing
      ? HandInFile.sealed(lines) : zip(hashes, lines).map { $0 + $1 }
    try folder.write(
      text[..<start.upperBound] + rows.joined(separator: "\n") + "\n```\n",
      to: "in/hw1-\(other).md")
  }
}
