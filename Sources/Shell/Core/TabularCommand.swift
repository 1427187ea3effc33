import ArgumentParser
import Rendering

/// A command that can print its numbers as data for other programs.
protocol TabularCommand: ShellCommand {
  /// The columns of the data.
  static var columns: [DataTable.Column] { get }

  /// The options that choose the format.
  var data: DataOptions { get }

  /// The values of each row, in the order of ``columns``. It changes the session as
  /// ``ShellCommand/run(in:on:)`` does.
  func rows(in session: inout Session, on console: Console) throws -> [[DataTable.Value]]
}

extension TabularCommand {
  /// The command's output, as data.
  func table(in session: inout Session, on console: Console) throws -> DataTable {
    DataTable(columns: Self.columns, rows: try rows(in: &session, on: console))
  }

  /// What `help` says about the data.
  static var dataHelp: String {
    "DATA: `\(name) --csv --help` explains "
      + columns.map(\.name).joined(separator: ", ") + "."
  }

  /// What the columns of the data are.
  static var columnsHelp: String {
    """
    DATA:
    --csv prints a line of names, then a line per row; --json prints an array with an object per
    row. Numbers have all their digits. A missing value is empty in CSV and null in JSON.

    """
      + columns.map { "  \($0.name)".padded(to: 24) + "\($0.kind.rawValue), \($0.summary)\n" }
      .joined()
  }
}

/// The options with which a command prints data.
struct DataOptions: ParsableArguments {
  @Flag(help: "Print comma-separated values with a line of names.") var csv = false
  @Flag(help: "Print JSON.") var json = false

  /// The chosen format; `nil` for text.
  var format: DataTable.Format? {
    get throws(CommandError) {
      guard !(csv && json) else {
        throw CommandError(
          "`--csv` and `--json` are two formats; choose one.", at: "--json", hint: "--csv")
      }
      return csv ? .csv : json ? .json : nil
    }
  }
}
