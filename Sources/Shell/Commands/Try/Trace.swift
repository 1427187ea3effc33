import ArgumentParser
import ConvNet
import Rendering

struct TraceCommand: ShellCommand {
  static let group = CommandGroup.try
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "trace", abstract: "Follow one number on its way to the loss.",
    discussion: """
      trace image[14,14]             a pixel
      trace conv.filters[2,0,1]      a weight of a filter
      trace softmax.weights[3,100]   a weight of the dense layer

      At every layer the number moves some of the sums, and the loss feels some of those. What
      each contributes is (how far the sum moves) x (its gradient); at every layer the
      contributions sum to the number's gradient. Those above and below 0 cancel, so one
      contribution can be larger than the whole.
      """)

  @Argument(help: ArgumentHelp("A pixel or a parameter.", valueName: "place")) var place: String

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let trace = try session.trainer.trace(try Arguments.place(place))
    let loss = Narration.objective(session.trainer).name
    // At a kink, such as a tie, the rule for gradients says less than the loss does.
    console.print(
      trace.gradient == 0 && trace.obstacle != nil
        ? "Raise \(trace.place) a little; according to its gradient, \(loss) does not move:"
        : "Raise \(trace.place) a little; \(loss) moves "
          + "\(Numbers.compact(trace.gradient, digits: 5)) times as much:")
    var table = Table(["at", "moves", "felt", "above 0", "below 0", "together"])
    for stage in trace.stages {
      table.append([
        stage.place.description,
        "\(Numbers.count(stage.moved)) of \(Numbers.count(stage.count))",
        Numbers.count(stage.felt), Numbers.compact(stage.above), Numbers.compact(stage.below),
        Numbers.compact(stage.total, digits: 5),
      ])
    }
    console.print(table.block(width: console.width()).lines)
    if let remark = Narration.ofGiven(session.trainer) { console.print(remark) }
    console.print(
      "The gradient that the backward pass computed: "
        + "\(Numbers.compact(trace.gradient, digits: 5)).")
    let largest = trace.stages.map { max($0.above, -$0.below) }.max() ?? 0
    if trace.gradient != 0, Double(trace.gradient.magnitude) < 1e-6 * largest {
      console.print(
        "Terms up to \(Numbers.compact(largest)) cancel; only rounding errors are left.")
    } else if !trace.addsUp {
      let reason =
        session.trainer.step.hookNames.isEmpty
        ? "most of it cancels, and rounding errors show." : "this step was done with a bug on."
      console.print("The rows do not all give that gradient: \(reason)")
    }
    console.print(deaths(trace, session.trainer))
    if let first = trace.stages.first, !first.strongest.isEmpty {
      console.print(
        "Strongest paths: "
          + first.strongest.map { "\($0.place) \(Numbers.compact($0.contribution))" }
          .joined(separator: ",  "))
      console.print("next: why \(gradientPlace(trace.place, session.trainer))")
    }
  }

  /// Where some of the influence of the number ends, and why.
  private func deaths(_ trace: Trace<Float>, _ trainer: Trainer<Float>) -> [String] {
    var lines: [String] = []
    for (index, stage) in trace.stages.enumerated() where stage.felt < stage.moved {
      let next = trainer.network.nodes.first {
        $0.name
          == (trace.stages.indices.contains(index + 1) ? trace.stages[index + 1].place.layer : nil)
      }
      let quantities = next.map { $0.layer.quantityNames } ?? []
      lines.append(
        "\(Numbers.count(stage.moved - stage.felt)) of the moved \(stage.place) die there: "
          + (quantities.contains("winners")
            ? "they won no window, or the gradient died after it."
            : quantities.contains("mask")
              ? "the slope of \(next?.name ?? "") is 0 there, or the gradient died after it."
              : "their gradient is exactly 0."))
    }
    if let obstacle = trace.obstacle {
      let line =
        switch obstacle {
        case .inNoWindow: "It moves nothing at all: no window covers it."
        case .winsNoWindow: "Its gradient is 0: it wins no window."
        case .meetsZeros: "It moves nothing at all: it only ever meets inputs that are 0."
        case .timesZero: "Its gradient is 0: whatever it is multiplied by is 0."
        }
      lines.append(line)
    }
    return lines
  }

  private func gradientPlace(_ place: Place, _ trainer: Trainer<Float>) -> Place {
    Place(
      layer: place.layer ?? trainer.network.nodes[0].name,
      quantity: place.layer == nil ? "d_in" : "d_" + place.quantity, indices: place.indices)
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? Completer.places(in: session) { session.trainer.isWritable($0) } : []
  }
}
