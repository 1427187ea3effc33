import ConvNet
import TestSupport
import Testing

/// Gradients that are deliberately wrong.
enum Fault: String, CaseIterable {
  case filterFlipped, lastWindowOnly, filterAssigned, twice, withoutUpstream, zero, oneWeight
  case imageTransposed, denseTransposed, signTurned

  /// The backward pass with this fault.
  func backward(
    _ passes: [any AnyPass<Double>], _ loss: Upstream<Double>
  ) -> [LayerGradients<Double>] {
    let right = Network.backward(passes, from: loss)
    let routed = right[1].input
    func withConvolution(from maps: Tensor<Double>) -> [LayerGradients<Double>] {
      [passes[0].backward(Upstream(out: maps))] + right.dropFirst()
    }
    switch self {
    case .filterFlipped:
      return right.replacing(0) { filters in
        stride(from: 0, to: filters.values.count, by: 9).flatMap {
          filters.values[$0..<$0 + 9].reversed()
        }
      }
    case .lastWindowOnly:
      let last = routed.values.lastIndex { $0 != 0 }
      return withConvolution(from: routed.keeping { $0 == last })
    case .filterAssigned:
      // The only term that remains of the sum over positions is each map's last one.
      let size = routed.shape[2] * routed.shape[3]
      let last = stride(from: 0, to: routed.values.count, by: size).compactMap { start in
        (start..<start + size).last { routed.values[$0] != 0 }
      }
      return withConvolution(from: routed.keeping(last.contains))
    case .withoutUpstream:
      return withConvolution(
        from: Tensor(routed.shape, routed.values.map { $0 == 0 ? 0 : 1 }))
    case .twice: return right.replacing(0) { $0.values.map { $0 * 2 } }
    case .zero: return right.replacing(0) { $0.values.map { _ in 0 } }
    case .signTurned: return right.replacing(0) { $0.values.map { -$0 } }
    case .oneWeight:
      return right.replacing(2) { weights in
        var values = weights.values
        values[values.count / 2] *= 1.5
        return values
      }
    case .denseTransposed: return right.replacing(2) { $0.misread(rows: $0.shape[0]) }
    case .imageTransposed:
      let image = right[0].input
      let turned = Tensor(image.shape, image.misread(rows: image.shape[2]))
      return [LayerGradients(input: turned, parameters: right[0].parameters)] + right.dropFirst()
    }
  }

  /// The names of the groups that must fail.
  var groups: [String] {
    switch self {
    case .oneWeight, .denseTransposed: ["softmax.weights"]
    case .imageTransposed: ["image"]
    // A gradient that does not reach the filters does not reach the image either.
    case .lastWindowOnly, .filterAssigned, .withoutUpstream: ["conv.filters", "image"]
    case .filterFlipped, .twice, .zero, .signTurned: ["conv.filters"]
    }
  }
}

extension Tensor {
  /// The numbers at some positions, and 0 elsewhere.
  fileprivate func keeping(_ isKept: (Int) -> Bool) -> Tensor {
    Tensor(shape, values.indices.map { isKept($0) ? values[$0] : 0 })
  }

  /// A matrix read by columns as though it were stored by rows.
  fileprivate func misread(rows: Int) -> [S] {
    let columns = values.count / rows
    return values.indices.map { values[$0 % rows * columns + $0 / rows] }
  }
}

extension [LayerGradients<Double>] {
  /// The gradients with the first parameter of a layer replaced.
  fileprivate func replacing(
    _ layer: Int, _ change: (Tensor<Double>) -> [Double]
  ) -> [LayerGradients<Double>] {
    var all = self
    var parameters = all[layer].parameters
    parameters[0] = Tensor(parameters[0].shape, change(parameters[0]))
    all[layer] = LayerGradients(
      input: all[layer].input, parameters: parameters, totals: all[layer].totals)
    return all
  }
}

