/// A network as a line of text: `conv3x3 8, maxpool2, softmax 10`.
public struct Diagram: Hashable, Sendable {
  /// The layers, from the input on.
  public let layers: [LayerArguments]

  /// Reads layers separated by commas: each a word, whole numbers, and `name=number` options.
  ///
  /// - Throws: ``InputError`` that names the word it stumbled over.
  public init(parsing text: String) throws(InputError) {
    var layers: [LayerArguments] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let word = words.first else {
        throw InputError(
          "A layer is missing \(layers.isEmpty ? "at the start" : "after a comma").",
          at: layers.last?.word, hint: "net new conv3x3 8, maxpool2, softmax 10")
      }
      layers.append(try LayerArguments(word: word, arguments: Array(words.dropFirst())))
    }
    self.layers = layers
  }
}

extension Diagram: CustomStringConvertible {
  /// The line that gives the same diagram again.
  public var description: String { layers.map(\.description).joined(separator: ", ") }

  /// The words a diagram knows, each with its arguments and what it is.
  public static var vocabulary: [(word: String, usage: String, summary: String)] {
    LayerCatalog.kinds.map { ($0.word, $0.usage, $0.summary) }
  }
}

/// One layer of a diagram: its word, its numbers, its options.
public struct LayerArguments: Hashable, Sendable {
  /// The word: `conv3x3`.
  public let word: String
  /// Whole numbers, each at least 1.
  public let numbers: [Int]
  /// Options: `normal=9`.
  public let options: [String: Double]

  init(word: String, arguments: [String]) throws(InputError) {
    var numbers: [Int] = []
    var options: [String: Double] = [:]
    for argument in arguments {
      if let equals = argument.firstIndex(of: "=") {
        let name = String(argument[..<equals])
        guard let value = Double(argument[argument.index(after: equals)...]), value.isFinite else {
          throw InputError(
            "`\(argument)` needs a number after the `=`.", at: argument, hint: nil)
        }
        options[name] = value
      } else if let number = Int(argument), (1...65_536).contains(number) {
        numbers.append(number)
      } else {
        throw InputError(
          "`\(argument)` is not a size: sizes are whole numbers from 1 to 65536.", at: argument,
          hint: "layers are separated by commas: conv3x3 8, maxpool2, softmax 10")
      }
    }
    self.word = word
    self.numbers = numbers
    self.options = options
  }

  /// Input and output sizes: `OUT` or `IN OUT`; an input size not given is the one at hand.
  func sizes(
    input: Int, inputName: String, output: Int? = nil
  ) throws(InputError) -> (input: Int, output: Int) {
    let sizes: (Int, Int)
    switch (numbers.count, output) {
    case (0, .some(let output)): sizes = (input, output)
    case (1, _): sizes = (input, numbers[0])
    case (2, _): sizes = (numbers[0], numbers[1])
    default:
      throw InputError(
        "`\(word)` takes \(output == nil ? "a size" : "at most two sizes"), or two: "
          + "\(inputName) and outputs.", at: word, hint: nil)
    }
    guard sizes.0 <= 50_000_000 / sizes.1 else {
      throw InputError(
        "`\(self)` would have more than 50,000,000 weights.", at: word, hint: "make it smaller")
    }
    return sizes
  }

  /// The value of an option.
  func number(_ name: String, default standard: Double?) throws(InputError) -> Double? {
    for given in options.keys where given != name {
      throw InputError(
        "`\(word)` has no option `\(given)`.", at: given, hint: "\(word) ... \(name)=9")
    }
    guard let value = options[name] else { return standard }
    guard value > 0 else {
      throw InputError("`\(name)` must be above 0.", at: "\(name)=", hint: nil)
    }
    return value
  }

  /// The value of an option that has a default.
  func number(_ name: String, default standard: Double) throws(InputError) -> Double {
    try number(name, default: Optional(standard)) ?? standard
  }

  /// Checks that nothing follows the word.
  func none() throws(InputError) {
    guard numbers.isEmpty, options.isEmpty else {
      throw InputError(
        "`\(word)` takes no arguments.", at: word, hint: "a comma before the next layer")
    }
  }

  /// The layer that is meant, for samples of the given shape, with fresh weights.
  func layer<S: Scalar>(
    for sample: Shape, random: inout RandomSource
  ) throws(InputError) -> any Layer<S> {
    for kind in LayerCatalog.kinds where kind.word == word {
      return try make(kind, for: sample, random: &random)
    }
    throw InputError(
      "There is no layer `\(word)`.", at: word,
      hint: "layers: " + Diagram.vocabulary.map(\.word).joined(separator: ", "))
  }

  private func make<K: LayerKind, S: Scalar>(
    _ kind: K.Type, for sample: Shape, random: inout RandomSource
  ) throws(InputError) -> any Layer<S> {
    try K.make(self, for: sample, random: &random, as: S.self)
  }
}

extension LayerArguments: CustomStringConvertible {
  /// The word with its numbers and options.
  public var description: String {
    ([word] + numbers.map(String.init)
      + options.sorted { $0.key < $1.key }.map { name, value in
        "\(name)=\(value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)")"
      }).joined(separator: " ")
  }
}
