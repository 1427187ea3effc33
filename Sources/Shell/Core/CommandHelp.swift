import ArgumentParser
import Rendering

enum CommandHelp {
  /// A command's own help.
  static func text(of command: any ShellCommand.Type, width: Int) -> String {
    // Wide, so that the lines of a discussion come as they were written.
    reflowed(command.helpMessage(columns: max(width, 200)), width: width)
  }

  /// Text wrapped to a width: running text in paragraphs, and two columns so that the second stays
  /// a column.
  static func reflowed(_ text: String, width: Int) -> String {
    var lines: [String] = []
    var paragraph = ""
    var column = 0
    func finish() {
      lines += TextBlock.wrapped(paragraph, width: width, hanging: column).lines
        .filter { !$0.isEmpty }
      (paragraph, column) = ("", 0)
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      let indent = line.prefix { $0 == " " }.count
      let second = line.columns.map { line.count - $0.1.count }
      if line.isEmpty || line.hasSuffix(":") && paragraph.isEmpty {
        finish()
        lines.append(line)
      } else if let second {
        finish()
        (paragraph, column) = (line, second)
      } else if !paragraph.isEmpty, indent == column {
        paragraph += " " + line.dropFirst(indent)
      } else {
        finish()
        paragraph = line
      }
    }
    finish()
    return lines.joined(separator: "\n")
  }
}

extension StringProtocol {
  /// The two columns of a line of help, which two or more spaces after a word separate; nil if
  /// there is only one.
  var columns: (String, String)? {
    let text = drop { $0 == " " }
    guard let gap = text.firstRange(of: "  ") else { return nil }
    let second = text[gap.upperBound...].drop { $0 == " " }
    return second.isEmpty ? nil : (String(text[..<gap.lowerBound]), String(second))
  }
}
