import ConvNet
import TestSupport
import Testing

/// The arithmetic that explains a number reproduces that number exactly, to the last bit.
struct ExplanationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let diagram: String
    let image: Shape
    let ties: TiePolicy
    var batch = 1
    var loss: Loss?
    var mode = Mode.training
    var optimiser = OptimiserSettings()
    var testDescription: String {
      "\(diagram) on \(image), ties \(ties), batch \(batch), \(mode)"
        + (loss.map { ", \($0.rawValue)" } ?? "")
    }
  }

  static let cases: [Case] =
    [
      Case(diagram: "conv3x3 2, maxpool2, softmax 3", image: Shape(1, 9, 8), ties: .first),
      Case(diagram: "conv3x3 2, maxpool2, softmax 3", image: Shape(1, 9, 8), ties: .all),
      Case(diagram: "conv3x3 2, maxpool2, softmax 3", image: Shape(1, 9, 8), ties: .split),
      Case(
        diagram: "conv3x3 2, conv3x3 3, maxpool2, softmax 3", image: Shape(3, 9, 9), ties: .first),
      Case(diagram: "conv3x3 3, maxpool2, sigmoid", image: Shape(1, 7, 7), ties: .first),
      Case(diagram: "softmax 3", image: Shape(2, 3, 3), ties: .first),
      Case(
        diagram:
          "sigmoid, conv2d 2 3x3 stride=2 padding=1, sigmoid, avgpool 2, fc 3, tanh, sigmoid",
        image: Shape(1, 7, 6), ties: .first, batch: 2),
      Case(diagram: "conv3x3 3, maxpool2, fc 1", image: Shape(1, 7, 7), ties: .first),
      Case(
        diagram: "conv2d 3 3x2 stride=2 padding=1, leakyrelu, maxpool 2 stride=1, flatten, fc 5, "
          + "tanh, fc 3", image: Shape(2, 7, 8), ties: .first),
      Case(
        diagram: "conv2d 2 5x5, relu, conv2d 2 3x3 bias=0, relu, maxpool 3 stride=2, softmax 3",
        image: Shape(1, 13, 13), ties: .split),
      Case(
        diagram: "conv2d 2 3x3, maxpool 3 stride=2, fc 4, relu, sigmoid", image: Shape(1, 9, 9),
        ties: .all),
      Case(
        diagram: "conv2d 2 3x3, batchnorm, relu, maxpool 2, fc 4, batchnorm, relu, "
          + "dropout keep=0.7, fc 3", image: Shape(1, 8, 8), ties: .first, batch: 4,
        optimiser: OptimiserSettings(
          rule: .momentum, weightDecay: 0.01, schedule: .step(every: 2, factor: 0.5))),
      Case(
        diagram: "conv3x3 2, batchnorm, maxpool2, conv2d 3 2x2, dropout keep=0.5, softmax 3",
        image: Shape(2, 8, 8), ties: .split, batch: 3,
        optimiser: OptimiserSettings(rule: .adam, weightDecay: 0.01)),
      Case(
        diagram: "conv2d 2 3x3, batchnorm, relu, maxpool 2, fc 4, dropout keep=0.5, fc 3",
        image: Shape(1, 8, 8), ties: .first, batch: 3, mode: .evaluation),
      Case(
        diagram: "conv2d 2 3x3, batchnorm, maxpool 3 stride=2, sigmoid", image: Shape(1, 9, 9),
        ties: .first, batch: 2),
      Case(
        diagram: "conv2d 2 3x3, maxpool 2, softmax 3", image: Shape(1, 8, 8), ties: .first,
        batch: 2,
        loss: .meanSquaredError),
      Case(
        diagram: "conv2d 2 3x3, maxpool 2, fc 3", image: Shape(1, 8, 8), ties: .first, batch: 2,
        loss: .meanSquaredError),
      Case(
        diagram: "conv2d 2 3x3, maxpool 2, sigmoid", image: Shape(1, 8, 8), ties: .first,
        loss: .meanSquaredError),
      Case(diagram: "dropout keep=0, softmax 3", image: Shape(1, 4, 4), ties: .first),
    ]
    + ConvolutionShapeTests.drawn.prefix(12).map { diagram, image in
      Case(
        diagram: "\(diagram), conv2d 40 1x1, softmax 3", image: image, ties: .first, batch: 2)
    }
    + SampleNetwork.all.map { network in
      Case(
        diagram: network.diagram(), image: Shape(network.input), ties: .first, batch: 3,
        optimiser: OptimiserSettings(rule: .momentum))
    }

  /// A trainer on random images, half of them blank paper, after some updates.
  static func timeline(_ test: Case) throws -> Timeline<Float> {
    var random = RandomSource(seed: 5)
    let classes = SampleNetwork.classes(of: test.diagram, otherwise: 3)
    let labels = (0..<12).map { UInt8($0 % classes) }
    let pixels = (0..<labels.count * test.image.count).map { offset in
      offset / 17 % 2 == 0 ? UInt8(0) : UInt8(random.below(256))
    }
    let set = LabelledImages(
      name: "noise", imageShape: test.image, pixels: pixels, labels: labels,
      classNames: (0..<classes).map(String.init))
    let network = try Network<Float>(
      input: test.image, diagram: try Diagram(parsing: test.diagram), random: &random)
    var timeline = Timeline(
      try Trainer(
        network: network, data: DataSplit(training: set, test: set), learningRate: 0.05,
        context: PassContext(ties: test.ties, random: random), batchSize: test.batch,
        loss: test.loss))
    timeline.perform(.optimiser(test.optimiser))
    while timeline.state.updates < 3 { timeline.perform(.operation) }
    timeline.perform(.mode(test.mode))
    return timeline
  }

  @Test(arguments: cases)
  func `every number of a network explains itself, at every point of the tape`(
    _ test: Case
  ) throws {
    var timeline = try Self.timeline(test)
    let operations = timeline.state.operations.count
    var explained = 0
    for position in 0..<operations {
      timeline.perform(.operation)
      // Early in a step, little has been computed; its end has every place.
      guard position >= operations - 2 else { continue }
      for place in timeline.state.places {
        guard case .computed(let values) = try timeline.state.read(place) else {
          Issue.record("\(place) is not computed")
          continue
        }
        for offset in values.values.indices {
          let single = Place(
            layer: place.layer, quantity: place.quantity, indices: values.shape.indices(at: offset))
          let explanation = try timeline.state.explain(single)
          let result = explanation.arithmetic.evaluate()
          #expect(result.bitPattern == values.values[offset].bitPattern, "\(single)")
          #expect(agree(explanation.arithmetic), "\(single)")
          explained += 1
        }
      }
    }
    #expect(explained > 300)
  }

  /// Whether each term of a sum, computed by itself, has the value that the sum contains for it.
  private func agree(_ arithmetic: Arithmetic<Float>) -> Bool {
    switch arithmetic {
    case .sum(let terms, _), .plus(.sum(let terms, _), _), .over(.sum(let terms, _), _):
      terms.indices.allSatisfy { index in
        let own = terms[index].arithmetic
        var isSilent = false
        if case .times(let first, _) = own { isSilent = first.evaluate() == 0 }
        return own.evaluate().bitPattern == terms.values[index].bitPattern
          && (terms.kinds[index] == .zeroFactor) == isSilent
      }
    default: true
    }
  }

  @Test func `a filter's gradient on a real size explains itself, ink and paper apart`() throws {
    var timeline = try Self.timeline(
      Case(diagram: "conv3x3 4, maxpool2, softmax 3", image: Shape(1, 28, 28), ties: .first))
    while timeline.state.next != .update || timeline.state.updates < 4 {
      timeline.perform(.operation)
    }
    let place = try Place(parsing: "conv.d_filters[2,0,1]")
    let explanation = try timeline.state.explain(place)
    guard case .sum(let terms, columns: 1) = explanation.arithmetic else {
      Issue.record("a filter's gradient is a sum")
      return
    }
    #expect(terms.count <= 169, "only the winners of 13x13 windows have gradient")
    #expect(explanation.arithmetic.evaluate() == explanation.value)
    #expect(terms.kinds.contains(.onBlankPaper) && terms.kinds.contains(.plain))
    let sizes = terms.map { $0.arithmetic.evaluate().magnitude }
    #expect(terms.strongest(3).map { sizes[$0] } == Array(sizes.sorted(by: >).prefix(3)))
  }

  @Test func `after an update a parameter is old value minus rate times gradient`() throws {
    var timeline = try Self.timeline(Self.cases[0])
    while timeline.state.last != .update { timeline.perform(.operation) }
    let explanation = try timeline.state.explain(Place(parsing: "conv.filters[1,2,0]"))
    guard
      case .minus(.stored, .times(.constant(let rate), .stored(let gradient, _))) =
        explanation.arithmetic
    else {
      Issue.record("an updated parameter is a difference")
      return
    }
    #expect(rate == 0.05)
    #expect(gradient.description == "conv.d_filters[1,2,0]")
    #expect(explanation.arithmetic.evaluate() == explanation.value)
  }

  @Test func `a parameter set by hand after the update is not explained by the update`() throws {
    var timeline = try Self.timeline(Self.cases[0])
    while timeline.state.last != .update { timeline.perform(.operation) }
    let place = try Place(parsing: "conv.filters[1,2,0]")
    timeline.perform(.write(place, [0.5]))
    let explanation = try timeline.state.explain(place)
    #expect(explanation.value == 0.5)
    #expect(explanation.arithmetic.evaluate() == 0.5)
  }

  @Test func `blocks, unknown places and what is not computed are refused with a reason`() throws {
    let timeline = try Self.timeline(Self.cases[0])
    for text in ["conv.filters", "conv.nothing[0]", "conv.filters[9,0,0]", "fc.out[0]"] {
      #expect(throws: PlaceError.self) {
        try timeline.state.explain(Place(parsing: text))
      }
    }
  }
}
