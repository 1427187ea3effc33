import ConvNet

/// What the shell adds to the facts of a library's error.
struct Advice: Hashable {
  /// The word of the line that is wrong.
  let word: String?
  /// What to type, or where to look, instead.
  let hint: String?
  /// Names that could replace the word.
  let choices: [String]
  /// The replacement for the word.
  let instead: String?

  init(
    at word: String? = nil, _ hint: String? = nil, choices: [String] = [], instead: String? = nil
  ) {
    self.word = word
    self.hint = hint
    self.choices = choices
    self.instead = instead
  }

  /// Advice about a place as it was typed.
  fileprivate init(
    at place: Place, _ hint: String? = nil, choices: [Place] = [], instead: Place? = nil
  ) {
    self.init(
      at: place.description, hint, choices: choices.map(\.description),
      instead: instead?.description)
  }
}

/// A library's error that the shell can give advice on.
protocol AdvisedError: Error, CustomStringConvertible {
  var advice: Advice { get }
}

extension PlaceError: AdvisedError {
  var advice: Advice {
    switch self {
    case .unclosedBracket(let text): Advice(at: text)
    case .notAnIndex(_, let text): Advice(at: text, "print \(text.prefix { $0 != "[" })[0]")
    case .notAPlace(let text): Advice(at: text, "help place")
    case .unknown(let place, let layers, let known):
      Advice(
        at: place, "help place; this network's layers are \(Advice.list(layers))", choices: known)
    case .layerAlone(let place):
      Advice(at: place, instead: Place(layer: place.quantity, quantity: "out"))
    case .unknownLayer(let place, let layers, let known):
      Advice(at: place, "one of the layers \(Advice.list(layers))", choices: known)
    case .unknownQuantity(let place, let known):
      Advice(at: place, "one of \(Advice.list(known.map(\.quantity)))", choices: known)
    case .tooManyIndices(let place, let shape):
      // `conv.d_in[0,14,10]` of one channel: the first index is that of the channel.
      Advice(
        at: place,
        instead: (place.indices.first == 0
          ? place.with(place.indices.suffix(shape.rank))
          : place.with(place.indices.prefix(shape.rank))).within(shape))
    case .outside(let place, _, let shape, let sample):
      Advice(
        at: place, sample.map { "with minibatches the sample comes first: \($0)" },
        instead: sample == nil ? place.within(shape) : nil)
    case .block(let place, _), .notComputed(let place, _), .wrongCount(let place, _, _):
      Advice(at: place)
    case .empty(let place): Advice(at: place, "image 0")
    case .notWritable(let place, let writable):
      Advice(at: place, Advice.commands("set", writable.prefix(3)))
    }
  }
}

extension DiagramError: AdvisedError {
  private static var comma: String { "put a comma before the next layer" }

