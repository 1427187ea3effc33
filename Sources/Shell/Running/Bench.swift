import ConvNet
import Datasets
import Lab

/// `backstep bench`: how the time of a training step is spent on this machine.
package enum Bench {
  /// The measurements of one network.
  struct Measured {
    let preset: Preset
    let result: Benchmark
  }

  /// The presets that can be measured.
  package static let networks = ["digits", "lenet"]

  /// Measures networks on the bundled digits and prints tables, or JSON for scripts.
  package static func run(
    _ networks: [String], asJSON: Bool, output: (String) -> Void, isInterrupted: () -> Bool
  ) throws(CommandError) -> ExitCode {
    let peak = Processor.peak()
    var measured: [Measured] = []
    for preset in networks.compactMap(Preset.named) {
      let trainer: Trainer<Float>
      do {
        trainer = try Trainer(
          preset, data: MNIST.bundled().split, context: PassContext(), seed: 1)
      } catch {
        throw CommandError(error)
      }
      guard let result = Benchmark(trainer, until: isInterrupted) else { return .interrupted }
      measured.append(Measured(preset: preset, result: result))
      if !asJSON {
        output(BenchText.network(measured[measured.count - 1], peak: peak) + "\n\n")
      }
    }
    guard asJSON else {
      output(BenchText.legend(peak: peak, processor: Processor.name) + "\n")
      return .done
    }
    do {
      output(try BenchJSON(measured, peak: peak, processor: Processor.name).text() + "\n")
    } catch {
      throw CommandError(error)
    }
    return .done
  }
}
