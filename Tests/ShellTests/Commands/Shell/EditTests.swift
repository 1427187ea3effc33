import Terminal
import TestSupport
import Testing

@testable import Shell

/// `edit`; the part that needs a terminal is in `terminal/`.
@Suite struct EditTests {
  private let shell: TestShell
  private final class Editor {
    var given: [String] = []
    var left = ""
  }
  private let editor = Editor()

  init() throws {
    shell = try TestShell("load toy")
    let folder = try TemporaryFolder()
    let path = folder["a/backstep.txt"]
    let editor = editor
    shell.interpreter.console.edit = { (text) throws(CommandError) in
      editor.given.append(text)
      return TextEditor.Edited(bytes: Array(editor.left.utf8), file: path)
    }
    shell.interpreter.replaceHistory(["step", "sgd 5", "edit"])
  }

  @Test func `the last line, or one by its number, is what the editor gets`() throws {
    editor.left = "sgd 6\n\n  \nsgd 7"
    try shell.run("edit")
    #expect(shell.interpreter.takeEditedLines() == ["sgd 6", "sgd 7"])
    #expect(shell.interpreter.takeEditedLines().isEmpty)
    editor.left = ""
    try shell.run("edit 1")
    #expect(shell.interpreter.takeEditedLines().isEmpty)
    #expect(editor.given == ["sgd 5\n", "step\n"])
    for line in ["edit 0", "edit 4", "edit x"] { #expect(shell.error(line) != nil, "\(line)") }
  }

  @Test func `a suggestion of edit is tried in a session in which no line was typed`() throws {
    #expect(try TestShell().error("editt") != nil)
  }

  @Test func `nothing is lost where there is nobody, or no line`() throws {
    shell.interpreter.replaceHistory(["edit"])
    #expect(shell.error("edit") != nil)
    shell.interpreter.console.edit = nil
    shell.interpreter.replaceHistory(["step", "edit"])
    #expect(shell.error("edit") != nil)
    #expect(shell.interpreter.takeEditedLines().isEmpty)
  }

  @Test func `a log has the lines that were run, not the editor`() throws {
    let folder = try TemporaryFolder()
    try shell.run("log \(folder["lab.md"])")
    editor.left = "sgd 6"
    try shell.run("edit")
    for line in shell.interpreter.takeEditedLines() { try shell.run(line) }
    try shell.run("log off")
    let again = try TestShell()
    try again.run("source \(folder["lab.md"])")
    #expect(again.state == shell.state)
  }
}
