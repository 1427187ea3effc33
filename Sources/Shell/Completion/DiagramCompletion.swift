import ConvNet
import Rendering

/// Completion of a diagram: `net new conv3x3 8, maxpool2, softmax 10`.
enum DiagramCompletion {
  /// What could follow the words of a diagram so far. A word that ends in a comma ends a layer.
  ///
  /// - Parameters:
  ///   - words: The words of the diagram.
  ///   - classes: How many classes the data has, for the last layer.
  /// - Returns: Kinds of layers, or the sizes and options of the layer that has begun.
  static func candidates(after words: [String], classes: Int) -> [Offer] {
    let layer = words.reversed().prefix { !$0.hasSuffix(",") }.reversed()
    guard let word = layer.first,
      // The last of those that share a word is the one that takes sizes.
      let kind = Diagram.vocabulary.last(where: { $0.word == word })
    else {
      return Diagram.words.compactMap { word in
        Diagram.vocabulary.first { $0.word == word }.map {
          Offer(word, note: String($0.usage.dropFirst(word.count + 1)).padded(to: 36) + $0.summary)
        }
      }
    }
    let given = layer.dropFirst().map { $0.prefix { $0 != "=" } }
    let sizes = given.filter { Int($0) != nil || $0.contains("x") }
    // The words in capitals are the sizes: `conv2d FILTERS KxK [stride=1]`.
    let needed = kind.usage.split(separator: " ").dropFirst().filter {
      !$0.contains("=") && !$0.contains("[")
    }
    if sizes.count < needed.count {
      let size = String(needed[needed.startIndex + sizes.count])
      let answer = size == "OUTPUTS" && kind.ending.isAnswer
      return (answer ? [Offer("\(classes)", note: "one per class")] : [])
        + (size == "KxK" ? ["3x3,", "5x5,"].map { Offer(String($0.dropLast())) } : [])
        + [.hint(size, note: kind.usage)]
    }
    let options = kind.options.filter { !given.contains(Substring($0)) }
      .flatMap { option -> [Offer] in
        let number = Offer("\(option)=", note: "a number", appendSpace: false)
        return switch option {
        case "init": ["uniform", "he"].map { Offer("init=\($0)") }
        case "padding": [number, Offer("padding=same", note: "keeps the size, for odd kernels")]
        default: [number]
        }
      }
    return options.isEmpty
      ? [.hint(",", note: "a comma, then the next layer; or nothing more")] : options
  }
}
