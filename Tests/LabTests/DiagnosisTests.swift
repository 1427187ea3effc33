import ConvNet
import Lab
import TestSupport
import Testing

@Suite struct DiagnosisTests {
  private let filters = Place(layer: "conv", quantity: "filters")
  private let weights = Place(layer: "softmax", quantity: "weights")

  private func dead(_ timeline: Timeline<Float>) -> [Diagnosis.DeadUnits] {
    timeline.diagnose().compactMap { if case .dead(let dead) = $0 { dead } else { nil } }
  }

  private func isSound(_ timeline: Timeline<Float>) -> Bool {
    !timeline.diagnose().contains(where: \.isFault)
  }

  @Test func `nothing is wrong with a new network, nor with one that learns`() throws {
    var timeline = try SmallTraining.timeline()
    #expect(timeline.diagnose() == [])
    for _ in 0..<8 {
      timeline.train(100)
      #expect(isSound(timeline))
    }
  }

  @Test func `a learning rate beyond measure is traced to the first tensor that ran over`() throws {
    var timeline = try SmallTraining.timeline(learningRate: 1e30)
    timeline.train(40)
    guard case .notFinite(let origin)? = timeline.diagnose().first else {
      Issue.record("nothing was found")
      return
    }
    // The same search by brute force: replay every action, check every tensor.
    var slow = try SmallTraining.timeline(learningRate: 1e30)
    var found: [Place] = []
    var update = 0
    while found.isEmpty, slow.now < timeline.now {
      update = slow.state.updates + 1
      slow.perform(.operation)
      for place in slow.state.places where place.description != "softmax.d_out" {
        guard case .computed(let tensor) = try slow.state.read(place),
          tensor.values.contains(where: { !$0.isFinite })
        else { continue }
        found.append(place)
      }
    }
    #expect(found.contains(origin.first.place.whole))
    #expect(origin.operation == slow.state.last)
    #expect(origin.update == update)
    #expect(!origin.first.value.isFinite)
    #expect(origin.losses.last.map { !$0.isFinite } ?? true)
  }

