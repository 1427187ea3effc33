import ConvNet
import Lab
import TestSupport
import Testing

/// Reading and writing places of every preset, at every position of the tape.
@Suite struct ReadingTests {
  static let presets = Preset.all.map(\.name)

  /// The operation that computes a place; `nil` if it always has a value.
  private func maker(of place: Place, in trainer: Trainer<Float>) throws -> TapeOperation? {
    let last = trainer.network.count - 1
    guard let layer = place.layer else {
      switch place.quantity {
      case "image", "label": return .image
      case "loss": return .loss
      default: return .forward(last)
      }
    }
    let index = try #require(trainer.network.index(of: layer))
    switch place.quantity {
    case "in" where index == 0: return .image
    case "filters", "weights", "biases": return nil
    // What a layer accumulates exists from the first update on.
    case "running_mean", "running_variance", "batches": return trainer.updates > 0 ? nil : .update
    case "d_out": return index == last ? .lossGradient : .backward(index + 1)
    case let name where name.hasPrefix("d_"): return .backward(index)
    default: return .forward(index)
    }
  }

  /// A preset's timeline after 0, 1, 2 ... operations, up to two whole steps.
  private func positions(_ name: String, _ body: (Timeline<Float>, Int) throws -> Void) throws {
    let preset = try #require(Preset.named(name))
    var timeline = Timeline(try SmallData.trainer(preset, as: Float.self))
    let length = timeline.state.operations.count
    try body(timeline, 0)
    for operation in 0..<2 * length {
      timeline.operate()
      try body(timeline, operation % length + 1)
    }
  }

  @Test(arguments: presets)
  func `a place is computed when the tape has passed what computes it`(_ name: String) throws {
    try positions(name) { timeline, position in
      let trainer = timeline.state
      for place in trainer.places {
        let maker = try maker(of: place, in: trainer)
        let when = maker.flatMap { trainer.operations.firstIndex(of: $0) } ?? -1
        switch try trainer.read(place) {
        case .computed: #expect(when < position, "\(place) at \(position)")
        case .notComputed(let operation):
          #expect(when >= position, "\(place) at \(position)")
          #expect(operation == maker)
        }
      }
    }
  }

  @Test(arguments: presets)
  func `indices name parts, and those outside are refused, however far`(_ name: String) throws {
    var random = RandomSource(seed: 1)
    try positions(name) { timeline, position in
      let trainer = timeline.state
      // Deep networks have many places and long tapes; a few positions are enough to cover them.
      guard trainer.network.count < 6 || position % trainer.operations.count == 0 else { return }
      for place in trainer.places {
        guard case .computed(let whole) = try trainer.read(place) else { continue }
        let extents = whole.shape.extents
        for count in 0...extents.count {
          let inside = extents.prefix(count).map { random.below($0) }
          let part = Place(layer: place.layer, quantity: place.quantity, indices: inside)
          guard case .computed(let tensor) = try trainer.read(part) else {
            Issue.record("\(part) is not computed")
            continue
          }
          #expect(identical(tensor, whole.slice(inside)))
          for wrong in [-1, Int.min, Int.max, count < extents.count ? extents[count] : 0] {
            let outside = Place(
              layer: place.layer, quantity: place.quantity, indices: inside + [wrong])
            #expect(throws: PlaceError.self, "\(outside)") { try trainer.read(outside) }
          }
        }
      }
    }
  }

