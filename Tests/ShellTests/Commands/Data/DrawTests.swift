import ConvNet
import Datasets
import Rendering
import Shell
import TestSupport
import Testing

/// `draw`: the user's own picture becomes the image of the step.
@Suite struct DrawTests {
  private let folder: TemporaryFolder
  private static let seven = "@@@@@@\n....@@\n...@@.\n..@@..\n..@@..\n..@@..\n"

  init() throws { folder = try TemporaryFolder() }

  private func draw(_ shell: TestShell, _ words: String = "--label 7") throws -> String {
    try folder.write(Self.seven, to: "seven.txt")
    return try shell.run("draw \(folder["seven.txt"]) \(words)")
  }

  @Test func `a drawn image is an image like others`() throws {
    let shell = try TestShell("sgd 20")
    let printed = try draw(shell)
    #expect(printed.hasPrefix("drawn image: a 7   1x28x28"))
    #expect(printed.contains("from 6x6 to 20x20") && printed.contains("at (14,14)."))
    for line in [
      "forward", "backward", "why image[14,14]", "maps conv 2", "shift 1 0", "invariance",
      "route pool 0", "whatif conv.filters[0,1,1] 0.5", "update", "diff",
    ] {
      #expect(shell.error(line) == nil, "\(line)")
    }
    #expect(try shell.run("where").contains("update 21"))
  }

  @Test func `back takes it out, and stepping on brings it in again, bit for bit`() throws {
    let shell = try TestShell("sgd 5", "image 3")
    let before = shell.state
    _ = try draw(shell)
    try shell.run("forward; backward; update")
    let after = shell.state
    #expect(try shell.run("back 10").contains("draw --label 7"))
    #expect(shell.state.hasSameNumbers(as: before))
    try shell.run("goto end")
    #expect(shell.state == after)
  }

  @Test func `in a batch it is the first, and others follow`() throws {
    let shell = try TestShell("set batch 4")
    #expect(try draw(shell).contains("drawn image: a 7"))
    #expect(shell.session.trainer.step.count == 4)
    #expect(shell.error("forward; backward; update") == nil)
  }

