import ConvNet
import Lab
import Rendering

/// The measurements as tables for a reader.
enum BenchText {
  static func network(_ measured: Bench.Measured, peak: Double) -> String {
    let (preset, result) = (measured.preset, measured.result)
    let images = result.imagesPerStep
    let times = result.rows.map { result.hasPath ? $0.training : $0.stepping }
    let sum = times.reduce(0) { $0 + ($1 ?? 0) }
    var table = Table(
      ["operation", "us", "share", "GFLOP/s", "of peak"]
        + (result.hasPath ? ["stepping: us"] : []))
    for (row, time) in zip(result.rows, times) {
      table.append(
        [row.name] + cells(time, sum, row.operations, peak)
          + (result.hasPath ? [Numbers.fixed(row.stepping, 2)] : []))
    }
    let recorded = result.rows.reduce(0) { $0 + $1.stepping }
    table.append(
      ["total", Numbers.fixed(sum, 2), "100 %", "", ""]
        + (result.hasPath ? [Numbers.fixed(recorded, 2)] : []))
    let step = result.step
    return """
      \(preset.name): \(Numbers.count(images, "image")) per step
      \(table.block(width: 80).lines.joined(separator: "\n"))
      training, \(Benchmark.runs) runs: \(microseconds(step.median)) per update, \
      \(microseconds(step.range.lowerBound)) to \(microseconds(step.range.upperBound))
        \(Numbers.count(Int(1e6 / step.median))) updates/s, \
      \(Numbers.count(Int(1e6 / step.median * Double(images)))) images/s
      """
  }

  private static func cells(
    _ time: Double?, _ sum: Double, _ operations: Double?, _ peak: Double
  ) -> [String] {
    guard let time else { return ["-", "", "", ""] }
    let share = Numbers.percent(time / max(sum, 1e-9))
    guard let operations, time > 0 else { return [Numbers.fixed(time, 2), share, "", ""] }
    let rate = operations / (time * 1e-6)
    return [
      Numbers.fixed(time, 2), share, Numbers.fixed(rate / 1e9, 1), Numbers.percent(rate / peak),
    ]
  }

  private static func microseconds(_ time: Double) -> String {
    time < 100 ? Numbers.fixed(time, 2) + " us" : Numbers.count(Int(time.rounded())) + " us"
  }

  static func legend(peak: Double, processor: String?) -> String {
    let paragraphs = [
      "us: microseconds, the median. A step that you look at keeps all that it computes "
        + "(stepping); training keeps only the parameters. In training the loss gives its gradient "
        + "at once, and each layer is updated as soon as its gradient is known: their time includes "
        + "that of the operations marked `-`.",
      "GFLOP/s: 1e9 multiplications and additions per second, counted by the formula of the layer. "
        + "Of peak: of \(Numbers.fixed(peak / 1e9, 0)) GFLOP/s, the most that was measured here on "
        + "one core with its widest vectors.",
      "\(processor ?? "This processor"), instruction set \(Processor.instructionSet).",
    ]
    return paragraphs.flatMap { TextBlock.wrapped($0, width: 80).lines }.joined(separator: "\n")
  }
}