  @Test func `shapes are those that the network's own indices suggest`() throws {
    var timeline = Timeline(try SmallData.trainer(.digits, as: Float.self))
    timeline.operate(timeline.state.operations.count)
    func shape(_ place: String) throws -> String {
      guard case .computed(let tensor) = try timeline.state.read(Place(parsing: place)) else {
        return "not computed"
      }
      return tensor.shape.description
    }
    let expected = [
      "image": "28x28", "label": "1", "loss": "1", "probabilities": "10", "logits": "10",
      "conv.in": "28x28", "conv.out": "8x26x26", "conv.d_in": "28x28", "conv.filters": "8x3x3",
      "conv.d_filters": "8x3x3", "pool.out": "8x13x13", "pool.winners": "8x13x13x2",
      "pool.d_in": "8x26x26", "softmax.in": "8x13x13", "softmax.weights": "10x1352",
      "softmax.d_biases": "10", "softmax.d_totals": "10", "softmax.d_in": "8x13x13",
      "conv.out[2,5]": "26", "conv.out[2,5,7]": "1",
    ]
    for (place, text) in expected { #expect(try shape(place) == text, "\(place)") }
  }

  // MARK: Writing

  private func write(
    _ timeline: inout Timeline<Float>, _ text: String, _ values: [Float]
  ) throws {
    let place = try Place(parsing: text)
    try timeline.state.checkWrite(place, count: values.count)
    timeline.perform(.write(place, values))
  }

  @Test func `a written number is there, and only there`() throws {
    var timeline = Timeline(try SmallData.trainer(.toy, as: Float.self))
    let before = try #require(try timeline.values("softmax.weights"))
    try write(&timeline, "softmax.weights[1,2]", [7])
    var expected = before
    expected[6] = 7
    #expect(try timeline.values("softmax.weights") == expected)
    try write(&timeline, "softmax.weights[0]", [-1])
    expected.replaceSubrange(0..<4, with: [-1, -1, -1, -1])
    #expect(try timeline.values("softmax.weights") == expected)
    try write(&timeline, "softmax.weights[1]", [1, 2, 3, 4])
    expected.replaceSubrange(4..<8, with: [1, 2, 3, 4])
    #expect(try timeline.values("softmax.weights") == expected)
  }

  @Test func `what was computed in this step is computed again`() throws {
    for place in ["image[2,2]", "conv.filters[0,1]", "softmax.weights[0,0]", "softmax.biases[1]"] {
      var (edited, fresh) = (
        Timeline(try SmallData.trainer(.toy, as: Float.self)),
        Timeline(try SmallData.trainer(.toy, as: Float.self))
      )
      edited.perform(.choose(.training(1)))
      edited.operate(8)
      try write(&edited, place, [0.75])
      fresh.perform(.choose(.training(1)))
      try write(&fresh, place, [0.75])
      fresh.operate(8)
      for name in fresh.state.places {
        #expect(try edited.values("\(name)") == fresh.values("\(name)"), "\(name) after \(place)")
      }
    }
  }

  @Test func `after an update a changed image begins a step of its own`() throws {
    var timeline = Timeline(try SmallData.trainer(.toy, as: Float.self))
    timeline.operate(timeline.state.operations.count)
    try write(&timeline, "image[0]", [2])
    #expect(timeline.state.next == .forward(0))
    #expect(try timeline.values("conv.out") == nil)
    #expect(try timeline.values("image").map { Array($0.prefix(6)) } == [2, 2, 2, 2, 2, 2])
    #expect(timeline.state.sample(0)?.isEdited == true)
  }

  @Test(arguments: [
    "conv.out", "loss", "label", "softmax.d_weights", "probabilities", "conv.in", "pool.winners",
  ])
  func `computed numbers cannot be written`(_ text: String) throws {
    var timeline = Timeline(try SmallData.trainer(.toy, as: Float.self))
    timeline.operate(timeline.state.operations.count)
    #expect(throws: PlaceError.self) {
      try timeline.state.checkWrite(try Place(parsing: text), count: 1)
    }
  }

  @Test func `an image that is not there cannot be written, nor a wrong number of values`() throws {
    let trainer = try SmallData.trainer(.toy, as: Float.self)
    #expect(throws: PlaceError.self) {
      try trainer.checkWrite(Place(quantity: "image"), count: 1)
    }
    for count in [0, 2, 7, 9, Int.max] {
      #expect(throws: PlaceError.self) {
        try trainer.checkWrite(Place(layer: "softmax", quantity: "weights"), count: count)
      }
    }
    try trainer.checkWrite(Place(layer: "softmax", quantity: "weights"), count: 8)
  }

  @Test func `a shifted image leaves blank paper behind`() throws {
    var timeline = Timeline(try SmallData.trainer(.toy, as: Float.self))
    timeline.perform(.choose(.training(0)))
    let before = try #require(try timeline.values("image"))
    timeline.perform(.shift(sample: 0, dx: 2, dy: -1))
    let after = try #require(try timeline.values("image"))
    for row in 0..<6 {
      for column in 0..<6 {
        let isInside = row < 5 && column >= 2
        #expect(
          after[6 * row + column] == (isInside ? before[6 * (row + 1) + column - 2] : 0))
      }
    }
    timeline.perform(.shift(sample: 0, dx: 1_000, dy: 0))
    #expect(try timeline.values("image") == [Float](repeating: 0, count: 36))
  }
}
