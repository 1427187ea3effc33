/// Why a diagram is not a network, as facts; ``description`` words them.
///
/// A layer stands for itself by its word in the diagram, an option by its name.
public enum DiagramError: Error, Hashable, Sendable {
  // Words

  /// A layer is missing at the start, or after a comma that follows a layer.
  case layerMissing(after: String?)
  /// There is no such layer; there are others.
  case unknownLayer(String, known: [String])
  /// A word after a layer is not a whole number, a kernel or an option.
  case notASize(String)
  /// An option, with its equals sign, ends there.
  case valueMissing(String)

  // What a layer takes

  /// The layer takes no sizes.
  case takesNoSizes(String)
  /// The layer takes neither sizes nor options.
  case takesNothing(String)
  /// The layer takes outputs, perhaps with inputs of some name before them; they may be optional.
  case wrongSizes(String, inputs: String, areOptional: Bool)
  /// The layer would be too large, by the kernel or without one.
  case tooManyWeights(LayerArguments, byKernel: Bool)
  /// A convolution does not say how large its kernel is.
  case kernelMissing(String)
  /// A pooling does not say how large its window is.
  case windowMissing(String)
  /// The layer gives two classes one output, not so many.
  case notOneOutput(String, found: Int)
  /// The layer's probabilities would be of one class, which is always certain.
  case oneProbability(String)

  // Options

  /// The layer has no such option; it has others.
  case unknownOption(String, layer: String, known: [String])
  /// The option is not a number above 0.
  case notAboveZero(String, layer: String, found: String)
  /// The option is not a whole number in the range.
  case notWhole(String, layer: String, range: ClosedRange<Int>, found: String)
  /// The layer does not know this way to draw its weights; it knows others.
  case unknownInitialisation(String, layer: String, known: [String])
  /// A leaky rectifier's slope is 1 or more.
  case slopeTooLarge
  /// Running moments would keep all of themselves, or more.
  case keepsTooMuch
  /// A layer that drops numbers does not say how many it keeps.
  case probabilityMissing(String)
  /// What a layer keeps is not a probability.
  case notAProbability(String)

  // The order of layers

  /// A layer follows the one that gives the answer.
  case followsAnswer(String, answer: String)
  /// The last layer, if there is one, does not give the answer.
  case noAnswer(last: String?)
}

extension DiagramError: CustomStringConvertible {
  /// What is wrong, in a sentence.
  public var description: String {
    switch self {
    case .layerMissing(let last):
      "A layer is missing \(last == nil ? "at the start" : "after a comma")."
    case .unknownLayer(let word, _): "There is no layer `\(word)`."
    case .notASize(let word):
      "`\(word)` is not a size: sizes are whole numbers from 1 to 65536, kernels like 5x5."
    case .valueMissing(let option): "`\(option)` needs a value after the `=`."

    case .takesNoSizes(let layer): "`\(layer)` takes no sizes."
    case .takesNothing(let layer): "`\(layer)` takes no arguments."
    case .wrongSizes(let layer, let inputs, let areOptional):
      "`\(layer)` takes \(areOptional ? "at most two sizes" : "a size"), or two: "
        + "\(inputs) and outputs."
    case .tooManyWeights(let layer, _): "`\(layer)` would have more than 50,000,000 weights."
    case .kernelMissing(let layer): "`\(layer)` needs the size of its kernel."
    case .windowMissing(let layer): "`\(layer)` needs the size of its window."
    case .notOneOutput(_, let found):
      "A sigmoid at the end tells two classes apart with 1 output, not \(found)."
    case .oneProbability: "A softmax over 1 output is always 1."

    case .unknownOption(let option, let layer, _): "`\(layer)` has no option `\(option)`."
    case .notAboveZero(let option, let layer, _): "`\(option)` of `\(layer)` is a number above 0."
    case .notWhole(let option, let layer, let range, _):
      "`\(option)` of `\(layer)` is a whole number from \(range.lowerBound) to \(range.upperBound)."
    case .unknownInitialisation(let name, let layer, _): "`\(layer)` does not know `init=\(name)`."
    case .slopeTooLarge: "A leaky rectifier's slope is below 1."
    case .keepsTooMuch: "`keep` is the part of the running moments that stays: below 1."
    case .probabilityMissing(let layer): "`\(layer)` needs the probability to keep a number."
    case .notAProbability: "`keep` is a probability, from 0 to 1."

    case .followsAnswer(_, let answer):
      "`\(answer)` gives the network's answer, so nothing can follow it."
    case .noAnswer(let last):
      "A network ends in a layer that gives the answer, not in `\(last ?? "nothing")`."
    }
  }
}
