import Rendering
import Terminal

/// A session in which lines are run as a person would type them, and what each prints.
struct ReplayedSession {
  private let interpreter: Interpreter
  private let page: Page
  private let width: Int

  private final class Page { var text = "" }

  init(_ session: Session, width: Int, style: Style = .ascii) {
    let page = Page()
    self.page = page
    self.width = width
    interpreter = Interpreter(
      session: session,
      console: Console(
        width: { width }, isInterrupted: { Interrupt.isPending }, screen: Screen(of: style),
        output: { page.text += $0 }))
  }

  /// Runs a line; gives what it prints, the report of its error included.
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
