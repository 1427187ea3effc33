import ConvNet
import Foundation
import Rendering
import TestSupport
import Testing

@testable import Shell

/// `--csv` and `--json`.
@Suite struct TabularCommandTests {
  private static let commands = CommandCatalog.complete.commands.all.compactMap {
    $0 as? any TabularCommand.Type
  }
  private static let names = commands.map { $0.name }
  private let shell: TestShell

  init() throws {
    folder = try TemporaryFolder()
    shell = try TestShell("load toy", "sgd 20; test", "image 0; forward; backward; update")
    try shell.run("exercise relu \(folder["own"])")
  }

  private let folder: TemporaryFolder

  private func line(_ name: String) -> String {
    switch name {
    case "detect": "detect conv-flipped --here --updates 5"
    case "judge": "judge \(folder["own"])"
    default: name
    }
  }

  private func objects(_ line: String) throws -> [[String: Any]] {
    let json = try JSONSerialization.jsonObject(with: Data(try shell.run(line).utf8))
    return try #require(json as? [[String: Any]])
  }

  @Test func `these commands print data`() {
    #expect(
      Set(Self.names) == [
        "curve", "confusion", "wrong", "probs", "test", "diff", "data", "detect", "gradcheck",
        "norms", "judge",
      ])
  }

  @Test(arguments: commands.map { $0.name })
  func `JSON has the columns that help names, of the kind it says`(_ name: String) throws {
    let command = try #require(Self.commands.first { $0.name == name })
    let page = try shell.run("help \(name)")
    #expect(page.contains("`\(name) --csv --help`"))
    let help = try shell.run("\(name) --csv --help")
    for column in command.columns {
      #expect(page.contains(column.name), "\(column.name)")
      #expect(help.contains("  \(column.name) "), "\(column.name)")
      #expect(help.contains("\(column.kind.rawValue), "), "\(column.name)")
    }
    for object in try objects("\(line(name)) --json") {
      #expect(Set(object.keys) == Set(command.columns.map(\.name)))
      for column in command.columns {
        let value = object[column.name]
        if value is NSNull { continue }
        let isRight =
          switch column.kind {
          case .text: value is String
          case .boolean: value is Bool
          case .integer: value is Int
          case .number: value is Double
          }
        #expect(isRight, "\(column.name): \(String(describing: value))")
      }
    }
  }

  @Test(arguments: commands.map { $0.name })
  func `CSV has the same values as JSON, under a line of names`(_ name: String) throws {
    let command = try #require(Self.commands.first { $0.name == name })
    let again = TestShell(from: shell.session)
    let lines = try again.run("\(line(name)) --csv").split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == command.columns.map(\.name).joined(separator: ",")[...])
    #expect(lines.last == "")
    let json = try shell.run("\(line(name)) --json").split(separator: "\n").dropFirst().dropLast()
    #expect(lines.count == json.count + 2)
    for (line, object) in zip(lines.dropFirst(), json) {
      for column in command.columns where column.kind != .text {
        let value = try #require(
          object.firstRange(of: "\"\(column.name)\": ").map { object[$0.upperBound...] }
        ).prefix { !",}".contains($0) }
        #expect(value == "null" || ",\(line),".contains(",\(value),"), "\(column.name): \(value)")
      }
    }
  }

  @Test func `numbers have all their digits`() throws {
    let rows = try shell.run("probs --csv").split(separator: "\n").dropFirst()
    let output = try #require(shell.session.trainer.step.passes.last?.output)
    for (index, row) in rows.enumerated() {
      let probability = shell.session.trainer.probability(of: index, in: output)
      #expect(Double(row.split(separator: ",")[1]) == probability)
    }
    let change = try #require(try objects("diff --json").first { $0["largest"] is String })
    let place = try #require(change["largest"] as? String)
    let after = try #require(change["after"] as? Double)
    guard case .computed(let tensor) = try shell.session.trainer.read(Place(parsing: place)) else {
      Issue.record("\(place)")
      return
    }
    #expect(Float(after) == tensor.values[0])
  }

  @Test func `a test that prints data counts as a test`() throws {
    let count = shell.session.tests.count
    try shell.run("sgd 1; test --json")
    #expect(shell.session.tests.count == count + 1)
    #expect(
      try objects("curve --json").filter { $0["series"] as? String == "test" }.count == count + 1)
  }

  @Test func `the rows of a confusion matrix sum to its classes`() throws {
    var sums: [String: Int] = [:]
    for row in try objects("confusion --json") {
      sums[try #require(row["label"] as? String), default: 0] += try #require(row["images"] as? Int)
    }
    var counts: [String: Int] = [:]
    for row in try objects("data --json") {
      counts[try #require(row["class"] as? String)] = row["test"] as? Int
    }
    #expect(sums == counts)
  }

  @Test func `data is not broken into lines, and goes to a file as it is`() throws {
    let folder = try TemporaryFolder()
    let narrow = try TestShell("load toy", "sgd 20", width: 30)
    let text = try narrow.run("diff --json")
    #expect(text.split(separator: "\n").contains { $0.count > 100 })
    try narrow.run("diff --json > \(folder["a.json"])")
    #expect(try folder.read("a.json") == text)
  }

  @Test func `two formats, and data as a picture, are refused`() throws {
    let folder = try TemporaryFolder()
    #expect(shell.error("curve --csv --json")?.word == "--json")
    #expect(shell.error("curve --csv > \(folder["a.svg"])")?.word == "--csv")
    #expect(shell.error("picture curve --json \(folder["a.png"])")?.word == "--json")
    #expect(folder.names.isEmpty)
  }

  @Test func `errors are those of the command`() throws {
    let fresh = try TestShell("load toy")
    #expect(fresh.error("curve --csv")?.hint == fresh.error("curve")?.hint)
    #expect(fresh.error("curve nothing --csv")?.word == "nothing")
    #expect(shell.error("wrong 10 --csv")?.word == "10")
  }
}
