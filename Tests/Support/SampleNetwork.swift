import Testing

/// A small network for the generic tests: what holds for every layer is tested on each of these.
///
/// Together they use every word of the diagram grammar with every option; a test checks this.
package struct SampleNetwork: Sendable {
  /// Its layers, with CLASSES for the number of outputs.
  private let layers: String
  /// Channels, rows and columns of its images; even sizes, and at least 6x6, fit as well.
  package let input: [Int]
  /// Whether it distinguishes two classes with one output.
  package let isBinary: Bool

  private init(_ layers: String, input: [Int], isBinary: Bool = false) {
    self.layers = layers
    self.input = input
    self.isBinary = isBinary
  }

  /// All sample networks. A new layer, or a new option of one, must be added to one of them.
  package static let all = [
    SampleNetwork(
      "conv3x3 2 normal=2, maxpool2, sigmoid normal=3", input: [1, 6, 6], isBinary: true),
    // No bias before batch normalisation, which would cancel it, so that its gradient would be 0.
    SampleNetwork(
      "conv2d 2 2x4 stride=2 padding=1 bias=0 init=he, relu, batchnorm keep=0.8, "
        + "maxpool 2 stride=1, avgpool 2 stride=1, flatten, fc 4 init=he, tanh, softmax CLASSES init=uniform",
      input: [2, 6, 6]),
    SampleNetwork(
      "conv3x3 3, relu, conv2d 2 2x2, sigmoid, fc 1", input: [1, 6, 6], isBinary: true),
    SampleNetwork(
      "leakyrelu slope=0.2, fc 6 normal=3, tanh, dropout keep=0.7, softmax CLASSES normal=2",
      input: [1, 6, 6]),
  ]

  /// The number of classes, if `classes` are requested.
  package func classes(_ classes: Int = 3) -> Int { isBinary ? 2 : classes }

  /// The network as a line of text.
  package func diagram(classes: Int = 3) -> String {
    layers.replacing("CLASSES", with: "\(classes)")
  }

  /// How many classes a diagram tells apart: two with one output, otherwise as many as it has.
  package static func classes(of diagram: String, otherwise classes: Int) -> Int {
    let last = diagram.split(separator: ", ").last ?? ""
    return last.hasPrefix("sigmoid") || last.hasPrefix("fc 1 ") || last == "fc 1" ? 2 : classes
  }

  /// Whether each sample's results are independent of the others: no layer uses the batch as a
  /// whole, and none draws random numbers.
  package var isSampleBySample: Bool {
    !layers.contains("batchnorm") && !layers.contains("dropout")
  }

  /// The words and the options that none of the diagrams use, for testing that all are covered.
  package static func missing(
    in diagrams: [String], of vocabulary: [(word: String, options: [String])]
  ) -> [String] {
    let layers = diagrams.flatMap { $0.split(separator: ",") }
      .map { $0.split(separator: " ").map(String.init) }
    return vocabulary.flatMap { word, options in
      let uses = layers.filter { $0.first == word }
      guard !uses.isEmpty else { return [word] }
      return options.filter { option in
        !uses.contains { $0.contains { $0.hasPrefix("\(option)=") } }
      }.map { "\(word) \($0)=" }
    }
  }
}

extension SampleNetwork: CustomTestStringConvertible {
  package var testDescription: String { diagram() }
}
