import ConvNet
import Rendering
import Terminal

/// A session that runs lines as if they had been typed, and captures what each one prints.
struct ReplayedSession {
  private let interpreter: Interpreter
  private let page: Page
  private let width: Int

  private final class Page { var text = "" }

  init(_ session: Session, width: Int, style: Style = .ascii) {
    let page = Page()
    self.page = page
    self.width = width
    let console = Console(
      width: { width }, isInterrupted: { Interrupt.isPending || Interruption.isRequested },
      screen: Screen(of: style),
      output: { page.text += $0 })
    console.hidesRemarks = true
    interpreter = Interpreter(session: session, console: console)
  }

  /// Runs a line and returns its output, including the report of an error.
  mutating func run(_ line: String) -> String {
    page.text = ""
    let line = line.isEmpty ? interpreter.session.emptyLine : line
    do throws(CommandError) {
      try interpreter.run(line)
    } catch {
      page.text += error.report(in: line, origin: "error: ", width: width) + "\n"
    }
    return page.text
  }
}