  @Test func `padded paper stays padded, and toys are taken as they are`() throws {
    let lenet = try TestShell("net preset lenet", "set mode evaluation")
    _ = try draw(lenet)
    #expect(lenet.session.sample?.image.shape == Shape(1, 1, 32, 32))
    let toy = try TestShell("load toy")
    try folder.write("012000\n\n000009\n", to: "toy.txt")
    try toy.run("draw \(folder["toy.txt"]) --label 1")
    #expect(
      toy.session.sample?.image.values.prefix(18) == [
        0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9,
      ])
    #expect(try draw(toy, "--label 1").contains("1x6x6"))
    try folder.write("@@@@@@@@\n", to: "wide.txt")
    try folder.write("1234567\n", to: "wide.txt")
    #expect(toy.error("draw \(folder["wide.txt"]) --label 1")?.problem.contains("1x7") == true)
  }

  @Test func `it needs a label, and the label a class that the network tells apart`() throws {
    let shell = try TestShell("load mnist --only 0,1", "net preset sigmoid-lab")
    try folder.write(Self.seven, to: "a.txt")
    let file = folder["a.txt"]
    let state = shell.state
    #expect(shell.error("draw \(file)")?.hint == "draw \(file) --label 1")
    #expect(shell.error("draw \(file) --label 7")?.word == "7")
    #expect(shell.error("draw \(file) --label cat")?.choices == ["0", "1"])
    #expect(shell.error("draw \(file) --edit --label 1") != nil)
    #expect(shell.error("draw \(folder["none.txt"]) --label 1")?.word == folder["none.txt"])
    #expect(shell.error("draw --label 1")?.problem.contains("An editor opens") == true)
    #expect(shell.state == state)
  }

  @Test func `the image of a step is written as characters and read again`() throws {
    let shell = try TestShell("image 7")
    let file = folder["me.txt"]
    #expect(try shell.run("draw --save \(file)").contains("training image 7: a 3, as characters"))
    #expect(shell.error("draw --save \(file)")?.hint?.contains("--force") == true)
    let image = try #require(shell.session.sample?.image.values)
    try shell.run("draw \(file) --as-is --label 3")
    let again = try #require(shell.session.sample?.image.values)
    #expect(zip(image, again).allSatisfy { abs($0 - $1) < 0.06 })
    let early = try TestShell().error("draw --save \(folder["b.txt"])")
    #expect(early?.problem.contains("No image") == true)
  }

  @Test func `the marks of ink are those of pictures`() {
    for (index, mark) in TextPicture.marks.enumerated().dropFirst() {
      #expect(Ramp.mark(Double(index + 1) / 9) == mark.asciiValue)
    }
  }

  // MARK: The editor

  /// A shell in which the user edits the paper by `change`.
  private func artist(
    _ lines: [String] = [], drawing change: @escaping (String) -> String
  ) throws -> TestShell {
    let shell = try TestShell()
    for line in lines { try shell.run(line) }
    shell.interpreter.console.edit = { (text) throws(CommandError) in
      TextEditor.Edited(bytes: Array(change(text).utf8), file: "")
    }
    return shell
  }

  @Test func `what is drawn in the editor is prepared`() throws {
    let shell = try artist { text in
      #expect(text.contains("Draw a 1") && text.split(separator: "\n").allSatisfy { $0.count < 80 })
      return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.hasPrefix(" 5 |") || line.hasPrefix(" 6 |")
          ? line.prefix(4) + "..####" + line.dropFirst(10) : String(line)
      }.joined(separator: "\n")
    }
    let printed = try shell.run("draw --label 1")
    #expect(printed.contains("drawn image: a 1"))
    #expect(printed.contains("Scaled from 2x2 to 20x20"))
    #expect(shell.session.sample?.image.values.max() == 0.5)
  }

  @Test func `unchanged or blank paper changes nothing`() throws {
    for change in [{ $0 }, { _ in "|....|\n" }] as [(String) -> String] {
      let shell = try artist(["image 2"], drawing: change)
      let state = shell.state
      #expect(try shell.run("draw --label 1").contains("Nothing was drawn"))
      #expect(shell.state == state)
    }
  }

  @Test func `an image that is edited keeps the pixels that were left alone`() throws {
    let shell = try artist(["image 7"]) { text in
      text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.hasPrefix(" 0 |") ? " 0 |@@" + line.dropFirst(6) : String(line)
      }.joined(separator: "\n")
    }
    let before = try #require(shell.session.sample?.image.values)
    #expect(try shell.run("draw --edit").contains("drawn image: a 3"))
    let after = try #require(shell.session.sample?.image.values)
    #expect(after[0] == 0.5 && after.dropFirst() == before.dropFirst())
  }

  @Test func `a mark that is no ink is told, and where the picture is`() throws {
    let shell = try artist { _ in "|.X|\n" }
    let error = try #require(shell.error("draw --label 1"))
    #expect(error.problem.contains("line 1: `X` "))
    #expect(error.hint?.contains("then draw ") == true)
  }

  @Test func `no file and no lesson opens the editor`() throws {
    let shell = try artist { _ in "|@@|\n" }
    try folder.write("draw --label 1\n", to: "script.txt")
    #expect(
      shell.error("source \(folder["script.txt"])")?.problem.contains("An editor opens")
        == true)
    let lesson = """
      ---
      id: x
      title: X
      ---
      ## A <!-- step: a -->
      ```backstep
      backstep> draw --label 1
      ```
      """
    try folder.write(lesson, to: "x.md")
    try shell.run("lesson \(folder["x.md"])")
    #expect(try shell.run("lesson next").contains("An editor opens"))
    #expect(try shell.run("draw --label 1").contains("drawn image"))
  }
}

extension SessionState {
  /// Whether image and parameters have the same bits, regardless of the future.
  func hasSameNumbers(as other: SessionState) -> Bool {
    numbers.0 == other.numbers.0 && numbers.1 == other.numbers.1
  }
}
