import ConvNet
import Lab
import TestSupport
import Testing

@Suite struct DiagnosisTests {
  private let filters = Place(layer: "conv", quantity: "filters")
  private let weights = Place(layer: "softmax", quantity: "weights")

  @Test func `nothing is wrong with a new network, nor with one that learns`() throws {
    var timeline = try SmallTraining.timeline()
    #expect(timeline.diagnose(steps: 24) == [])
    for _ in 0..<8 {
      timeline.train(100)
      #expect(timeline.diagnose(steps: 24) == [])
    }
  }

  @Test func `a learning rate beyond measure is traced to the first tensor that ran over`() throws {
    var timeline = try SmallTraining.timeline(learningRate: 1e30)
    timeline.train(40)
    guard case .notFinite(let origin)? = timeline.diagnose().first else {
      Issue.record("nothing was found")
      return
    }
    // The same search the long way: every action again, every tensor looked at.
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
    // Half the images are of the class that is denied: log(1 + e^1000) = 1,000 each.
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
    #expect(timeline.diagnose(steps: 24) == [])
  }

  @Test func `an enormous weight is told with its place`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.perform(
      .write(Place(layer: "conv", quantity: "filters", indices: [0, 1, 2]), [-5_000]))
    guard case .enormous(let largest, let atFirst)? = timeline.diagnose().first else {
      Issue.record("nothing was found")
      return
    }
    #expect(largest.place.description == "conv.filters[0,1,2]")
    #expect(largest.value == -5_000)
    #expect(atFirst == 3)
    timeline.perform(.write(filters, [50]))
    #expect(timeline.diagnose() == [])
  }

  @Test func `a loss that sits at that of guessing is noticed after a few hundred images`() throws {
    var timeline = try SmallTraining.timeline(learningRate: 0)
    timeline.perform(.write(weights, [0.001]))
    timeline.train(299)
    #expect(timeline.diagnose() == [])
    timeline.train(1)
    guard case .flat(let plateau)? = timeline.diagnose().first else {
      Issue.record("nothing was found")
      return
    }
    #expect(plateau.classes == 2)
    #expect(abs(plateau.chance - 0.6931) < 1e-4)
    #expect(abs(plateau.halves[1] - plateau.chance) < 0.01)
    timeline.perform(.learningRate(0.05))
    timeline.train(300)
    #expect(timeline.diagnose() == [])
  }

  @Test func `a loss that stays elsewhere is not that of guessing`() throws {
    var timeline = try SmallTraining.timeline(learningRate: 0)
    timeline.train(400)
    #expect(timeline.diagnose() == [])
  }

  @Test func `a filter is dead where nothing around it can bring it back`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.perform(.write(filters, [0]))
    // Weights of 0 behind it would do it alone, but they move.
    timeline.perform(.write(weights, [0]))
    #expect(timeline.diagnose(steps: 24) == [.dead(layer: "conv", filters: [0], steps: 24)])
    timeline.perform(.write(Place(layer: "conv", quantity: "filters", indices: [0, 0]), [1]))
    #expect(timeline.diagnose(steps: 24) == [])
    timeline.perform(.write(filters, [0]))
    timeline.perform(.write(Place(layer: "softmax", quantity: "weights", indices: [0]), [1]))
    #expect(timeline.diagnose(steps: 24) == [])
  }

  @Test func `a ReLU that is shut for every image kills its filter`() throws {
    var timeline = Timeline(
      try SmallTraining.trainer(diagram: "conv3x3 3, relu, maxpool2, softmax 2"))
    #expect(timeline.diagnose(steps: 24) == [])
    timeline.perform(.write(Place(layer: "conv", quantity: "filters", indices: [1]), [-1]))
    #expect(timeline.diagnose(steps: 24) == [.dead(layer: "conv", filters: [1], steps: 24)])
  }

  @Test func `looking changes nothing`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.train(7)
    timeline.perform(.operation)
    let before = timeline.state
    _ = timeline.diagnose(steps: 24)
    #expect(timeline.state.weights == before.weights)
    #expect(timeline.now == before.clock)
    timeline.train(5)
    var other = try SmallTraining.timeline()
    other.train(12)
    #expect(timeline.state.losses == other.state.losses)
  }
}
