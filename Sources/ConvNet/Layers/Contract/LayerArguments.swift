/// One layer of a diagram: its word, its numbers and its options.
public struct LayerArguments: Hashable, Sendable {
  /// The word: `conv3x3`.
  public let word: String
  /// Whole numbers, each at least 1.
  public let numbers: [Int]
  /// Kernels: `5x5`.
  let kernels: [Kernel]
  /// Whether `all` is given as the size: every row and column of the input.
  let coversAll: Bool
  /// Options: `normal=9`, `init=he`.
  let options: [String: String]
  /// Whether it is the last layer of its diagram.
  var isLast = false
  /// The kinds of layers that the word may name in addition to the library's own.
  let added: [AddedKind]

  /// Rows and columns of a kernel.
  struct Kernel: Hashable, Sendable {
    let rows: Int
    let columns: Int
  }

  /// A kind of layer that is not in the library.
  struct AddedKind: Hashable, Sendable {
    let type: any LayerFactory.Type

    static func == (a: AddedKind, b: AddedKind) -> Bool { a.type == b.type }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(type)) }
  }

  init(
    word: String, arguments: [String], adding kinds: [any LayerFactory.Type] = []
  ) throws(DiagramError) {
    var numbers: [Int] = []
    var kernels: [Kernel] = []
    var options: [String: String] = [:]
    var coversAll = false
    for argument in arguments {
      let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      if let equals = argument.firstIndex(of: "=") {
        let value = String(argument[argument.index(after: equals)...])
        guard !value.isEmpty else { throw .valueMissing(argument) }
        options[String(argument[..<equals])] = value
      } else if argument == "all" {
        coversAll = true
      } else if let number = Int(argument), (1...65_536).contains(number) {
        numbers.append(number)
      } else if sides.count == 2, let rows = sides[0], let columns = sides[1],
        (1...1_000).contains(rows), (1...1_000).contains(columns)
      {
        kernels.append(Kernel(rows: rows, columns: columns))
      } else {
        throw .notASize(argument)
      }
    }
    self.word = word
    self.numbers = numbers
    self.kernels = kernels
    self.coversAll = coversAll
    self.options = options
    added = kinds.map(AddedKind.init)
  }

  /// Input and output sizes: `OUT` or `IN OUT`; if the input size is missing, it is the actual one.
  func sizes(
    input: Int, inputName: String, output: Int? = nil, takesKernel: Bool = false
  ) throws(DiagramError) -> (input: Int, output: Int) {
    let sizes: (Int, Int)
    let isOdd = coversAll || !takesKernel && !kernels.isEmpty
    switch (isOdd ? -1 : numbers.count, output) {
    case (0, .some(let output)): sizes = (input, output)
    case (1, _): sizes = (input, numbers[0])
    case (2, _): sizes = (numbers[0], numbers[1])
    default: throw .wrongSizes(word, inputs: inputName, areOptional: output != nil)
    }
    return sizes
  }

  /// The options; each of them must be one that the kind of layer has.
  func options(of kind: any LayerFactory.Type) throws(DiagramError) -> LayerOptions {
    let known = kind.options
    for given in options.keys.sorted() where !known.contains(given) {
      throw .unknownOption(given, layer: word, known: known)
    }
    return LayerOptions(word: word, values: options)
  }

  /// Checks that the word is not followed by sizes.
  func noSizes() throws(DiagramError) {
    guard numbers.isEmpty, kernels.isEmpty, !coversAll else { throw .takesNoSizes(word) }
  }

  /// Checks that the word is not followed by anything.
  ///
  /// - Throws: ``DiagramError`` if it is.
  public func none() throws(DiagramError) {
    guard numbers.isEmpty, kernels.isEmpty, !coversAll, options.isEmpty else {
      throw .takesNothing(word)
    }
  }
}

extension LayerArguments: CustomStringConvertible {
  /// The word with its numbers and options.
  public var description: String {
    ([word] + (coversAll ? ["all"] : []) + numbers.map(String.init)
      + kernels.map { "\($0.rows)x\($0.columns)" }
      + options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
      .joined(separator: " ")
  }
}

/// The options of a layer in a diagram.
struct LayerOptions {
  let word: String
  let values: [String: String]

  /// Smaller numbers count as 0: dividing by them would not give finite results.
  private static var least: Double { 1e-30 }

  /// A number above 0.
  func number(_ name: String, default standard: Double?) throws(DiagramError) -> Double? {
    guard let text = values[name] else { return standard }
    guard let value = Double(text), value.isFinite, value >= Self.least else {
      throw .notAboveZero(name, layer: word, found: text)
    }
    return value
  }

  /// A number above 0 that has a default.
  func number(_ name: String, default standard: Double) throws(DiagramError) -> Double {
    try number(name, default: Optional(standard)) ?? standard
  }

  /// A whole number in a range.
  func whole(
    _ name: String, default standard: Int, in range: ClosedRange<Int>
  ) throws(DiagramError) -> Int {
    guard let text = values[name] else { return standard }
    guard let value = Int(text), range.contains(value) else {
      throw .notWhole(name, layer: word, range: range, found: text)
    }
    return value
  }

  /// Fresh weights: `init=uniform`, +-1 / sqrt(inputs of a sum); `init=he`, standard normal numbers
  /// / sqrt(inputs / 2) (He et al., 2015); or `normal=D`, standard normal numbers / D.
  ///
  /// - Returns: A function that draws them.
  func weights<S: Scalar>(
    _ shape: Shape, fanIn: Int
  ) throws(DiagramError) -> (inout RandomSource) -> Tensor<S> {
    if let divisor = try number("normal", default: nil) {
      return { .normal(shape, divisor: divisor, random: &$0) }
    }
    switch values["init"] ?? "uniform" {
    case "he": return { .normal(shape, divisor: (Double(fanIn) / 2).squareRoot(), random: &$0) }
    case "uniform": return { .uniform(shape, within: 1 / Double(fanIn).squareRoot(), random: &$0) }
    case let other: throw .unknownInitialisation(other, layer: word, known: ["uniform", "he"])
    }
  }
}
