import ConvNet
import Foundation
import TestSupport
import Testing

@testable import Lab

/// Slips: each is found when it is made, and hardly any is found where none was made.
@Suite struct SlipTests {
  /// A trained network, its present state and the state one update before.
  private struct Case {
    let now: Trainer<Float>
    let before: Trainer<Float>
  }

  /// Networks in which, between them, every slip can be made.
  private static let diagrams: [(text: String, input: Shape, images: Int)] = [
    ("conv3x3 2 normal=2, maxpool2, softmax 3 normal=3", Shape(1, 8, 8), 1),
    (
      "conv2d 3 3x3 stride=2 padding=1 init=he, relu, maxpool 3 stride=2, conv2d 2 2x2 init=he, "
        + "sigmoid, fc 4 init=he, tanh, fc 4 init=he, relu, fc 3 init=he", Shape(2, 16, 16), 3
    ),
    (
      "conv2d 2 3x3 padding=same init=he, batchnorm, leakyrelu, avgpool 2, conv2d 2 2x2 init=he, "
        + "flatten, fc 18 init=he, softmax 3 init=he", Shape(2, 8, 8), 2
    ),
    ("conv2d 1 3x3 padding=1 init=he, relu, maxpool2, fc 1 init=he", Shape(1, 6, 6), 2),
    ("fc 6 init=he, relu, fc 6 init=he, sigmoid normal=3", Shape(1, 6, 6), 1),
    // Totals that overflow.
    ("softmax 3 normal=1", Shape(1, 6, 6), 1),
  ]

  private static func cases(seeds: ClosedRange<UInt64>) throws -> [Case] {
    var cases: [Case] = []
    for seed in seeds {
      for (number, diagram) in diagrams.enumerated() {
        let isBinary = number == 3 || number == 4
        let images = SmallData.noise(
          diagram.input, count: 12 + Int(seed), classes: isBinary ? 2 : 3,
          normalisation: number > 3 ? .raw : .centred)
        var random = RandomSource(seed: seed)
        var trainer = try Trainer(
          network: Network<Float>(
            input: diagram.input, diagram: Diagram(parsing: diagram.text), random: &random),
          data: DataSplit(training: images, test: images), learningRate: 0.05,
          context: PassContext(random: random), batchSize: diagram.images,
          loss: seed % 3 == 0 && number != 3 ? .meanSquaredError : nil)
        trainer.optimiser.settings.rule = [.sgd, .momentum, .adam][Int(seed % 3)]
        trainer.optimiser.settings.momentum = 0.9
        trainer.optimiser.settings.weightDecay = 0.1
        var timeline = Timeline(trainer)
        // An input of exactly 0, for the slope there.
        if number == 4 {
          for row in 0..<6 {
            timeline.perform(
              .write(Place(layer: "fc1", quantity: "weights", indices: [row]), [0]))
            if row > 2 { break }
          }
        }
        timeline.train(2)
        let before = timeline.state
        timeline.train(1)
        cases.append(Case(now: timeline.state, before: before))
      }
    }
    return cases
  }

  /// Every computed place of a state, with its numbers.
  private static func places(_ trainer: Trainer<Float>) -> [(place: Place, numbers: Tensor<Float>)]
  {
    trainer.places.compactMap { place in
      guard place.quantity != "winners", place.quantity != "label",
        case .computed(let tensor)? = try? trainer.read(place)
      else { return nil }
      return (place, tensor)
    }
  }

  /// A number as somebody types it: with five digits.
  private static func typed(_ value: Float) -> (value: Double, slack: Double)? {
    guard value.isFinite else { return nil }
    guard value != 0 else { return (0, 0) }
    let unit = pow(10, (log10(Double(value.magnitude))).rounded(.down) - 4)
    return ((Double(value) / unit).rounded() * unit, unit / 2)
  }

