/// A network as a line of text: `conv3x3 8, maxpool2, softmax 10`.
public struct Diagram: Hashable, Sendable {
  /// The layers, starting at the input.
  public let layers: [LayerArguments]

  /// A diagram of the given layers.
  public init(_ layers: [LayerArguments]) {
    self.layers = layers.enumerated().map { index, layer in
      var layer = layer
      layer.isLast = index == layers.count - 1
      return layer
    }
  }

  /// Reads layers separated by commas: each a word, whole numbers, and `name=number` options.
  ///
  /// - Parameters:
  ///   - text: The layers.
  ///   - kinds: Kinds of layers whose words the text may contain in addition to the library's own.
  /// - Throws: ``DiagramError`` with the word that cannot be read.
  public init(
    parsing text: String, adding kinds: [any LayerFactory.Type] = []
  ) throws(DiagramError) {
    var layers: [LayerArguments] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let word = words.first else { throw .layerMissing(after: layers.last?.word) }
      layers.append(
        try LayerArguments(word: word, arguments: Array(words.dropFirst()), adding: kinds))
    }
    self.init(layers)
  }
}

extension Diagram: CustomStringConvertible {
  /// The text that gives the same diagram again.
  public var description: String { layers.map(\.description).joined(separator: ", ") }

  /// A word that a diagram may contain.
  package struct Word: Sendable {
    /// The word: `conv3x3`.
    package let word: String
    /// The word with its arguments.
    package let usage: String
    /// What it is, in one line.
    package let summary: String
    /// The names of its options.
    package let options: [String]
    /// The role that such a layer can have at the end of a network.
    package let ending: Ending
  }

  /// All words that a diagram may contain; twice, if the last layer is another than those before.
  package static var vocabulary: [Word] {
    LayerCatalog.kinds.map {
      Word(
        word: $0.word, usage: $0.usage, summary: $0.summary, options: $0.options,
        ending: $0.layer.ending)
    }
  }
}

extension Diagram {
  /// All words that a diagram may contain, each once.
  package static var words: [String] {
    vocabulary.map(\.word).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

extension LayerArguments {
  /// The layer that these arguments describe, for samples of the given shape.
  func draft<S: Scalar>(for sample: Shape) throws(DiagramError) -> LayerDraft<S> {
    guard let factory else {
      throw .unknownLayer(word, known: Diagram.words + added.map { $0.type.word })
    }
    return try draft(factory, for: sample)
  }

  private var factory: (any LayerFactory.Type)? {
    LayerCatalog.kind(named: word, isLast: isLast) ?? added.first { $0.type.word == word }?.type
  }

  /// The kind of the layer that the word stands for; the word itself if there is no such layer.
  var kind: String { factory?.layer.kind ?? word }

  /// The role that the layer that the word stands for can have at the end of a network.
  var ending: Ending { factory?.layer.ending ?? .none }

  private func draft<K: LayerFactory, S: Scalar>(
    _ kind: K.Type, for sample: Shape
  ) throws(DiagramError) -> LayerDraft<S> {
    try checkOptions(of: kind)
    return try K.draft(self, for: sample, as: S.self)
  }
}
