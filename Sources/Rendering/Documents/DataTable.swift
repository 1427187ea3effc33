import ConvNet

/// Rows of values under named columns, for other programs.
package struct DataTable: Sendable {
  /// A column.
  package struct Column: Hashable, Sendable {
    package let name: String
    package let kind: Kind
    /// The meaning of its values.
    package let summary: String

    package init(_ name: String, _ kind: Kind, _ summary: String) {
      self.name = name
      self.kind = kind
      self.summary = summary
    }
  }

  /// The type of the values in a column.
  package enum Kind: String, Sendable { case text, integer, number, boolean }

  /// A value in a row.
  package enum Value: Sendable {
    case text(String)
    case integer(Int)
    case number(Double)
    /// A single-precision number, as the shortest decimal that reads back as the same value.
    case single(Float)
    case boolean(Bool)
    /// There is no such value.
    case missing
  }

  /// The format of a written table.
  package enum Format: String, CaseIterable, Sendable {
    /// Comma-separated values (RFC 4180) with a header line; lines end in LF.
    case csv
    /// One JSON array (RFC 8259) with an object per row.
    case json

    /// The table as text, with a line break at the end.
    package func text(of table: DataTable) -> String {
      switch self {
      case .csv: table.csv
      case .json: table.json
      }
    }
  }

  package let columns: [Column]
  package let rows: [[Value]]

  /// A table.
  ///
  /// - Parameters:
  ///   - columns: The columns.
  ///   - rows: For each row, as many values as there are columns.
  package init(columns: [Column], rows: [[Value]]) {
    precondition(
      rows.allSatisfy { $0.count == columns.count }, "A row has one value for each column.")
    self.columns = columns
    self.rows = rows
  }

  private var csv: String {
    let lines = [columns.map { Self.field($0.name) }] + rows.map { $0.map(\.field) }
    return lines.map { $0.joined(separator: ",") + "\n" }.joined()
  }

  private var json: String {
    let names = columns.map { JSONText.quoted($0.name) }
    let objects = rows.map { row in
      "{" + zip(names, row).map { "\($0): \($1.json)" }.joined(separator: ", ") + "}"
    }
    return objects.isEmpty ? "[]\n" : "[\n" + objects.joined(separator: ",\n") + "\n]\n"
  }

  /// A text as a field: in quotes if it contains a comma, a quote or a line break.
  fileprivate static func field(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { "\",\n\r".unicodeScalars.contains($0) }) else {
      return text
    }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}

extension DataTable.Value {
  fileprivate var field: String {
    switch self {
    case .text(let text): DataTable.field(text)
    case .missing: ""
    case .number(let number): number.isNaN ? "nan" : "\(number)"
    case .single(let number): number.isNaN ? "nan" : "\(number)"
    case .integer, .boolean: json
    }
  }

  fileprivate var json: String {
    switch self {
    case .text(let text): JSONText.quoted(text)
    case .integer(let number): "\(number)"
    case .number(let number): number.isFinite ? "\(number)" : "null"
    case .single(let number): number.isFinite ? "\(number)" : "null"
    case .boolean(let value): value ? "true" : "false"
    case .missing: "null"
    }
  }
}