@Suite struct GradientCheckTests {
  private func results(
    _ trainer: Trainer<Float>, fault: Fault? = nil
  ) throws -> [String: GradientComparison] {
    var check = try GradientCheck(of: trainer) { passes, loss in
      fault?.backward(passes, loss) ?? Network.backward(passes, from: loss)
    }
    var results: [String: GradientComparison] = [:]
    for place in check.groups { results[place.description] = try check.check(place) }
    return results
  }

  private func wrong(_ trainer: Trainer<Float>, fault: Fault? = nil) throws -> [String] {
    try results(trainer, fault: fault).filter { $0.value.isWrong }.map(\.key).sorted()
  }

  // MARK: Right gradients

  @Test(arguments: [0, 60])
  func `every group agrees, fresh and trained`(updates: Int) throws {
    let results = try results(try Strokes.small(image: 1, updates: updates))
    #expect(results.count == 4)
    for (name, result) in results {
      #expect(result.verdict == .agrees && result.best.error < 1e-7, "\(name) \(result.best)")
    }
  }

  @Test(arguments: [0, 3])
  func `every number of the toy agrees`(updates: Int) throws {
    let results = try results(try Strokes.preset("toy", image: 0, updates: updates))
    #expect(results.count == 4)
    for (name, result) in results {
      #expect(result.verdict == .agrees, "\(name) \(result.best)")
    }
  }

  // Checking all 13,602 parameters needs the optimised build; this checks a part of each group.
  @Test(
    arguments: ["digits", "sigmoid-lab"],
    ["image[13]", "conv.filters[3]", "LAST.weights[0,400]", "LAST.weights[0,777]", "LAST.biases"])
  func `a part of every group of the digit networks agrees`(preset: String, part: String) throws {
    for updates in [0, 5] {
      let trainer = try Strokes.preset(preset, image: 1, updates: updates)
      let last = trainer.network.nodes[trainer.network.count - 1].name
      let place = try Place(parsing: part.hasPrefix("LAST") ? last + part.dropFirst(4) : part)
      var check = try GradientCheck(of: trainer)
      let result = try #require(try check.check(place))
      #expect(result.verdict == .agrees, "\(place) \(result.best)")
    }
  }

  static let diagrams =
    [
      "conv3x3 2, relu, maxpool2, softmax 5", "conv3x3 2, leakyrelu, maxpool 3 stride=2, softmax 5",
      "conv2d 2 5x5 padding=1, tanh, maxpool 2, fc 6, relu, softmax 5",
      "conv2d 2 3x3 stride=3 bias=0, relu, conv2d 3 3x3, maxpool2, flatten, fc 4, tanh, softmax 5",
    ] + SampleNetwork.all.map { $0.diagram(classes: 5) }

  @Test(arguments: diagrams)
  func `every group of other layers agrees`(diagram: String) throws {
    let results = try results(try Strokes.small(diagram, image: 1))
    for (name, result) in results where result.verdict != .onlyKinks {
      #expect(result.verdict == .agrees, "\(name) \(result.best)")
    }
    #expect(results.contains { $0.value.verdict == .agrees })
  }