  var advice: Advice {
    switch self {
    case .layerMissing(let last): Advice(at: last, "net new conv3x3 8, maxpool2, softmax 10")
    case .unknownLayer(let word, let known):
      Advice(at: word, "one of the layers \(Advice.list(known))", choices: known)
    case .notASize(let word):
      Advice(
        at: word,
        "layers are separated by commas, options are name=value: conv2d 6 5x5 padding=2")
    case .valueMissing(let option): Advice(at: option)

    case .takesNoSizes(let layer), .takesNothing(let layer): Advice(at: layer, Self.comma)
    case .wrongSizes(let layer, _, _), .unfit(let layer, _): Advice(at: layer)
    case .paddingTooLarge(let padding, _, let kernel):
      Advice(at: "padding=\(padding)", "padding=\(kernel / 2)")
    case .sameNeedsOddKernel(let rows, let columns):
      Advice(
        at: "padding=same", "an odd kernel, such as \(Advice.odd(rows, columns)), or padding=1")
    case .sameNeedsStrideOne(let stride, let kernel):
      Advice(at: "stride=\(stride)", "stride=1, or padding=\(kernel / 2)")
    case .kernelMissing(let layer): Advice(at: layer, "\(layer) 6 5x5")
    case .windowMissing(let layer): Advice(at: layer, "\(layer) 2")
    case .notOneOutput(let layer, let found): Advice(at: layer, "sigmoid, or softmax \(found)")
    case .oneProbability(let layer): Advice(at: layer, "softmax 2, or sigmoid for one output")

    case .unknownOption(let option, _, let known):
      Advice(at: option, known.isEmpty ? Self.comma : Advice.list(known), choices: known)
    case .notAboveZero(let option, _, let found), .notWhole(let option, _, _, let found):
      Advice(at: "\(option)=\(found)")
    case .unknownInitialisation(let name, _, let known):
      Advice(
        at: "init=\(name)", Advice.list(known.map { "init=\($0)" }),
        choices: known.map { "init=\($0)" })
    case .slopeTooLarge: Advice(at: "slope=")
    case .keepsTooMuch: Advice(at: "keep=")
    case .probabilityMissing(let layer): Advice(at: layer, "\(layer) keep=0.9")
    case .notAProbability(let text): Advice(at: "keep=\(text)")

    case .followsAnswer(let layer, _): Advice(at: layer)
    }
  }
}

extension NetworkError: AdvisedError {
  var advice: Advice {
    switch self {
    case .diagram(let error, _): error.advice
    case .shape(let error, _): error.advice
    case .memory(let need, _): need.advice
    }
  }
}

extension TrainerError: AdvisedError {
  var advice: Advice {
    switch self {
    case .imageShape, .noImages, .learningRate, .batchSize: Advice()
    case .classes(_, let count, _): Advice(count == 2 ? "load mnist --only 0,1" : nil)
    case .tooLarge(let need): need.advice
    case .batchTooSmall: Advice("set batch 32")
    }
  }
}

extension InspectionError: AdvisedError {
  var advice: Advice {
    switch self {
    case .place(let error): error.advice
    case .noImage: Advice("image 0")
    case .stopped: Advice()
    case .tooLarge(let need): need.advice
    case .noGradient(let place): Advice("forward; set \(place) 1")
    case .lossNotFinite: Advice("go back to when it was finite, or init")
    case .notChangeable(let place, let changeable):
      Advice(at: place, Advice.commands("whatif", changeable.prefix(3)))
    case .notMovable(let place, let movable):
      Advice(at: place, Advice.commands("gradcheck", movable[...]))
    case .notTraceable(let place):
      Advice(at: place, "trace image[14,14], trace conv.filters[0,1,1]")
    case .block(let place, let sample):
      Advice(at: place, sample.map { "with minibatches the sample comes first: trace \($0)" })
    case .notBackward(let place): Advice(at: place, "backward")
    }
  }
}

extension ShapeError: AdvisedError {
  var advice: Advice {
    switch problem {
    case .inputs(_, let found):
      Advice("leave out the number of inputs, or give \(found.count)")
    case .channels(_, let found):
      Advice("leave out the number of channels, or give \(found[0])")
    case .needsImage: Advice("put it before the layer that flattens: help net")
    case .unfit: Advice()
    case .tooSmall: Advice("less pooling before it, or a smaller window")
    }
  }
}

extension MemoryNeed {
  /// Fewer images, if that is enough, or else a smaller network.
  var advice: Advice {
    Advice(
      mostImages > 0 && images > mostImages
        ? "set batch \(mostImages)" : "make `\(largestLayer)` smaller")
  }
}

extension Advice {
  /// The nearest square kernel of odd size that is not smaller.
  fileprivate static func odd(_ rows: Int, _ columns: Int) -> String {
    let size = max(rows, columns) / 2 * 2 + 1
    return "\(size)x\(size)"
  }

  fileprivate static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

  /// A command for each of the places.
  fileprivate static func commands(_ name: String, _ places: ArraySlice<Place>) -> String {
    list(places.map { "\(name) \($0)" })
  }
}

extension Place {
  /// The place with other indices.
  fileprivate func with(_ indices: some Sequence<Int>) -> Place {
    Place(layer: layer, quantity: quantity, indices: Array(indices))
  }

  /// The place with the nearest indices that a shape has.
  fileprivate func within(_ shape: Shape) -> Place {
    with(zip(indices, shape.extents).map { max(0, min($0, $1 - 1)) })
  }
}

extension CommandError {
  /// The error for a command that needs answers, in a network that gives none.
  static func noClassifier(for command: String, in session: Session) -> CommandError {
    let classes = session.trainer.data.training.classes.count
    return CommandError(
      "`\(command)` needs a loss, and this network has none: it does not end in a classifier.",
      at: command, hint: "net new \(session.diagram), softmax \(classes)")
  }
}
