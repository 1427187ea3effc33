import ConvNet
import Lab
import TestSupport
import Testing

/// The third power of each number.
private struct Cube<S: Scalar>: PlainLayer, ParameterFreeLayer {
  static var kind: String { "cube" }

  func outputShape(for sample: Shape) -> Shape { sample }

  func forward(_ input: Tensor<S>, in context: inout PassContext) -> (Tensor<S>, Void) {
    (Tensor(input.shape, input.values.map { $0 * $0 * $0 }), ())
  }

  func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    let gradient = zip(upstream.out.values, pass.input.values).map { $0 * 3 * $1 * $1 }
    return LayerGradients(input: Tensor(pass.input.shape, gradient))
  }

  func converted<T: Scalar>(to type: T.Type) -> any Layer<T> { Cube<T>() }
}

private enum CubeFactory: BareLayerFactory {
  static let word = "cube"
  static let layer: any Layer<Float>.Type = Cube<Float>.self

  static func draft<S: Scalar>(as type: S.Type) -> LayerDraft<S> { LayerDraft(Cube<S>()) }
}

/// One factor for all numbers, which is learned.
private struct Gain<S: Scalar>: PlainLayer {
  static var kind: String { "gain" }
  var factor: Tensor<S>

  var parameters: [Parameter<S>] {
    [Parameter(name: "factor", fileName: "weight", values: factor)]
  }

  mutating func withParameters(_ body: (Int, inout Tensor<S>) -> Void) { body(0, &factor) }

  func outputShape(for sample: Shape) -> Shape { sample }

  func forward(_ input: Tensor<S>, in context: inout PassContext) -> (Tensor<S>, Void) {
    (Tensor(input.shape, input.values.map { $0 * factor.values[0] }), ())
  }

  func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    let sum = zip(upstream.out.values, pass.input.values).reduce(S.zero) { $0 + $1.0 * $1.1 }
    return LayerGradients(
      input: Tensor(pass.input.shape, upstream.out.values.map { $0 * factor.values[0] }),
      parameters: [Tensor(Shape(1), [sum])])
  }

  func converted<T: Scalar>(to type: T.Type) -> any Layer<T> {
    Gain<T>(factor: factor.converted())
  }
}

private enum GainFactory: LayerFactory {
  static let word = "gain"
  static let layer: any Layer<Float>.Type = Gain<Float>.self
  static let options = ["start"]

  static func draft<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, as type: S.Type
  ) throws(DiagramError) -> LayerDraft<S> {
    try arguments.noSizes()
    let start = try arguments.number("start", default: 1)
    return LayerDraft(parameters: 1, outputShape: { $0 }) { _ in
      Gain(factor: Tensor(Shape(1), [S(start)]))
    }
  }
}

/// Layers that consist of their mathematics, in networks, timelines and files.
@Suite struct PlainLayerTests {
  private let images = SmallData.noise(Shape(1, 6, 6), count: 6, classes: 2)

  private func timeline<S: Scalar>(_ network: Network<S>) throws -> Timeline<S> {
    Timeline(
      try Trainer(
        network: network, data: DataSplit(training: images, test: images), learningRate: 0.1))
  }

  private func cubic<S: Scalar>(as type: S.Type = S.self) throws -> Timeline<S> {
    var random = RandomSource(seed: 2)
    return try timeline(
      Network<S>(
        input: images.imageShape,
        diagram: Diagram(parsing: "conv3x3 2, cube, softmax 2", adding: [CubeFactory.self]),
        random: &random))
  }

  private func amplified() throws -> Timeline<Double> {
    var random = RandomSource(seed: 2)
    return try timeline(
      Network<Double>(
        input: images.imageShape,
        layers: [
          Gain(factor: Tensor(Shape(1), [1.5])), Tanh(),
          Softmax(Dense(inputs: 36, outputs: 2, random: &random)),
        ]))
  }

