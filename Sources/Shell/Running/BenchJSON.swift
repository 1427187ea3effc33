import ConvNet
import Lab

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The measurements for scripts: one JSON object, times in microseconds.
struct BenchJSON: Encodable {
  private let processor: Nullable<String>
  private let instructionSet: String
  private let peakGflops: Nullable<Double>
  private let networks: [Network]

  init(_ measured: [Bench.Measured], peak: Double, processor: String?) {
    self.processor = Nullable(value: processor)
    instructionSet = Processor.instructionSet
    peakGflops = .number(peak / 1e9)
    networks = measured.map(Network.init)
  }

  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  private struct Network: Encodable {
    let name: String
    let imagesPerStep: Int
    let stepUs: Spread
    let steppingStepUs: Spread
    let stepsPerSecond: Nullable<Double>
    let imagesPerSecond: Nullable<Double>
    let operations: [Operation]

    init(_ measured: Bench.Measured) {
      let result = measured.result
      let perSecond = 1e6 / result.step.median
      name = measured.preset.name
      imagesPerStep = result.imagesPerStep
      stepUs = Spread(result.step)
      steppingStepUs = Spread(result.recordedStep)
      stepsPerSecond = .number(perSecond)
      imagesPerSecond = .number(perSecond * Double(result.imagesPerStep))
      operations = result.rows.map { row in
        let time = result.hasPath ? row.training : row.stepping
        let rate = row.operations.flatMap { work in
          time.flatMap { $0 > 0 ? work / $0 / 1e3 : nil }
        }
        return Operation(
          name: row.name, us: .number(time), steppingUs: .number(row.stepping),
          gflops: .number(rate))
      }
    }
  }

  private struct Operation: Encodable {
    let name: String
    let us: Nullable<Double>
    let steppingUs: Nullable<Double>
    let gflops: Nullable<Double>
  }

  private struct Spread: Encodable {
    let median: Nullable<Double>
    let least: Nullable<Double>
    let most: Nullable<Double>

    init(_ spread: Benchmark.Spread) {
      median = .number(spread.median)
      least = .number(spread.range.lowerBound)
      most = .number(spread.range.upperBound)
    }
  }

  /// A value that is written as `null` if it is absent.
  fileprivate struct Nullable<Value: Encodable>: Encodable {
    let value: Value?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(value)
    }
  }
}

extension BenchJSON.Nullable<Double> {
  /// A number with four decimal places, which is finer than a clock measures.
  fileprivate static func number(_ value: Double?) -> Self {
    Self(value: value.flatMap { $0.isFinite ? ($0 * 1e4).rounded() / 1e4 : nil })
  }
}
