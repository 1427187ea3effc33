import Foundation
import Rendering
import Testing

@Suite struct DataTableTests {
  private let columns = [
    DataTable.Column("name", .text, "a name"),
    DataTable.Column("value, or not", .number, "a number"),
  ]

  private func csv(_ rows: [[DataTable.Value]]) -> String {
    DataTable.Format.csv.text(of: DataTable(columns: columns, rows: rows))
  }

  private func json(_ rows: [[DataTable.Value]]) -> String {
    DataTable.Format.json.text(of: DataTable(columns: columns, rows: rows))
  }

  @Test func `a field with a comma, a quote or a line break is in quotes`() {
    #expect(
      csv([
        [.text("plain"), .number(0.1)], [.text("a,b"), .integer(3)],
        [.text("say \"x\""), .boolean(true)], [.text("two\nlines"), .missing],
        [.text(" kept "), .single(0.1)], [.text(""), .single(1e-7)], [.text("\r\n"), .missing],
      ])
        == "name,\"value, or not\"\nplain,0.1\n\"a,b\",3\n\"say \"\"x\"\"\",true\n"
        + "\"two\nlines\",\n kept ,0.1\n,1e-07\n\"\r\n\",\n")
  }

  @Test func `JSON is read back as it was`() throws {
    let names = ["plain", "a\"b\\c", "\u{1}\n\t", "größe 世界 🐟", ""]
    let text = json(names.map { [.text($0), .number(1.0 / 3)] })
    let read = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
    #expect(read?.map { $0["name"] as? String } == names)
    #expect(read?.allSatisfy { $0["value, or not"] as? Double == 1.0 / 3 } == true)
  }

  @Test func `no rows are an empty table`() {
    #expect(csv([]) == "name,\"value, or not\"\n")
    #expect(json([]) == "[]\n")
  }

  @Test func `what is not a number is null in JSON, and has no sign in CSV`() {
    let rows: [[DataTable.Value]] = [
      [.text("a"), .number(.nan)], [.text("b"), .number(-.nan)], [.text("c"), .single(-.nan)],
      [.text("d"), .number(-.infinity)], [.text("e"), .single(.infinity)],
    ]
    #expect(
      json(rows).split(separator: "\n").dropFirst().dropLast().allSatisfy { $0.contains(": null}") }
    )
    #expect(csv(rows).hasSuffix("a,nan\nb,nan\nc,nan\nd,-inf\ne,inf\n"))
  }

  @Test func `numbers are read back to the last bit`() {
    for bits in stride(from: UInt32(1), to: 0x7F80_0000, by: 7_654_321) {
      let number = Float(bitPattern: bits)
      let field = csv([[.text(""), .single(number)]]).split(separator: ",").last?.dropLast()
      #expect(field.flatMap { Float($0) } == number)
    }
  }
}
