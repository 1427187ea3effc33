import Foundation
import TestSupport
import Testing

@testable import Shell

/// The examples in README.md do what they show.
@Suite struct ReadmeTests {
  /// A fenced block named `backstep`.
  struct Fence: Sendable, CustomTestStringConvertible {
    let line: Int
    let lines: [String]
    var testDescription: String { "README.md:\(line)" }
  }

  static let fences: [Fence] = {
    let file = Checkout.url("README.md")
    guard let bytes = try? Data(contentsOf: file) else { return [] }
    var fences: [Fence] = []
    var open: (line: Int, lines: [String])?
    let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\n")
    for (index, line) in lines.enumerated() {
      if let fence = open {
        if line == "```" {
          fences.append(Fence(line: fence.line, lines: fence.lines))
          open = nil
        } else {
          open?.lines.append(line)
        }
      } else if line == "```backstep" {
        open = (index + 1, [])
      }
    }
    return fences
  }()

  private static let prompt = "backstep> "

  /// Where the examples write.
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `there are examples`() {
    #expect(!Self.fences.isEmpty, "README.md has no fence called backstep.")
  }

  @Test func `the film is what its command makes`() throws {
    let shell = try TestShell("sgd 1500", "image 7", "backward")
    try shell.run("play <-conv 2 --svg '\(folder["film.svg"])'")
    let kept = try String(contentsOf: Checkout.url("Lessons/film.svg"), encoding: .utf8)
    #expect(try folder.read("film.svg") == kept, "README.md says how to make it again")
    #expect(kept.utf8.count < 1_000_000)
  }

  @Test(arguments: fences)
  func `an example prints what it shows`(_ fence: Fence) throws {
    let shell = try TestShell()
    var rest = fence.lines[...]
    #expect(rest.first?.hasPrefix(Self.prompt) == true, "An example begins with a command.")
    while let line = rest.popFirst() {
      let command = String(line.dropFirst(Self.prompt.count))
      let end = rest.firstIndex { $0.hasPrefix(Self.prompt) } ?? rest.endIndex
      let expected = Array(rest[..<end])
      rest = rest[end...]
      let printed = output(of: command, in: shell)
      #expect(
        matches(printed[...], expected[...]),
        """
        \(fence.testDescription): `\(command)` prints
        \(printed.joined(separator: "\n"))
        """)
    }
  }

  private func output(of command: String, in shell: TestShell) -> [String] {
    let error = Files.$scratch.withValue(folder.path) { shell.error(command) }
    var lines = shell.printed.components(separatedBy: "\n").dropLast()
    if let error {
      lines += error.report(in: command, origin: "error: ").components(separatedBy: "\n")
    }
    return Array(lines)
  }

  /// Whether lines are as expected, where `...` stands for any lines.
  private func matches(_ lines: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
    guard let first = expected.first else { return lines.isEmpty }
    let rest = expected.dropFirst()
    if first == "..." {
      return (lines.startIndex...lines.endIndex).contains { matches(lines[$0...], rest) }
    }
    return lines.first == first && matches(lines.dropFirst(), rest)
  }
}
