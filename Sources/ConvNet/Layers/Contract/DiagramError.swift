/// Why a diagram is not a network. The cases state facts; ``description`` puts them into words.
///
/// Layers are given by their words in the diagram, options by their names.
public enum DiagramError: Error, Hashable, Sendable {
  // Words

  /// A layer is missing at the start, or after a comma that follows a layer.
  case layerMissing(after: String?)
  /// There is no such layer; `known` lists the layers that exist.
  case unknownLayer(String, known: [String])
  /// A word after a layer is not a whole number, a kernel or an option.
  case notASize(String)
  /// An option has nothing after its equals sign.
  case valueMissing(String)

  // What a layer takes

  /// The layer takes no sizes.
  case takesNoSizes(String)
  /// The layer takes neither sizes nor options.
  case takesNothing(String)
  /// The layer takes a number of outputs, optionally after a number of inputs, which `inputs`
  /// names; both may be optional.
  case wrongSizes(String, inputs: String, areOptional: Bool)
  /// A window could be wholly in the padding, which is at least as large as the kernel.
  case paddingTooLarge(Int, layer: String, kernel: Int)
  /// With `padding=same`, a kernel is not a square of odd size.
  case sameNeedsOddKernel(rows: Int, columns: Int)
  /// With `padding=same`, the stride is not 1.
  case sameNeedsStrideOne(stride: Int, kernel: Int)
  /// A convolution lacks the size of its kernel.
  case kernelMissing(String)
  /// A pooling lacks the size of its window.
  case windowMissing(String)
  /// The layer has one output for two classes, not `found` outputs.
  case notOneOutput(String, found: Int)
  /// The layer would give the probability of a single class, which is always 1.
  case oneProbability(String)
  /// The layer needs something else, such as "an even size".
  case unfit(String, needs: String)

  // Options

  /// The layer does not have this option; `known` lists those it has.
  case unknownOption(String, layer: String, known: [String])
  /// The option's value is not a number above 0.
  case notAboveZero(String, layer: String, found: String)
  /// The option's value is not a whole number in the range.
  case notWhole(String, layer: String, range: ClosedRange<Int>, found: String)
  /// The layer does not have this initialisation; `known` lists those it has.
  case unknownInitialisation(String, layer: String, known: [String])
  /// A leaky rectifier's slope is 1 or more.
  case slopeTooLarge
  /// The fraction of the running moments that is kept is 1 or more.
  case keepsTooMuch
  /// A layer that drops numbers lacks the probability of keeping one.
  case probabilityMissing(String)
  /// The probability of keeping a number is not between 0 and 1.
  case notAProbability(String)

  // The order of layers

  /// A layer comes after the one that gives the answer.
  case followsAnswer(String, answer: String)
}

extension DiagramError: CustomStringConvertible {
  /// What is wrong, in a sentence.
  public var description: String {
    switch self {
    case .layerMissing(let last):
      "A layer is missing \(last == nil ? "at the start" : "after a comma")."
    case .unknownLayer(let word, _): "There is no layer `\(word)`."
    case .notASize(let word):
      "`\(word)` is not a size: sizes are whole numbers from 1 to 65,536, or 5x5 for a kernel."
    case .valueMissing(let option): "`\(option)` needs a value after the `=`."

    case .takesNoSizes(let layer): "`\(layer)` takes no sizes."
    case .takesNothing(let layer): "`\(layer)` takes no arguments."
    case .wrongSizes(let layer, let inputs, let areOptional):
      "`\(layer)` takes \(areOptional ? "at most two sizes" : "one size, or two"): "
        + "\(inputs) and outputs."
    case .paddingTooLarge(let padding, let layer, let kernel):
      "`\(layer)` with padding \(padding) would have windows that lie entirely in the "
        + "padding, which must be smaller than the kernel's size, \(kernel)."
    case .sameNeedsOddKernel(let rows, let columns):
      "`padding=same` needs a square kernel of odd size, not \(rows)x\(columns): the zeros are the "
        + "same on all four sides."
    case .sameNeedsStrideOne(let stride, _):
      "`padding=same` keeps the size of the input, so it needs stride 1, not \(stride)."
    case .kernelMissing(let layer): "`\(layer)` needs the size of its kernel."
    case .windowMissing(let layer): "`\(layer)` needs the size of its window."
    case .notOneOutput(_, let found):
      "A sigmoid at the end has 1 output, not \(found): it tells two classes apart."
    case .oneProbability: "A softmax over 1 output is always 1."
    case .unfit(let layer, let needs): "`\(layer)` needs \(needs)."

    case .unknownOption(let option, let layer, _): "`\(layer)` has no option `\(option)`."
    case .notAboveZero(let option, let layer, _):
      "`\(option)` of `\(layer)` must be a number above 0."
    case .notWhole(let option, let layer, let range, _):
      "`\(option)` of `\(layer)` must be a whole number from \(range.lowerBound) to "
        + "\(range.upperBound)."
    case .unknownInitialisation(let name, let layer, _):
      "`\(layer)` has no initialisation `\(name)`."
    case .slopeTooLarge: "The slope of a leaky ReLU must be below 1."
    case .keepsTooMuch:
      "`keep=`, the fraction of the running moments that is kept, must be below 1."
    case .probabilityMissing(let layer): "`\(layer)` needs the probability of keeping a number."
    case .notAProbability: "`keep=` must be a probability from 0 to 1."

    case .followsAnswer(_, let answer):
      "`\(answer)` gives the network's answer, so nothing can follow it."
    }
  }
}