  @Test func `a diagram names it only where its kind is given`() throws {
    let text = "conv3x3 2, cube, softmax 2"
    var random = RandomSource(seed: 2)
    let error = #expect(throws: NetworkError.self) {
      try Network<Float>(
        input: images.imageShape, diagram: Diagram(parsing: text), random: &random)
    }
    #expect(error == .diagram(.unknownLayer("cube", known: Diagram.words), layer: 1))
    let diagram = try Diagram(parsing: text, adding: [CubeFactory.self])
    #expect(diagram.description == text)
    let other = #expect(throws: NetworkError.self) {
      try Network<Float>(
        input: images.imageShape,
        diagram: Diagram(parsing: "cube 2, softmax 2", adding: [CubeFactory.self]), random: &random)
    }
    #expect(other == .diagram(.takesNothing("cube"), layer: 0))
  }

  @Test func `its options are read, and others are refused`() throws {
    func network(_ word: String) throws -> Network<Double> {
      var random = RandomSource(seed: 2)
      return try Network(
        input: images.imageShape,
        diagram: Diagram(parsing: "\(word), softmax 2", adding: [GainFactory.self]),
        random: &random)
    }
    #expect(try network("gain").nodes[0].layer.parameters[0].values.values == [1])
    #expect(try network("gain start=0.5").nodes[0].layer.parameters[0].values.values == [0.5])
    for (word, error) in [
      ("gain foo=3", DiagramError.unknownOption("foo", layer: "gain", known: ["start"])),
      ("gain start=x", .notAboveZero("start", layer: "gain", found: "x")),
      ("gain 2", .takesNoSizes("gain")),
    ] {
      #expect(throws: NetworkError.diagram(error, layer: 0)) { try network(word) }
    }
  }

  @Test func `it learns, and time runs both ways`() throws {
    var timeline = try cubic(as: Float.self)
    let start = timeline.state.network.fileParameters
    timeline.advance(updates: 20)
    let later = timeline.state.network.fileParameters
    #expect(!identical(start[0].values, later[0].values))
    _ = timeline.travel(to: 0)
    #expect(identical(timeline.state.network.fileParameters[0].values, start[0].values))
    timeline.advance(updates: 20)
    #expect(identical(timeline.state.network.fileParameters[0].values, later[0].values))
  }

  @Test func `its gradients are checked`() throws {
    for (timeline, place) in [(try cubic(), "conv.filters"), (try amplified(), "gain.factor")] {
      var timeline = timeline
      while timeline.state.next != .update { timeline.advance() }
      var check = try GradientCheck(of: timeline.state)
      #expect(try check.check(Place(parsing: place))?.verdict == .agrees)
      #expect(try check.check(Place(quantity: "image"))?.verdict == .agrees)
    }
  }

  @Test func `the way of a number to the loss leads through it`() throws {
    for (timeline, place) in [
      (try cubic(), "conv.filters[0,1,1]"), (try amplified(), "gain.factor[0]"),
    ] {
      var timeline = timeline
      while timeline.state.next != .update { timeline.advance() }
      for place in [place, "image[2,3]"] {
        let trace = try timeline.state.trace(Place(parsing: place))
        #expect(trace.addsUp && trace.gradient != 0)
      }
    }
  }

  @Test func `what it computed is shown but not explained`() throws {
    var timeline = try cubic(as: Float.self)
    while timeline.state.next != .update { timeline.advance() }
    for place in ["cube.out[0,1,2]", "cube.d_in[1,0,0]"] {
      let explanation = try timeline.state.explain(Place(parsing: place))
      #expect(explanation.intro == "This layer does not explain its numbers.")
      #expect(explanation.arithmetic.evaluate() == explanation.value)
    }
  }

  @Test func `an export stops where it would have to be written`() throws {
    let trainer = try cubic(as: Float.self).state
    for language in NetworkExport<Float>.Language.allCases {
      let program = NetworkExport(trainer, called: "cubic").files(for: language)[0].bytes
      #expect(String(decoding: program, as: UTF8.self).contains("raise NotImplementedError"))
    }
  }

  @Test func `a file brings it back where its kind is given`() throws {
    let network: Network<Float> = try cubic().state.network
    let folder = try TemporaryFolder()
    let path = folder["net.safetensors"]
    try network.save(to: path)
    let error = #expect(throws: FileError.self) { try Network<Float>(contentsOf: path) }
    #expect(error?.description.contains("no layer `cube`") == true)
    #expect(error?.description.contains("adding:") == true)
    let again = try withExtendedLifetime(folder) {
      try Network<Float>(contentsOf: path, adding: [CubeFactory.self])
    }
    #expect(again.diagram == network.diagram)
    #expect(identical(again.fileParameters[1].values, network.fileParameters[1].values))
  }
}
