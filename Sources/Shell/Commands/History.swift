import ArgumentParser
import ConvNet

struct HistoryCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let isRepeatable = false
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show the last lines that were typed.")

  @Argument(help: ArgumentHelp("How many lines.", valueName: "n")) var count: String?

  init() {}

  func run(in session: inout Session, on console: Console) throws {
    let count = try count.map { try Arguments.integer($0, "N", in: 1...1_000_000) } ?? 20
    let start = max(0, session.history.count - count)
    for (index, line) in session.history.enumerated().dropFirst(start) {
      console.print("\(String(index + 1).leftPadded(to: 5))  \(line)")
    }
  }
}

extension String {
  /// The text with spaces before it, up to a width.
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
