import Foundation
import Shell
import Testing

/// `backstep bench`: its output, whatever the times.
@Suite struct BenchTests {
  private let backstep: Executable

  init() throws { backstep = try Executable() }

  @Test func `the report names every operation, and fits a terminal`() throws {
    let result = try backstep.run("bench", "digits")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(result.output.isASCII)
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 80 })
    for word in ["image", "conv", "pool", "softmax", "loss", "<-softmax", "<-pool", "<-conv"] {
      #expect(lines.contains { $0.hasPrefix(word + " ") }, "\(word)")
    }
    #expect(result.output.contains("images/s"))
  }

  @Test func `what displays cost is measured`() throws {
    var text = ""
    let code = try Bench.live(
      folders: .none, rounds: 1, seconds: 0.5, output: { text += $0 }, isInterrupted: { false })
    #expect(code == .done)
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    let frames = try #require(text.firstMatch(of: /images\/s, ([\d.]+) frames\/s/))
    #expect(try #require(Double(frames.1)) > 0)
    #expect(text.contains("without displays") && text.contains("of the speed"))
  }

  @Test func `the JSON holds the same operations,`() throws {
    let result = try backstep.run("bench", "digits", "--json")
    #expect(result.status == 0)
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let networks = try #require(json["networks"] as? [[String: Any]])
    let digits = try #require(networks.first { $0["name"] as? String == "digits" })
    let operations = try #require(digits["operations"] as? [[String: Any]])
    #expect(
      operations.compactMap { $0["name"] as? String } == [
        "image", "conv", "pool", "softmax", "loss", "<-loss", "<-softmax", "<-pool", "<-conv",
        "update",
      ])
    let step = try #require(digits["step_us"] as? [String: Double])
    let (least, median, most) = try (
      #require(step["least"]), #require(step["median"]), #require(step["most"])
    )
    #expect(0 < least && least <= median && median <= most)
    let perSecond = try #require(digits["steps_per_second"] as? Double)
    #expect(abs(perSecond * median / 1e6 - 1) < 1e-3)
    #expect(networks.count == 1)
    #expect(digits["images_per_step"] as? Int == 1)
  }

  @Test(arguments: ["$B bench twice", "$B --json", "$B -c where --json"])
  func `what makes no sense is a wrong usage`(_ line: String) throws {
    #expect(try backstep.shell(line).status == 2)
  }
}
