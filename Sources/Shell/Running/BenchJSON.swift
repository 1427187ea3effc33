import ConvNet
import Lab

/// The measurements for scripts: one JSON object, times in microseconds.
enum BenchJSON {
  static func text(_ measured: [Bench.Measured], peak: Double, processor: String?) -> String {
    object([
      ("processor", processor.map(quoted) ?? "null"),
      ("instruction_set", quoted(Processor.instructionSet)),
      ("peak_gflops", number(peak / 1e9)),
      ("networks", "[" + measured.map(network).joined(separator: ",") + "]"),
    ])
  }

  private static func network(_ measured: Bench.Measured) -> String {
    let result = measured.result
    let rows = result.rows.map { row in
      let time = result.hasPath ? row.training : row.stepping
      return object([
        ("name", quoted(row.name)), ("us", time.map(number) ?? "null"),
        ("stepping_us", number(row.stepping)),
        (
          "gflops",
          row.operations.flatMap { work in
            time.flatMap { $0 > 0 ? number(work / $0 / 1e3) : nil }
          } ?? "null"
        ),
      ])
    }
    let perSecond = 1e6 / result.step.median
    return object([
      ("name", quoted(measured.preset.name)),
      ("images_per_step", "\(result.imagesPerStep)"),
      ("step_us", spread(result.step)), ("stepping_step_us", spread(result.recordedStep)),
      ("steps_per_second", number(perSecond)),
      ("images_per_second", number(perSecond * Double(result.imagesPerStep))),
      ("operations", "[" + rows.joined(separator: ",") + "]"),
    ])
  }

  private static func spread(_ spread: Benchmark.Spread) -> String {
    object([
      ("median", number(spread.median)), ("least", number(spread.range.lowerBound)),
      ("most", number(spread.range.upperBound)),
    ])
  }

  private static func object(_ members: [(name: String, value: String)]) -> String {
    "{" + members.map { quoted($0.name) + ":" + $0.value }.joined(separator: ",") + "}"
  }

  /// Four places are more than a clock tells.
  private static func number(_ value: Double) -> String {
    value.isFinite ? "\((value * 1e4).rounded() / 1e4)" : "null"
  }

  private static func quoted(_ text: String) -> String { JSONText.quoted(text) }
}
