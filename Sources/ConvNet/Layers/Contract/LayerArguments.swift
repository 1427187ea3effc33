/// One layer of a diagram: its word, its numbers and its options.
public struct LayerArguments: Hashable, Sendable {
  /// The word: `conv3x3`.
  public let word: String
  /// Whole numbers, each at least 1.
  public let numbers: [Int]
  /// Kernels: `5x5`.
  public let kernels: [Kernel]
  /// Whether `all` is given as the size: every row and column of the input.
  let coversAll: Bool
  /// The values of the options as they are written: `normal=9`, `init=he`. Each is one of
  /// ``LayerFactory/options``.
  public let options: [String: String]
  /// Whether it is the last layer of its diagram.
  var isLast = false
  /// The kinds of layers that the word may name in addition to the library's own.
  let added: [AddedKind]

  /// Rows and columns of a kernel.
  public struct Kernel: Hashable, Sendable {
    /// The rows.
    public let rows: Int
    /// The columns.
    public let columns: Int
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

  /// Checks that each option is one that the kind of layer has.
  func checkOptions(of kind: any LayerFactory.Type) throws(DiagramError) {
    for given in options.keys.sorted() where !kind.options.contains(given) {
      throw .unknownOption(given, layer: word, known: kind.options)
    }
  }
}

// How a factory reads what follows the word.
extension LayerArguments {
  /// The size of a layer that takes a single one, as in `maxpool 3`.
  ///
  /// - Throws: ``DiagramError`` if there is none, or more than that.
  public func size() throws(DiagramError) -> Int {
    guard numbers.count == 1, kernels.isEmpty, !coversAll else {
      throw .unfit(word, needs: "one size")
    }
    return numbers[0]
  }

  /// Checks that the word is not followed by sizes.
  ///
  /// - Throws: ``DiagramError`` if it is.
  public func noSizes() throws(DiagramError) {
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

  /// Smaller numbers count as 0: dividing by them would not give finite results.
  private static var least: Double { 1e-30 }

  /// The value of an option that is a number above 0; `standard` if it is not given.
  ///
  /// - Throws: ``DiagramError`` if it is not such a number.
  public func number(
    _ name: String, default standard: Double?
  ) throws(DiagramError) -> Double? {
    guard let text = options[name] else { return standard }
    guard let value = Double(text), value.isFinite, value >= Self.least else {
      throw .notAboveZero(name, layer: word, found: text)
    }
    return value
  }

  /// The value of an option that is a number above 0 and has a default.
  ///
  /// - Throws: ``DiagramError`` if it is not such a number.
  public func number(_ name: String, default standard: Double) throws(DiagramError) -> Double {
    try number(name, default: Optional(standard)) ?? standard
  }

  /// The value of an option that is a whole number in a range; `standard` if it is not given.
  ///
  /// - Throws: ``DiagramError`` if it is not such a number.
  public func whole(
    _ name: String, default standard: Int, in range: ClosedRange<Int>
  ) throws(DiagramError) -> Int {
    guard let text = options[name] else { return standard }
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
    switch options["init"] ?? "uniform" {
    case "he": return { .normal(shape, divisor: (Double(fanIn) / 2).squareRoot(), random: &$0) }
    case "uniform": return { .uniform(shape, within: 1 / Double(fanIn).squareRoot(), random: &$0) }
    case let other: throw .unknownInitialisation(other, layer: word, known: ["uniform", "he"])
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
