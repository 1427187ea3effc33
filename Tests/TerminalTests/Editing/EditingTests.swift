import Terminal
import TestSupport
import Testing

@Suite struct PromptTests {
  private func text(_ prompt: Prompt) -> String {
    String(String.UnicodeScalarView(prompt.encoded))
  }

  @Test func `a plain prompt is passed as it is`() {
    let prompt = Prompt("backstep> ")
    #expect(text(prompt) == "backstep> ")
    #expect(prompt.width == 10)
  }

  @Test func `colours are escaped, take no room, and the last stands before the last character`() {
    let prompt = Prompt("\u{1B}[1m\u{1B}[32mab> \u{1B}[0m")
    #expect(text(prompt) == "\u{1}\u{1B}[1m\u{1B}[32m\u{1}ab>\u{1}\u{1B}[0m\u{1} ")
    #expect(prompt.plain == "ab> ")
  }

  @Test func `lines above the prompt are kept apart`() {
    let prompt = Prompt("image [conv] pool\nbackstep> ")
    #expect(prompt.linesAbove == "image [conv] pool\n")
    #expect(prompt.plain == "backstep> ")
  }

  @Test func `without UTF-8 a prompt is ASCII`() {
    #expect(Prompt("∇> ", allowsNonASCII: false).plain == "?> ")
  }
}

@Suite struct LineGeometryTests {
  @Test func `a line wraps at the window's edge`() {
    let geometry = LineGeometry(
      promptWidth: 10, beforeCursor: String(repeating: "a", count: 40), afterCursor: "bbb",
      columns: 40)
    #expect(geometry.cursorRow == 1)
    #expect(geometry.endRow == 1)
    #expect(geometry.endColumn == 13)
  }

  @Test func `a full row puts the cursor on the next`() {
    let geometry = LineGeometry(
      promptWidth: 10, beforeCursor: String(repeating: "a", count: 30), afterCursor: "", columns: 40
    )
    #expect(geometry.cursorRow == 1)
    #expect(geometry.endColumn == 0)
  }

  @Test func `a pasted block has a row for each of its lines`() {
    let geometry = LineGeometry(
      promptWidth: 10, beforeCursor: "a\nb", afterCursor: "b\ncc", columns: 80)
    #expect(geometry.cursorRow == 1)
    #expect(geometry.endRow == 2)
    #expect(geometry.endColumn == 2)
  }
}

@Suite struct PasteTests {
  @Test(
    arguments: ["step\nback", "step\r\nback\r\n", "step\r\rback\r", "\nstep\n  \nback"] as [Hostile]
  )
  func `a paste keeps its lines, however they end, and no blank ones`(paste: Hostile) {
    #expect(pastedText(paste.text.unicodeScalars) == "step\nback")
  }

  @Test func `control characters are taken out, tabs become spaces`() {
    #expect(pastedText("a\tb\u{1B}[31m\u{7}c\u{3}".unicodeScalars) == "a b[31mc")
  }
}

@Suite struct ColorChoiceTests {
  private func wanted(
    _ choice: ColorChoice, terminal: Bool, _ environment: [String: String] = [:]
  ) -> Bool {
    choice.isWanted(isTerminal: terminal) { environment[$0] }
  }

  @Test func `the command line outranks everything`() {
    #expect(wanted(.always, terminal: false, ["NO_COLOR": "1"]))
    #expect(!wanted(.never, terminal: true, ["CLICOLOR_FORCE": "1"]))
  }

  @Test
  func `NO_COLOR outranks CLICOLOR_FORCE, which outranks CLICOLOR, which outranks the terminal`() {
    #expect(wanted(.auto, terminal: true))
    #expect(!wanted(.auto, terminal: false))
    #expect(!wanted(.auto, terminal: true, ["NO_COLOR": "1", "CLICOLOR_FORCE": "1"]))
    #expect(wanted(.auto, terminal: true, ["NO_COLOR": ""]))
    #expect(wanted(.auto, terminal: false, ["CLICOLOR_FORCE": "1", "CLICOLOR": "0"]))
    #expect(!wanted(.auto, terminal: true, ["CLICOLOR": "0"]))
  }
}