  @Test func `where it began stays the same however long it went on`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.train(33)
    timeline.perform(.learningRate(1e25))
    timeline.train(4)
    let early = timeline.diagnose()
    timeline.train(2_000)
    guard case .notFinite(let one)? = early.first,
      case .notFinite(let two)? = timeline.diagnose().first
    else {
      Issue.record("nothing was found")
      return
    }
    #expect(one.update >= 34)
    #expect(one.first.place == two.first.place)
    #expect(one.update == two.update)
    #expect(one.operation == two.operation)
  }

  @Test func `before it happened nothing is wrong`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.train(20)
    timeline.perform(.learningRate(1e30))
    timeline.train(10)
    #expect(timeline.diagnose() != [])
    timeline.travel(to: try #require(timeline.time(ofUpdate: 20)))
    #expect(timeline.diagnose() == [])
  }

  @Test func `a number that came with an edit is told as such`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.train(3)
    timeline.perform(.write(filters, [.nan]))
    guard case .notFinite(let origin)? = timeline.diagnose().first else {
      Issue.record("nothing was found")
      return
    }
    #expect(origin.operation == nil)
    #expect(origin.first.place == Place(layer: "conv", quantity: "filters", indices: [0, 0, 0]))
    #expect(origin.update == 4)
  }

  @Test func `numbers that were put right are right`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.perform(.write(filters, [.infinity]))
    timeline.train(1)
    for place in timeline.state.places where timeline.state.isWritable(place) {
      if place.layer != nil { timeline.perform(.write(place, [0.1])) }
    }
    timeline.perform(.operation)
    #expect(timeline.diagnose() == [])
  }

  @Test func `sure and wrong answers are far worse than guessing`() throws {
    var timeline = Timeline(
      try SmallTraining.trainer(learningRate: 0, diagram: "conv3x3 1, maxpool2, softmax 2"))
    timeline.train(30)
    timeline.perform(.write(weights, [0]))
    timeline.perform(
      .write(Place(layer: "softmax", quantity: "biases"), [-500, 500]))
    timeline.train(30)
    guard case .diverged(let divergence)? = timeline.diagnose().first else {
      Issue.record("nothing was found")
      return
    }
    // Half the images are of the class that gets a probability of 0: log(1 + e^1000) = 1,000 each.
    #expect(divergence.mean > 200)
    #expect(divergence.update > 30)
    #expect(divergence.count == 20)
    #expect(divergence.zeros == 20 - Int((divergence.mean * 20 / 1_000).rounded()))
  }

  @Test func `four answers are too few to call a training diverged`() throws {
    var timeline = try SmallTraining.timeline(learningRate: 0)
    timeline.perform(.write(Place(layer: "softmax", quantity: "biases"), [-500, 500]))
    func isDiverged() -> Bool {
      timeline.diagnose().contains { if case .diverged = $0 { true } else { false } }
    }
    timeline.train(4)
    #expect(!isDiverged())
    timeline.train(4)
    #expect(isDiverged())
  }

  @Test func `with a learning rate of 0 a filter is no more dead than with another`() throws {
    var timeline = try SmallTraining.timeline(learningRate: 0)
    timeline.perform(.write(weights, [0]))
    #expect(dead(timeline) == [])
  }

  @Test func `an enormous weight is told with its place`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.perform(
      .write(Place(layer: "conv", quantity: "filters", indices: [0, 1, 2]), [-5_000]))
    guard case .enormous(let growth)? = timeline.diagnose().first else {
      Issue.record("nothing was found")
      return
    }
    #expect(growth.largest.place.description == "conv.filters[0,1,2]")
    #expect(growth.largest.value == -5_000)
    #expect(growth.atFirst == 3)
    #expect(growth.edit?.place == growth.largest.place)
    timeline.perform(.write(filters, [50]))
    #expect(timeline.diagnose(.glance) == [])
  }

  @Test func `a loss that sits at that of guessing is noticed after a few hundred images`() throws {
    var timeline = try SmallTraining.timeline(learningRate: 0)
    timeline.perform(.write(weights, [0.001]))
    timeline.train(299)
    #expect(timeline.diagnose(.glance) == [])
    timeline.train(1)
    guard case .flat(let plateau)? = timeline.diagnose().first else {
      Issue.record("nothing was found")
      return
    }
    #expect(plateau.cause == .zeroRate)
    #expect(abs(plateau.guessing.loss - 0.6931) < 1e-4)
    #expect(plateau.guessing.accuracy == 0.5)
    #expect(abs(plateau.report.loss - plateau.guessing.loss) < 0.01)
    timeline.perform(.learningRate(0.05))
    timeline.train(300)
    #expect(isSound(timeline))
  }

  @Test func `a filter is dead where nothing around it can bring it back`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.perform(.write(filters, [0]))
    // Weights of 0 after it would be enough to explain it, but they change.
    timeline.perform(.write(weights, [0]))
    #expect(dead(timeline).map(\.units) == [[0]])
    timeline.perform(.write(Place(layer: "conv", quantity: "filters", indices: [0, 0]), [1]))
    #expect(dead(timeline) == [])
    timeline.perform(.write(filters, [0]))
    timeline.perform(.write(Place(layer: "softmax", quantity: "weights", indices: [0]), [1]))
    #expect(dead(timeline) == [])
  }

  @Test func `a ReLU that is shut for every image kills its filter`() throws {
    var timeline = Timeline(
      try SmallTraining.trainer(diagram: "conv3x3 3, relu, maxpool2, softmax 2"))
    #expect(dead(timeline) == [])
    timeline.perform(.write(Place(layer: "conv", quantity: "filters", indices: [1]), [-1]))
    let found = try #require(dead(timeline).first)
    #expect(found.layer == "conv")
    #expect(found.units == [1])
    #expect(found.count == 3)
    #expect(found.images == 8)
    #expect(found.all == 8)
    // Shut by hand, by no update.
    #expect(found.death == nil)
  }

  @Test func `the update that shut a unit is found`() throws {
    var timeline = Timeline(try SmallTraining.trainer(diagram: "fc 4, relu, softmax 2"))
    timeline.train(60)
    timeline.perform(.write(Place(layer: "fc", quantity: "biases", indices: [2]), [-1_000]))
    timeline.train(90)
    let found = try #require(dead(timeline).first { $0.units.contains(2) })
    #expect(found.parameter == "weights")
    // The edit came after update 60, whose numbers are looked at before it.
    #expect(found.death?.update == 61)
  }

  private func causes(_ timeline: Timeline<Float>) -> [Diagnosis.Cause] {
    timeline.diagnose().compactMap(\.cause)
  }

  @Test func `units that can never differ are named`() throws {
    var timeline = Timeline(try SmallTraining.trainer(diagram: "fc 4, tanh, softmax 2"))
    for place in timeline.state.parameterPlaces { timeline.perform(.write(place, [0.1])) }
    timeline.train(40)
    #expect(causes(timeline).contains(.identicalUnits(layer: "fc", count: 4)))
    timeline.perform(
      .write(Place(layer: "fc", quantity: "weights", indices: [2, 20]), [0.2]))
    #expect(!causes(timeline).contains(.identicalUnits(layer: "fc", count: 4)))
  }

  @Test func `weights that were too large at the start are named, with how much`() throws {
    var trainer = try SmallTraining.trainer(diagram: "conv3x3 2, relu, maxpool2, fc 2")
    trainer.network.withParameters { layer, parameter, values in
      if layer == 0, parameter == 0 { values.values = values.values.map { $0 * 400 } }
    }
    let found = causes(Timeline(trainer)).compactMap {
      if case .firstWeights(let answers) = $0 { answers } else { nil }
    }
    #expect(found.map(\.place) == [filters])
    let answers = try #require(found.first)
    #expect((100...1_600).contains(answers.factor))
    #expect(answers.loss > answers.fresh && answers.loss > answers.guessing)
    let sound = Timeline(try SmallTraining.trainer(diagram: "conv3x3 2, relu, maxpool2, fc 2"))
    #expect(sound.diagnose() == [])
  }

  @Test func `weights that a bug draws too large are blamed on the drawing`() throws {
    let bug = try #require(BugCatalog.named("kernel-unscaled"))
    for updates in [0, 200] {
      var trainer = try SmallTraining.trainer(
        learningRate: 0.05, diagram: "conv3x3 2, relu, maxpool2, fc 2")
      trainer.setHooks([bug])
      bug.start(&trainer.network)
      var timeline = Timeline(trainer)
      timeline.train(updates)
      let found = causes(timeline).compactMap { cause -> Double? in
        switch cause {
        case .drawing(filters, let factor): factor
        case .trial, .firstWeights: 0
        default: nil
        }
      }
      #expect(found.map { ($0 / 256 * 1e4).rounded() } == [1e4], "\(updates)")
    }
    // The bug is on, and the weights are not the ones that it drew.
    var trainer = try SmallTraining.trainer(diagram: "conv3x3 2, relu, maxpool2, fc 2")
    trainer.setHooks([bug])
    #expect(causes(Timeline(trainer)) == [])
  }

  @Test func `an output that is not its formula's is named`() throws {
    for (name, diagram) in [
      ("leaky-discarded", "fc 4, leakyrelu slope=0.1, softmax 2"),
      ("softmax-unshifted", "softmax 2"),
    ] {
      var trainer = try SmallTraining.trainer(diagram: diagram)
      trainer.setHooks([try #require(BugCatalog.named(name))])
      let places = causes(Timeline(trainer)).compactMap {
        if case .output(let place, _) = $0 { place.description } else { nil }
      }
      #expect(places == [name == "leaky-discarded" ? "leaky.out" : "softmax.out"])
    }
  }

  @Test func `what is advised against dead units was tried`() throws {
    var tried = 0
    for rate: Float in [1, 2, 4] {
      var timeline = Timeline(
        try SmallTraining.trainer(learningRate: rate, diagram: "fc 6, relu, softmax 2"))
      timeline.train(100)
      for found in dead(timeline) {
        guard case .trial(let trial)? = found.cause, case .learningRate(let other, _) = trial.change
        else { continue }
        tried += 1
        #expect(other < Double(rate))
        var again = Timeline(
          try SmallTraining.trainer(learningRate: Float(other), diagram: "fc 6, relu, softmax 2"))
        again.train(trial.updates)
        #expect(dead(again).allSatisfy { $0.layer != found.layer })
      }
    }
    #expect(tried > 0)
  }

  @Test func `each loss has its own cost of guessing`() throws {
    let even = [Double](repeating: 0.1, count: 10)
    #expect(abs(Loss.crossEntropy.ofGuessing(shares: even, outputs: 10) - 2.302585) < 1e-6)
    #expect(abs(Loss.meanSquaredError.ofGuessing(shares: even, outputs: 10) - 0.09) < 1e-12)
    #expect(abs(Loss.meanSquaredError.ofGuessing(shares: [0.5, 0.5], outputs: 1) - 0.25) < 1e-12)
    let half = Loss.binaryCrossEntropy.ofGuessing(shares: [0.5, 0.5], outputs: 1)
    #expect(abs(half - 0.693147) < 1e-6)
    // -(0.8 log 0.8 + 0.2 log 0.2), and 0.8 x 0.2.
    let uneven = Loss.binaryCrossEntropy.ofGuessing(shares: [0.8, 0.2], outputs: 1)
    #expect(abs(uneven - 0.500402) < 1e-6)
    #expect(abs(Loss.meanSquaredError.ofGuessing(shares: [0.8, 0.2], outputs: 1) - 0.16) < 1e-12)
  }

  @Test func `looking changes nothing`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.train(7)
    timeline.perform(.operation)
    let before = timeline.state
    _ = timeline.diagnose()
    #expect(timeline.state.weights == before.weights)
    #expect(timeline.now == before.clock)
    timeline.train(5)
    var other = try SmallTraining.timeline()
    other.train(12)
    #expect(timeline.state.losses == other.state.losses)
  }
}
