import ConvNet
import Lab
import TestSupport
import Testing

@testable import Shell

/// The facts in the libraries' errors, and how the shell words them.
@Suite struct FactsTests {
  // MARK: Words and hints

  /// The shell's error for an invalid diagram.
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
      ("sigmoid 2", "sigmoid"),
      ("softmax 10, maxpool2", "maxpool2"),
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
      ("nowhere", "help place"), ("conv", "conv.out"), ("dense.out", "conv, pool, softmax"),
      ("conv.weights", "filters"), ("pool.totals", "winners"), ("conv.d_totals", "filters"),
      ("conv.out[9,9,9,9]", "conv.out[0,3,3]"), ("conv.out[0,9,1,2]", "conv.out[0,1,2]"),
      ("conv.out[9,9]", "conv.out[0,3]"),
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
      let advice = [error.instead, error.hint].compactMap(\.self)
      #expect(hint.map { hint in advice.contains { $0.contains(hint) } } ?? advice.isEmpty)
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
    return [
      .layerMissing(after: nil), .layerMissing(after: "conv3x3"),
      .unknownLayer("conv4x4", known: ["conv3x3"]), .notASize("1.5"), .valueMissing("normal="),
      .takesNoSizes("dropout"), .takesNothing("maxpool2"),
      .wrongSizes("fc", inputs: "inputs", areOptional: false),
      .wrongSizes("sigmoid", inputs: "inputs", areOptional: true),
      .paddingTooLarge(5, layer: "conv2d", kernel: 3),
      .sameNeedsOddKernel(rows: 3, columns: 5), .sameNeedsStrideOne(stride: 2, kernel: 3),
      .kernelMissing("conv2d"),
      .windowMissing("maxpool"), .notOneOutput("sigmoid", found: 2), .oneProbability("softmax"),
      .unfit("power", needs: "one size"),
      .unknownOption("stride", layer: "conv3x3", known: ["normal"]),
      .notAboveZero("normal", layer: "conv3x3", found: "0"),
      .notWhole("bias", layer: "conv2d", range: 0...1, found: "2"),
      .unknownInitialisation("zero", layer: "fc", known: ["he"]), .slopeTooLarge, .keepsTooMuch,
      .probabilityMissing("dropout"), .notAProbability("2"),
      .followsAnswer("maxpool2", answer: "softmax"),
    ]
  }

  private static let need = MemoryNeed(input: shape, as: Float.self)
  private static let manyImages = MemoryNeed(input: shape, images: 3_000, as: Float.self)

  private static let trainers: [TrainerError] = [
    .imageShape(network: shape, data: shape), .classes(layer: "softmax", network: 2, data: 10),
    .tooLarge(need), .tooLarge(manyImages), .batchTooSmall(layer: "bn"),
    .noImages(isTest: true), .learningRate(-.infinity), .batchSize(0),
  ]

  private static let inspections: [InspectionError] = [
    .place(places[0]), .noImage, .tooLarge(need), .lossNotFinite(.nan),
    .notChangeable(place, changeable: []),
    .notMovable(place, movable: [place]), .notTraceable(place), .block(place, sample: nil),
    .block(place, sample: place), .notBackward(place),
  ]

  private static let obstacles: [BugObstacle] = [
    .lacks("relu"), .frozen("convolution", layer: "conv"), .firstIsFrozen(layer: "conv"),
    .noReLUOnMaps, .noLaterConvolution, .onePlace, .noStride, .pointKernels, .noOverlap, .oneWindow,
    .noTies,
    .tiesAll, .noSoftmax, .needsBatch(alone: "the order is right"), .notShuffled,
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

  @Test func `why a network cannot be made, saved or read is said without words of the shell`()
    throws
  {
    let shapes: [ShapeProblem] = [
      .needsImage(Self.shape), .channels(expected: 3, found: Self.shape),
      .inputs(expected: 5, found: Self.shape), .tooSmall(rows: 3, columns: 3, found: Self.shape),
      .unfit(needs: "an even number of rows", found: Self.shape),
    ]
    let networks: [NetworkError] =
      try Self.diagrams().map { .diagram($0, layer: 0) } + [.memory(Self.need, layer: 1)]
    let toy = try SmallData.trainer(.toy, as: Float.self).network
    let empty = try SafetensorsFile(SafetensorsFile.encode([String: Tensor<Float>]()))
    let format = try #require(throws: FileFormatError.self) { try SafetensorsFile([]) }
    let mismatch = try #require(throws: ParameterMismatch.self) {
      try toy.replacingParameters(from: empty)
    }
    let number = try #require(throws: NotFinite.self) {
      try Tensor<Float>(Shape(1), [.nan]).checkFinite(named: "conv.weight")
    }
    let files: [FileError.Problem] = [
      .unreadable(reason: "Is a directory"), .unwritable(reason: "Permission denied"),
      .format(format), .noDiagram, .mismatch(mismatch), .notFinite(number),
    ]
    try check(
      shapes.map(\.description) + networks.map(\.description)
        + files.map(\.description))
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
