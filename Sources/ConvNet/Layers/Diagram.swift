/// A network as a line of text: `conv3x3 8, maxpool2, softmax 10`.
public struct Diagram: Hashable, Sendable {
  /// The layers, from the input on.
  public let layers: [LayerArguments]

  /// A diagram of the given layers.
  public init(_ layers: [LayerArguments]) { self.layers = layers }

  /// Reads layers separated by commas: each a word, whole numbers, and `name=number` options.
  ///
  /// - Throws: ``DiagramError`` with the word that cannot be read.
  public init(parsing text: String) throws(DiagramError) {
    var layers: [LayerArguments] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let word = words.first else { throw .layerMissing(after: layers.last?.word) }
      layers.append(try LayerArguments(word: word, arguments: Array(words.dropFirst())))
    }
    self.layers = layers
  }
}

extension Diagram: CustomStringConvertible {
  /// The line that gives the same diagram again.
  public var description: String { layers.map(\.description).joined(separator: ", ") }

  /// A word that a diagram knows.
  public struct Word: Sendable {
    /// The word: `conv3x3`.
    public let word: String
    /// The word with its arguments.
    public let usage: String
    /// What it is, in a line.
    public let summary: String
    /// The names of its options.
    public let options: [String]
    /// The role that such a layer can have at the end of a network.
    public let ending: Ending
  }

  /// The words a diagram knows.
  public static var vocabulary: [Word] {
    LayerCatalog.kinds.map {
      Word(
        word: $0.word, usage: $0.usage, summary: $0.summary, options: $0.options,
        ending: $0.layer.ending)
    }
  }
}

extension LayerArguments {
  /// The layer that is meant, for samples of the given shape, with fresh weights.
  func layer<S: Scalar>(
    for sample: Shape, random: inout RandomSource
  ) throws(DiagramError) -> any Layer<S> {
    for kind in LayerCatalog.kinds where kind.word == word {
      return try make(kind, for: sample, random: &random)
    }
    throw .unknownLayer(word, known: Diagram.vocabulary.map(\.word))
  }

  /// What the layer that is meant will be called; the word itself where there is no such layer.
  var kind: String {
    for kind in LayerCatalog.kinds where kind.word == word { return kind.layer.kind }
    return word
  }

  private func make<K: LayerFactory, S: Scalar>(
    _ kind: K.Type, for sample: Shape, random: inout RandomSource
  ) throws(DiagramError) -> any Layer<S> {
    try K.make(self, for: sample, random: &random, as: S.self)
  }
}
