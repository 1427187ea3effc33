import ConvNet
import Testing

@testable import Shell

@Suite struct ConsoleTests {
  private final class Screen { var text = "" }

  @Test func `progress is shown at once, also where the rest waits for the pager`() {
    let screen = Screen()
    let console = Console(
      isInteractiveTerminal: true, pager: { screen.text += "paged: \($0)" },
      output: { screen.text += $0 })
    console.paged(true) {
      console.print("before")
      console.progress("half done")
      #expect(screen.text == "before\n\rhalf done")
      console.print("after")
    }
    #expect(screen.text.hasSuffix("paged: after\n"))
  }

  @Test func `a console without a keyboard asks the work around it`() {
    let console = Console { _ in }
    #expect(!console.isInterrupted())
    let result: Bool? = Interruption.run(until: { true }) { console.isInterrupted() }
    #expect(result == nil)
  }

  @Test func `what is printed after part of the work was left out is not shown`() {
    let screen = Screen()
    let console = Console { screen.text += $0 }
    let isDone: Void? = Interruption.run(until: { true }) {
      console.print("before anybody asked")
      _ = Interruption.isRequested
      console.print("from here on nothing is known")
    }
    #expect(isDone == nil)
    #expect(screen.text == "before anybody asked\n")
  }
}
