import ArgumentParser
import Rendering

package enum CommandHelp {
  /// The help of a command, with what it says about a session. The columns of its data have a page
  /// of their own.
  static func text(
    of command: any ShellCommand.Type, in session: Session? = nil, width: Int
  ) -> String {
    let tabular = command as? any TabularCommand.Type
    var text = compact(command.helpMessage(columns: unwrapped))
    // The manual has only one page for everything.
    if let tabular { text += "\n" + (session == nil ? tabular.columnsHelp : tabular.dataHelp) }
    if let session, let current = (command as? any SituatedCommand.Type)?.help(in: session),
      let usage = text.firstRange(of: "USAGE: ")
    {
      text.insert(contentsOf: current + "\n\n", at: usage.lowerBound)
    }
    return reflowed(text, width: width)
  }

  /// What the columns of a command's data are; `nil` for a command without data.
  static func columns(of command: any ShellCommand.Type, width: Int) -> String? {
    (command as? any TabularCommand.Type).map { reflowed($0.columnsHelp, width: width) }
  }

  /// The argument parser's text in fewer lines: who reads it has found `--help`.
  private static func compact(_ message: String) -> String {
    message
      // The command above it has an empty name.
      .replacing("USAGE:  ", with: "USAGE: ")
      .replacing(/\n  -h, --help[^\n]*/, with: "")
      .replacing(/\n+OPTIONS:\n*$/, with: "")
      .replacing(/\n\n(?=(ARGUMENTS|OPTIONS):)/, with: "\n")
      .replacing(/\n+$/, with: "")
  }

  /// A large width, so that the lines of a discussion come unbroken.
  package static let unwrapped = 10_000

  /// Text wrapped to a width: running text in paragraphs, and two columns so that the second one
  /// stays a column.
  static func reflowed(_ text: String, width: Int) -> String {
    var lines: [String] = []
    var paragraph = ""
    var column = 0
    // Whether the next line may continue the paragraph.
    var isOpen = true
    func finish() {
      lines += TextBlock.wrapped(paragraph, width: width, hanging: column).lines
        .filter { !$0.isEmpty }
      (paragraph, column, isOpen) = ("", 0, true)
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      let indent = line.prefix { $0 == " " }.count
      let second = line.columns.map { line.count - $0.1.count }
      let isHeading = line.hasSuffix(":") && (paragraph.isEmpty || line == line.uppercased())
      if line.isEmpty || isHeading {
        finish()
        lines.append(line)
      } else if let second {
        finish()
        (paragraph, column) = (line, second)
      } else if !paragraph.isEmpty, indent == column, isOpen {
        paragraph += " " + line.dropFirst(indent)
      } else {
        finish()
        // An indented line stays one, and its rest is indented as well.
        (paragraph, column, isOpen) = (line, indent, indent == 0)
      }
    }
    finish()
    return lines.joined(separator: "\n")
  }
}

extension StringProtocol {
  /// The two columns of a line of help, separated by two or more spaces after a word; `nil` if
  /// there is only one.
  var columns: (String, String)? {
    let text = drop { $0 == " " }
    guard let gap = text.firstRange(of: "  ") else { return nil }
    let second = text[gap.upperBound...].drop { $0 == " " }
    return second.isEmpty ? nil : (String(text[..<gap.lowerBound]), String(second))
  }
}
