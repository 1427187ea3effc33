import ConvNet
import Lab
import TestSupport
import Testing

@testable import Shell

/// The facts of the libraries' errors, and what the shell makes of them.
@Suite struct FactsTests {
  // MARK: Words and hints

  /// What the shell says of a diagram that is no network.
  private func problem(_ text: String) -> CommandError? {
    var random = RandomSource(seed: 1)
    do {
      _ = try Network<Float>(
        input: Shape(1, 28, 28), diagram: Diagram(parsing: text), random: &random)
      return nil
    } catch {
      return CommandError(error)
    }
  }

  @Test(
    arguments: [
      ("", nil), (",", nil), ("conv3x3 8,", "conv3x3"), ("conv3x3 8,, softmax 10", "conv3x3"),
      ("conv3x3 0, softmax 10", "0"), ("conv3x3 -1, softmax 10", "-1"),
      ("conv3x3 99999999999999999999, softmax 10", "99999999999999999999"),
      ("conv3x3 1.5, softmax 10", "1.5"), ("conv3x3 normal=, softmax 10", "normal="),
      ("conv3x3 8 normal=nan, softmax 10", "normal=nan"),
      ("conv3x3 8 normal=0, softmax 10", "normal=0"),
      ("conv3x3 8 normal=-1, softmax 10", "normal=-1"),
      ("conv3x3 8 stride=2, softmax 10", "stride"), ("conv3x3, softmax 10", "conv3x3"),
      ("conv3x3 1 2 3, softmax 10", "conv3x3"), ("maxpool2 2, softmax 10", "maxpool2"),
      ("conv4x4 8, softmax 10", "conv4x4"), ("größe 8", "größe"), ("softmax 1", "softmax"),
      ("sigmoid 2", "sigmoid"), ("conv3x3 8, maxpool2", "maxpool2"),
      ("softmax 10, maxpool2", "maxpool2"), ("softmax 65536", "softmax"),
      ("conv3x3 65536 65536, softmax 10", "conv3x3"),
    ] as [(String, String?)])
  func `a mistake is named by its word`(_ text: String, _ word: String?) throws {
    let error = try #require(problem(text))
    #expect(error.word == word)
    #expect(error.problem.hasSuffix("."))
  }

  @Test func `an unknown layer gets the list of those there are`() throws {
    let hint = try #require(problem("pool, softmax 10")?.hint)
    for layer in Diagram.vocabulary { #expect(hint.contains(layer.word)) }
  }

  @Test(
    arguments: [
      ("conv.out[1", nil), ("conv.out[a]", "print conv.out[0]"), ("conv.", "help place"),
      ("nowhere", "help place"), ("conv", "print conv.out"), ("dense.out", "layers:"),
      ("conv.weights", "it has"), ("pool.totals", "it has"), ("conv.d_totals", "it has"),
      ("conv.out[9,9,9,9]", "conv.out[9,9,9]"), ("conv.out[9,9]", "conv.out[0,3]"),
    ] as [(String, String?)])
  func `a wrong place is named by its text and gets a way out`(
    _ text: String, _ hint: String?
  ) throws {
    let trainer = try SmallData.trainer(.toy, as: Float.self)
    do {
      _ = try trainer.read(try Place(parsing: text))
      Issue.record("\(text) was read")
    } catch {
      let error = CommandError(error)
      #expect(error.word == text)
      #expect(hint.map { error.hint?.hasPrefix($0) == true } ?? (error.hint == nil))
    }
  }

  // MARK: Descriptions

  private static let place = Place(layer: "conv", quantity: "out", indices: [9, 1])
  private static let shape = Shape(8, 26, 26)

  private static let places: [PlaceError] = [
    .unclosedBracket("conv.out["), .notAnIndex("a", in: "conv.out[a]"), .notAPlace("conv."),
    .unknown(Place(quantity: "nowhere"), layers: ["conv"], known: [place.whole]),
    .layerAlone(Place(quantity: "conv")),
    .unknownLayer(place, layers: ["pool"], known: [place.whole]),
    .unknownQuantity(place, known: [place.whole]),
    .tooManyIndices(place, shape: Shape([])), .tooManyIndices(place, shape: Shape(8)),
    .outside(place, axis: 0, shape: shape, sample: nil),
    .outside(place, axis: 1, shape: shape, sample: place), .block(place, count: 26),
    .notComputed(place, by: "<-conv"), .empty(place), .notWritable(place, writable: [place.whole]),
    .wrongCount(place, shape: shape, found: 3),
  ]

  private static func diagrams() throws -> [DiagramError] {
    let layer = try Diagram(parsing: "fc 65536").layers[0]
    return [
      .layerMissing(after: nil), .layerMissing(after: "conv3x3"),
      .unknownLayer("conv4x4", known: ["conv3x3"]), .notASize("1.5"), .valueMissing("normal="),
      .takesNoSizes("dropout"), .takesNothing("maxpool2"),
      .wrongSizes("fc", inputs: "inputs", areOptional: false),
      .wrongSizes("sigmoid", inputs: "inputs", areOptional: true),
      .tooManyWeights(layer, byKernel: false),
      .tooManyWeights(layer, byKernel: true), .kernelMissing("conv2d"),
      .windowMissing("maxpool"), .notOneOutput("sigmoid", found: 2), .oneProbability("softmax"),
      .unknownOption("stride", layer: "conv3x3", known: ["normal"]),
      .notAboveZero("normal", layer: "conv3x3", found: "0"),
      .notWhole("bias", layer: "conv2d", range: 0...1, found: "2"),
      .unknownInitialisation("zero", layer: "fc", known: ["he"]), .slopeTooLarge, .keepsTooMuch,
      .probabilityMissing("dropout"), .notAProbability("2"),
      .followsAnswer("maxpool2", answer: "softmax"), .noAnswer(last: "maxpool2"),
      .noAnswer(last: nil),
    ]
  }

  private static let trainers: [TrainerError] = [
    .imageShape(network: shape, data: shape), .classes(layer: "softmax", network: 2, data: 10),
    .batchTooLarge(3_000, most: 500), .batchTooSmall(layer: "bn"),
  ]

  private static let inspections: [InspectionError] = [
    .place(places[0]), .noImage, .lossNotFinite(.nan), .notChangeable(place, changeable: []),
    .notMovable(place, movable: [place]), .notTraceable(place), .block(place, sample: nil),
    .block(place, sample: place), .notBackward(place),
  ]

  private static let obstacles: [BugObstacle] = [
    .lacks("relu"), .noReLUBehindConvolution, .noLaterConvolution, .noOverlap, .noSoftmax,
    .needsBatch(alone: "the order is right"), .notShuffled,
  ]

  private func check(_ sentences: [String]) throws {
    let rule = try CommandsInText(try TestShell().commands())
    for text in sentences {
      #expect(!rule.names(text), "\(text) names a command")
      #expect(text.hasSuffix("."), "\(text) is not a sentence")
    }
  }

  @Test func `why a place cannot be used is said without words of the shell`() throws {
    try check(Self.places.map(\.description))
  }

  @Test func `why a diagram is not a network is said without words of the shell`() throws {
    try check(try Self.diagrams().map(\.description))
  }

  @Test func `why a network cannot learn from images is said without words of the shell`() throws {
    try check(Self.trainers.map(\.description))
  }

  @Test func `why a derivative cannot be seen is said without words of the shell`() throws {
    try check(Self.inspections.map(\.description))
  }

  @Test func `why a bug cannot show is said without words of the shell`() throws {
    try check(Self.obstacles.map { "It cannot show here: \($0)." })
  }
}
