import ConvNet
import Lab
import TestSupport
import Testing

/// Where a bug is said to have no effect, it has none, bit for bit; elsewhere, something differs.
struct BugObstacleTests {
  /// A network with some settings, on noise.
  struct Situation: Sendable, CustomTestStringConvertible {
    let name: String
    let trainer: Trainer<Float>
    var testDescription: String { name }
  }

  private static let diagrams = [
    "conv3x3 2 normal=2, maxpool2, softmax 3", "conv3x3 2 normal=2, maxpool2, sigmoid normal=2",
    "fc 3", "softmax 3", "sigmoid", "fc 2",
    "conv2d 2 8x8, relu, fc 3", "conv2d 2 1x1, relu, maxpool 1, fc 6, relu, fc 3",
    "relu, maxpool 8, fc 3", "maxpool 3 stride=1, conv3x3 2, leakyrelu, maxpool2, tanh, fc 2",
    "leakyrelu, fc 5, leakyrelu slope=0.2, batchnorm, softmax 2",
    "conv2d 2 3x3 stride=2, leakyrelu slope=0.2, fc 3", "conv2d 2 5x5 stride=4, fc 2",
    "conv3x3 2, batchnorm, relu, dropout keep=0.7, conv2d 3 2x2, relu, avgpool all, fc 3",
  ]

  /// Small networks with every kind of layer and output layer, under every loss that fits, with one
  /// image and with several; and the presets.
  static func situations() throws -> [Situation] {
    var all: [Situation] = []
    for diagram in diagrams {
      for batch in [1, 3] where batch > 1 || !diagram.contains("batchnorm") {
        let classes = diagram.hasSuffix("3") ? 3 : 2
        let trainer = try SmallData.trainer(of: diagram, classes: classes, batch: batch)
        all += try settings(of: trainer, "\(diagram), batch \(batch)")
      }
    }
    for preset in Preset.all {
      let trainer = try SmallData.trainer(preset, as: Float.self)
      all.append(Situation(name: preset.name, trainer: trainer))
      if !preset.name.hasPrefix("lenet") {
        all += try settings(of: trainer, preset.name).dropFirst()
      }
    }
    return all
  }

  /// A trainer with each loss that fits, frozen layers, no shuffling, and other tie policies.
  private static func settings(
    of trainer: Trainer<Float>, _ name: String
  ) throws -> [Situation] {
    let losses = Loss.allCases.filter {
      $0.fits(trainer.network.ending, outputs: trainer.network.outputCount)
    }
    #expect(losses.contains(trainer.loss))
    func with(_ actions: Timeline<Float>.Action...) -> Trainer<Float> {
      actions.reduce(into: trainer) { $0.apply($1) }
    }
    let frozen = trainer.network.nodes.indices.filter {
      !trainer.network.nodes[$0].layer.parameters.isEmpty
    }.dropLast()
    return losses.map { Situation(name: "\(name), \($0.rawValue)", trainer: with(.loss($0))) }
      + [
        Situation(
          name: "\(name), ties all, not shuffled", trainer: with(.ties(.all), .shuffle(false)))
      ]
      + (frozen.isEmpty
        ? []
        : [
          Situation(
            name: "\(name), all frozen but the last",
            trainer: frozen.reduce(into: trainer) { $0.apply(.freeze(layer: $1, true)) })
        ])
  }

  /// Everything that a bug may change: numbers, journals, reports and tests.
  struct Outcome: Equatable {
    let fingerprint: Fingerprint
    let reports: [Double]
    let answers: [Evaluation.Answer]

    /// The outcome of two updates and one more step up to its update.
    init(_ start: Trainer<Float>, with bug: (any Lab.Bug)?) throws {
      var start = start
      bug?.start(&start.network)
      var timeline = Timeline(start)
      // The log has the same length with and without the bug.
      timeline.perform(.hooks(bug.map { [$0] } ?? []))
      timeline.advance(updates: 2)
      timeline.operate(start.operations.count - 1)
      let state = timeline.state
      fingerprint = try Fingerprint(state)
      let (one, both) = (state.report(last: 1), state.report(last: 2))
      reports = [one.loss, one.accuracy, both.loss, both.accuracy].map { $0.isNaN ? -1 : $0 }
      answers = try #require(state.evaluate(state.data.test)).answers.filter { !$0.loss.isNaN }
    }
  }

  /// Bugs that show only if two cells tie, an answer is right, or neighbours differ in class.
  private static let needLuck: Set = ["pool-ties-all", "count-reset", "labels-unshuffled"]

  @Test(arguments: try Self.situations())
  func `a bug acts where it can show, and nowhere else`(_ situation: Situation) throws {
    let sound = try Outcome(situation.trainer, with: nil)
    for bug in BugCatalog.all {
      let outcome = try Outcome(situation.trainer, with: bug)
      if bug.obstacle(in: situation.trainer) != nil {
        #expect(outcome == sound, "\(bug.name)")
      } else if !Self.needLuck.contains(bug.name) {
        #expect(outcome != sound, "\(bug.name)")
      }
    }
  }

  @Test func `the situations have every bug show, and every obstacle`() throws {
    let trainers = try Self.situations().map(\.trainer)
    var obstacles: Set<BugObstacle> = []
    for bug in BugCatalog.all {
      let own = trainers.map { bug.obstacle(in: $0) }
      #expect(own.contains(nil), "\(bug.name)")
      obstacles.formUnion(own.compactMap(\.self))
    }
    let rare: [BugObstacle] = [
      .lacks("ReLU"), .lacks("leaky ReLU"), .lacks("convolution"), .lacks("max pooling"),
      .frozen("convolution", layer: "conv"), .firstIsFrozen(layer: "conv"), .noReLUOnMaps,
      .noLaterConvolution, .onePlace, .noStride, .pointKernels, .noOverlap, .oneWindow, .noTies,
      .tiesAll,
      .noSoftmax, .notShuffled,
    ]
    #expect(Set(rare).subtracting(obstacles).isEmpty)
  }

  @Test func `a bug that did not apply acts as soon as the settings let it`() throws {
    for (name, before, after) in [
      ("batch-sum", .batch(1), .batch(3)),
      ("softmax-unshifted", .loss(.meanSquaredError), .loss(.crossEntropy)),
      ("no-update-conv", .freeze(layer: 0, true), .freeze(layer: 0, false)),
      ("pool-ties-all", .ties(.all), .ties(.first)),
      ("labels-unshuffled", .shuffle(false), .shuffle(true)),
    ] as [(String, Timeline<Float>.Action, Timeline<Float>.Action)] {
      let bug = try #require(BugCatalog.named(name))
      var sound = Timeline(try SmallData.trainer(of: "conv3x3 2, relu, maxpool2, fc 3", batch: 3))
      sound.perform(before)
      var faulty = sound
      sound.perform(.hooks([]))
      faulty.perform(.hooks([bug]))
      #expect(bug.obstacle(in: faulty.state) != nil, "\(name)")
      // Half a step, so that the change comes during a step.
      for _ in 0..<2 {
        sound.operate(sound.state.operations.count - 2)
        faulty.operate(faulty.state.operations.count - 2)
        #expect(try Fingerprint(sound.state) == Fingerprint(faulty.state), "\(name)")
      }
      sound.perform(after)
      faulty.perform(after)
      #expect(bug.obstacle(in: faulty.state) == nil, "\(name)")
      sound.advance(updates: 6)
      faulty.advance(updates: 6)
      #expect(try Fingerprint(sound.state) != Fingerprint(faulty.state), "\(name)")
    }
  }
}