  @Test func `every slip is found when it is made`() throws {
    var made: [String: Int] = [:]
    var (arrays, numbers, shared) = (0, 0, 0)
    var missed: [String] = []
    var random = RandomSource(seed: 5)
    for state in try Self.cases(seeds: 1...3) {
      for (place, right) in Self.places(state.now) {
        for (rank, slips) in Slips.ranks.enumerated() {
          for slip in slips {
            let indices = right.shape.indices(at: random.below(right.shape.count))
            let scene = try #require(
              SlipScene(place.with(indices), in: state.now, before: state.before))
            for wrong in slip.wrong(scene).prefix(2) {
              guard let wrong else { continue }
              #expect(wrong.count == right.shape.count, "\(slip.name) at \(place)")
              let offset = right.shape.offset(of: indices)
              let one = place.with(indices)
              let attempts: [(GivenNumbers, Place)] =
                (rank < 2 ? [(.computed(wrong), place)] : [])
                + (Self.typed(wrong[offset]).map { [(.typed([$0]), one)] } ?? [])
              for (given, place) in attempts {
                let part = place.indices.isEmpty ? right.values : [right.values[offset]]
                if given.agree(with: part[...]) || rank == 2 && given.isOneWhole { continue }
                made[slip.name, default: 0] += 1
                if place.indices.isEmpty { arrays += 1 } else { numbers += 1 }
                let found = Slips.match(given, at: place, in: state.now, before: state.before)
                if found.contains(where: { $0.name == slip.name }) { continue }
                // It may equal a likelier slip, or too many others.
                let equal = Slips.ranks[...rank].map { slips in
                  slips.count { other in
                    other.wrong(scene).contains { numbers in
                      guard let numbers else { return false }
                      return given.agree(
                        with: place.indices.isEmpty ? numbers[...] : numbers[offset...offset])
                    }
                  }
                }
                let isShared = equal.dropLast().contains { $0 > 0 } || (equal.last ?? 0) > 2
                if isShared { shared += 1 } else { missed.append("\(slip.name) at \(place)") }
              }
            }
          }
        }
      }
    }
    let names = Set(Slips.ranks.joined().map(\.name))
    #expect(names.subtracting(made.keys) == [], "slips that no network here makes")
    #expect(missed == [])
    let total = arrays + numbers
    #expect(shared * 5 <= total, "too many equal another slip: \(shared) of \(total)")
    print(
      "slips: \(names.count) names, made \(total) (\(arrays) arrays, \(numbers) numbers), "
        + "\(shared) of them equal to likelier or several others")
  }

  @Test func `at most one random wrong number in a hundred is given a slip`() throws {
    var random = RandomSource(seed: 9)
    var (asked, diagnosed, wholes, diagnosedWholes) = (0, 0, 0, 0)
    for state in try Self.cases(seeds: 1...3) {
      for (place, right) in Self.places(state.now) {
        let spread = max(right.norm / Double(right.shape.count).squareRoot(), 1e-3)
        for _ in 0..<12 {
          let indices = right.shape.indices(at: random.below(right.shape.count))
          guard let given = Self.typed(Float(random.normal() * 2 * spread)) else { continue }
          asked += 1
          let found = Slips.match(
            .typed([(given.value, given.slack * 10)]), at: place.with(indices), in: state.now,
            before: state.before)
          diagnosed += found.isEmpty ? 0 : 1
        }
        guard right.shape.count > 3 else { continue }
        wholes += 1
        let noise = right.values.map { _ in Float(random.normal() * spread) }
        let found = Slips.match(
          .computed(noise), at: place, in: state.now, before: state.before)
        diagnosedWholes += found.isEmpty ? 0 : 1
      }
    }
    print(
      "random: \(diagnosed) of \(asked) numbers, \(diagnosedWholes) of \(wholes) arrays given a slip"
    )
    #expect(asked > 1_000)
    #expect(diagnosed * 100 <= asked, "\(diagnosed) of \(asked)")
    #expect(diagnosedWholes == 0)
  }

  @Test func `a right number, and any number while a bug is on, is no slip`() throws {
    var trainer = try #require(try Self.cases(seeds: 1...1).first).now
    let place = Place(layer: "conv", quantity: "d_filters", indices: [0, 0, 0])
    guard case .computed(let right) = try trainer.read(place) else { return }
    let negated = GivenNumbers.computed(right.values.map { -$0 })
    #expect(Slips.match(negated, at: place, in: trainer).map(\.name) == ["sign"])
    #expect(Slips.match(.computed(right.values), at: place, in: trainer).isEmpty)
    trainer.setHooks([ConvFlipped()])
    #expect(Slips.match(negated, at: place, in: trainer).isEmpty)
  }
}