  @Test func `a loss of nearly 0 is rounding or zero, never wrong`() throws {
    for bias in [8, 16, 24, 40, 200] as [Float] {
      var timeline = Timeline(try Strokes.small(image: 3))
      timeline.perform(.write(Place(layer: "softmax", quantity: "biases", indices: [3]), [bias]))
      let results = try results(timeline.state)
      #expect(!results.contains { $0.value.isWrong }, "bias \(bias)")
      if bias == 200 { #expect(results["conv.filters"]?.verdict == .zero(.lossIsZero)) }
    }
  }

  @Test func `a gradient of 0 says why`() throws {
    var timeline = Timeline(try Strokes.small(image: 3))
    timeline.perform(.write(Place(layer: "softmax", quantity: "weights"), [0]))
    #expect(try results(timeline.state)["conv.filters"]?.verdict == .zero(.nothingArrives))
    timeline.perform(.write(Place(layer: "conv", quantity: "filters"), [0]))
    #expect(try results(timeline.state)["softmax.weights"]?.verdict == .zero(.inputIsZero))
  }

  @Test(arguments: [
    // No window reaches column 3; pooling takes the largest of each window; batch norm takes the
    // bias away again.
    (
      "conv2d 2 2x2 stride=5, tanh, softmax 5", "image[3,3]",
      GradientComparison.ReasonForZero.noTerms
    ),
    ("conv2d 2 3x3, batchnorm, tanh, softmax 5", "conv.biases", .cancels),
    ("maxpool2, conv3x3 2, softmax 5", "conv.filters[0]", .productsAreZero),
  ])
  func `each reason for a gradient of 0 is the true one`(
    _ diagram: String, _ place: String, _ reason: GradientComparison.ReasonForZero
  ) throws {
    var timeline = Timeline(try Strokes.small(diagram, image: 1))
    if reason == .productsAreZero {
      // One pixel of ink, and a dense layer that looks elsewhere.
      timeline.perform(.write(Place(quantity: "image"), [0]))
      timeline.perform(.write(Place(quantity: "image", indices: [0, 0]), [1]))
      timeline.perform(.write(Place(layer: "softmax", quantity: "weights"), [0]))
      for output in 0..<5 {
        timeline.perform(
          .write(
            Place(layer: "softmax", quantity: "weights", indices: [output, 15]), [Float(output)]))
      }
    }
    var check = try GradientCheck(of: timeline.state)
    let result = try #require(try check.check(Place(parsing: place)))
    #expect(result.verdict == .zero(reason))
  }

  // MARK: Wrong gradients

  @Test(arguments: Fault.allCases)
  func `a fault fails what it spoils and nothing else`(fault: Fault) throws {
    #expect(try wrong(try Strokes.small(image: 3), fault: fault) == fault.groups)
  }

  @Test(arguments: [
    Fault.twice, .zero, .filterFlipped, .signTurned, .withoutUpstream, .lastWindowOnly,
    .filterAssigned,
  ])
  func `a fault fails on paper too`(fault: Fault) throws {
    let wrong = try wrong(try Strokes.preset("toy", image: 0), fault: fault)
    #expect(wrong == fault.groups)
  }

  @Test func `the gradient to all ties is wrong on blank paper, a share to each is not`() throws {
    var timeline = Timeline(try Strokes.small(image: 3))
    timeline.perform(.ties(.all))
    #expect(try wrong(timeline.state) == ["conv.filters"])
    timeline.perform(.ties(.split))
    #expect(try wrong(timeline.state).isEmpty)
  }

  @Test func `the symptom of a fault is told`() throws {
    let trainer = try Strokes.small(image: 3)
    func verdict(_ fault: Fault) throws -> GradientComparison.Verdict? {
      try results(trainer, fault: fault)[fault.groups[0]]?.verdict
    }
    #expect(try verdict(.zero) == .wrong(.vanished))
    #expect(try verdict(.filterFlipped) == .wrong(.flipped))
    #expect(try verdict(.oneWeight) == .wrong(.few(1)))
    guard case .wrong(.factor(let factor)) = try verdict(.twice) else {
      Issue.record("A factor is not seen as one.")
      return
    }
    #expect(abs(factor - 2) < 1e-6)
  }

  @Test(arguments: [12, 20])
  func `a few are at most a twentieth of the numbers`(_ count: Int) throws {
    var check = try GradientCheck(of: try Strokes.small(image: 3)) { passes, loss in
      Network.backward(passes, from: loss).replacing(2) { weights in
        weights.values.enumerated().map { $0 < count ? $1 + 0.1 + Double($0) / 100 : $1 }
      }
    }
    let result = try #require(try check.check(Place(parsing: "softmax.weights")))
    #expect(result.verdict == .wrong(count == 12 ? .few(12) : .other))
  }

  @Test func `the worst weight is the one that was spoilt, with both numbers`() throws {
    let results = try results(try Strokes.small(image: 3), fault: .oneWeight)
    let worst = try #require(results["softmax.weights"]?.worst)
    #expect(worst.place.indices == [2, 25])
    #expect(abs(worst.analytic / worst.numeric - 1.5) < 1e-5)
  }

  // MARK: Kinks

  @Test func `pixels on blank paper are at kinks, and are counted and named`() throws {
    let image = try #require(try results(try Strokes.small(image: 3))["image"])
    #expect(image.checked + image.kinks.count == 144)
    #expect(image.checked > 20 && image.kinks.count > 20)
    let first = try #require(image.kinks.first)
    #expect(first.place.description == "image[0,0]")
    #expect(first.output.layer == "pool")
  }

  @Test func `a blank image has only kinks, and its filters none`() throws {
    let results = try results(try Strokes.small(image: Strokes.blank))
    #expect(results["image"]?.verdict == .onlyKinks)
    #expect(results["conv.filters"]?.verdict == .agrees)
    #expect(results["conv.filters"]?.kinks.isEmpty == true)
  }

  @Test func `a ReLU that sits on its kink is named, and not failed`() throws {
    var timeline = Timeline(try Strokes.small("conv3x3 2, relu, maxpool2, softmax 5", image: 1))
    timeline.perform(.write(Place(layer: "conv", quantity: "filters", indices: [0]), [0]))
    let filters = try #require(try results(timeline.state)["conv.filters"])
    #expect(filters.kinks.count == 9 && filters.checked == 9)
    #expect(filters.kinks[0].output.layer == "relu")
    #expect(filters.verdict == .agrees)
  }

  // MARK: Asking for it

  @Test func `a part of a group is checked alone`() throws {
    var check = try GradientCheck(of: try Strokes.small(image: 3))
    let part = try #require(try check.check(try Place(parsing: "conv.filters[1]")))
    #expect(part.checked == 9)
    #expect(part.verdict == .agrees)
    #expect(part.worst?.place.indices.first == 1)
    #expect(throws: InspectionError.self) { try check.check(try Place(parsing: "conv.filters[2]")) }
    #expect(throws: InspectionError.self) { try check.check(try Place(parsing: "conv.out")) }
  }

  @Test func `without an image, or with a loss of nan, there is nothing to check`() throws {
    #expect(throws: InspectionError.self) {
      try GradientCheck(of: try Strokes.small(image: nil))
    }
    var timeline = Timeline(try Strokes.small(image: 3))
    timeline.perform(.write(Place(layer: "conv", quantity: "filters"), [.nan]))
    #expect(throws: InspectionError.self) { try GradientCheck(of: timeline.state) }
  }

  @Test(arguments: [1, 5, 8, 17])
  func `no more numbers are checked than asked for`(_ limit: Int) throws {
    var check = try GradientCheck(of: try Strokes.small(image: 3))
    let filters = try Place(parsing: "conv.filters")
    let result = try #require(try check.check(filters, atMost: limit))
    #expect(result.checked + result.kinks.count == limit)
    #expect(result.isSampled == (limit < result.count) && result.count == 18)
  }

  @Test(arguments: Fault.allCases.filter { $0 != .oneWeight })
  func `a few numbers show a fault as all of them do`(fault: Fault) throws {
    for name in fault.groups {
      var check = try GradientCheck(of: try Strokes.small(image: 3)) { passes, loss in
        fault.backward(passes, loss)
      }
      let result = try #require(try check.check(Place(parsing: name), atMost: 8))
      #expect(result.isWrong, "\(name)")
    }
  }

  @Test func `it stops when told to`() throws {
    var check = try GradientCheck(of: try Strokes.small(image: 3))
    var asked = 0
    let result = try check.check(Place(layer: "softmax", quantity: "weights")) {
      asked += 1
      return asked == 5
    }
    #expect(result == nil && asked == 5)
  }
}
