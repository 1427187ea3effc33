import ConvNet
import Rendering

extension CommandError {
  /// The maximum number of rows in a table of mismatched tensors.
  private static let maximumRows = 16

  /// Reports a file's tensors that do not fit the network, in a table that lists all of them.
  init(_ mismatch: ParameterMismatch, file: String) {
    let rows = mismatch.rows
    let extra = rows.filter { $0.network == nil }
    var table = Table(
      ["parameter", "network", "file", ""], alignments: [.left, .left, .left, .left])
    for row in rows.prefix(Self.maximumRows) {
      table.append([
        Self.shortened(row.name), row.network?.asExtents ?? "none",
        row.file.map { $0.asExtents + (row.type.map { " \($0)" } ?? "") } ?? "none",
        row.file == nil ? Self.near(row, among: extra).map { "is it \($0)?" } ?? "" : "",
      ])
    }
    let left = rows.count - Self.maximumRows
    self.init(
      "\(file) does not fit the network: \(mismatch.counts).", at: file, hint: "net",
      details: table.block(width: 78).lines + (left > 0 ? ["and \(Numbers.count(left)) more"] : []))
  }

  private static func shortened(_ name: String) -> String {
    name.count > 32 ? name.prefix(29) + "..." : name
  }

  /// The unmatched tensor of the file that was probably meant: one of the right shape, with the
  /// most similar name if there are several.
  private static func near(
    _ row: ParameterMismatch.Row, among extra: [ParameterMismatch.Row]
  ) -> String? {
    let fitting = extra.filter { $0.file == row.network }.map(\.name)
    let name =
      Spelling.nearest(to: row.name, among: fitting)
      ?? (fitting.count == 1
        ? fitting[0] : Spelling.nearest(to: row.name, among: extra.map(\.name)))
    return name.map(shortened)
  }
}
