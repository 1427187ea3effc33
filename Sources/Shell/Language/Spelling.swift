/// "Did you mean ...?"
enum Spelling {
  /// Every name is shorter than this, so a longer word is not a misspelling of one.
  static let maximumLength = 64

  /// The name that a word was meant to be: spelt differently, a synonym, or close enough to be a
  /// typing mistake.
  static func nearest(to word: String, among names: [String]) -> String? {
    guard word.utf8.count <= maximumLength else { return nil }
    if let point = word.lastIndex(of: ".") {
      return nearest(
        layer: String(word[..<point]), quantity: String(word[word.index(after: point)...]),
        among: names)
    }
    return same(as: word, among: names) ?? slip(of: word, among: names)
      ?? extended(word, among: names)
  }

  /// The name that differs only in case, hyphens or spelling, or whose synonym is this word.
  static func same(as word: String, among names: [String]) -> String? {
    guard word.utf8.count <= maximumLength else { return nil }
    let typed = folded(word)
    // `<-Conv` is the same as `<-conv` before it is the same as `conv`.
    if let name = names.first(where: { $0.lowercased() == word.lowercased() }) { return name }
    if let name = names.first(where: { folded($0) == typed }), !typed.isEmpty { return name }
    return Synonyms.meanings(of: word).lazy.compactMap { meaning in
      names.first { $0 == meaning } ?? names.first { $0.hasSuffix("." + meaning) }
    }.first
  }

  /// A place, with its layer and its quantity corrected separately.
  private static func nearest(layer: String, quantity: String, among names: [String]) -> String? {
    let parts = names.compactMap { name -> (layer: String, quantity: String)? in
      let words = name.split(separator: ".").map(String.init)
      return words.count == 2 ? (words[0], words[1]) : nil
    }
    guard let layer = nearest(to: layer, among: parts.map(\.layer)) else { return nil }
    let own = parts.filter { $0.layer == layer }.map(\.quantity)
    return nearest(to: quantity, among: own).map { "\(layer).\($0)" }
  }

  /// The name at the smallest edit distance, if that is small enough for a typing mistake.
  static func slip(of word: String, among names: [String]) -> String? {
    guard word.utf8.count <= maximumLength else { return nil }
    let typed = folded(word)
    guard !typed.isEmpty else { return nil }
    let scored = names.map { name -> (name: String, score: Int, distance: Int) in
      let distance = distance(typed, folded(name))
      // The first letter is usually right: of two equally near names, prefer one that shares it.
      let isLikely = word.lowercased().first == name.lowercased().first
      return (name, 2 * distance + (isLikely ? 0 : 1), distance)
    }
    guard let best = scored.min(by: { $0.score < $1.score }) else { return nil }
    let length = min(typed.count, folded(best.name).count)
    guard best.distance <= max(1, length / 3), length > 2 || best.score <= 2 else { return nil }
    return best.name
  }

  /// The name that the word extends or abbreviates: `relu2`, `print-gradient`, `learning`.
  private static func extended(_ word: String, among names: [String]) -> String? {
    let typed = folded(word)
    guard typed.count > 2 else { return nil }
    let stems = names.filter { folded($0).count > 2 && typed.hasPrefix(folded($0)) }
    return stems.max { $0.count < $1.count }
      ?? names.first { folded($0).hasPrefix(typed) }
      ?? names.first { $0.hasSuffix("." + word) }
  }

  /// A word without the differences in spelling that are ignored: case, hyphens, s and z.
  static func folded(_ word: String) -> String {
    String(
      word.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "=" || $0 == "." }
        .map { $0 == "z" ? "s" : $0 })
  }

  /// How many insertions, deletions, changes and swaps of neighbours turn one into the other.
  static func distance(_ first: String, _ second: String) -> Int {
    let (a, b) = (Array(first.prefix(64)), Array(second.prefix(64)))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}

/// Words that other tools and books use for things in Backstep. To add one, add it here.
enum Synonyms {
  /// What a word is called here. Of several names, the first one possible in the context counts.
  static func meanings(of word: String) -> [String] {
    guard word.utf8.count <= Spelling.maximumLength else { return [] }
    let typed = Spelling.folded(word)
    return table.first { $0.words.contains { Spelling.folded($0) == typed } }?.meanings ?? []
  }

  private static let table: [(words: [String], meanings: [String])] = [
    // Commands.
    (["undo", "prev", "previous", "revert", "unstep", "rewind"], ["back"]),
    (["redo", "next", "continue", "forth", "tick"], ["step"]),
    (["run", "fit", "learn", "epochs"], ["train", "epoch"]),
    (["stop", "close", "end"], ["quit", "off"]),
    (["bye", "leave", "logout"], ["quit"]),
    (["ls", "dir", "man", "info", "usage", "commands"], ["help"]),
    (["evaluate", "validate", "accuracy", "score"], ["test"]),
    (["eval"], ["test", "evaluation"]),
    (["summary", "model", "network", "architecture", "layers"], ["net"]),
    (["state", "status", "show", "display", "dump"], ["view", "print"]),
    (["position", "pos"], ["where"]),
    (["predictions", "classify", "infer", "inference"], ["probs", "probabilities"]),
    (["gradients", "backprop", "backpropagate"], ["backward", "gradient"]),
    (["plot", "graph", "progress"], ["curve"]),
    (["errors", "mistakes", "misclassified"], ["wrong"]),
    (["explain"], ["why"]),
    (["sample", "digit", "img", "photo"], ["image"]),
    (["dataset"], ["data"]),
    (["download", "wget", "curl"], ["fetch"]),
    (["reset", "randomize", "reinit", "initialize"], ["init"]),
    (["checkpoint", "store"], ["save"]),
    (["reload"], ["load"]),
    (["restore"], ["open"]),
    (["tutorial", "course", "learn-more"], ["lesson"]),
    (["jump", "seek", "checkout", "travel"], ["goto"]),
    (["break", "breakpoint", "watch", "while"], ["until", "print"]),
    (["translate", "move"], ["shift"]),
    (["clear", "cls"], ["Ctrl-L"]),
    (["debug", "doctor"], ["diagnose"]),
    (["let", "assign", "config", "setting", "settings", "option"], ["set"]),
    (["get", "cat"], ["print"]),
    (["say", "printf", "puts"], ["echo"]),
    (["loop", "times", "again"], ["repeat"]),
    (["timeit", "clock", "profile"], ["time"]),
    (["editor", "vi", "vim", "nano", "fc"], ["edit"]),
    (["include", "exec", "execute"], ["source"]),
    (["winners-of", "unpool"], ["route"]),
    // Settings and their values.
    (["lr", "rate", "eta", "alpha", "step-size"], ["learning-rate"]),
    (["batchsize", "minibatch", "bs"], ["batch"]),
    (["optim", "solver", "algorithm"], ["optimizer"]),
    (["wd", "decay", "l2", "regularization"], ["weight-decay"]),
    (["criterion", "objective", "cost"], ["loss"]),
    (["scheduler", "lr-schedule", "annealing"], ["schedule"]),
    (["normalization", "scaling"], ["pixels"]),
    (["ce", "nll", "crossentropyloss", "categorical-crossentropy"], ["cross-entropy"]),
    (["bce", "binary-crossentropy"], ["binary-cross-entropy"]),
    (["mean-squared-error", "squared-error"], ["mse"]),
    (["true", "yes"], ["on"]),
    (["false", "no"], ["off"]),
    // What a layer has.
    (["weight", "w", "kernel", "kernels"], ["filters", "weights"]),
    (["weights"], ["filters"]),
    (["filters"], ["weights"]),
    (["bias", "b"], ["biases"]),
    (["activation", "activations", "outputs", "output", "y"], ["out", "maps"]),
    (["inputs", "input", "x"], ["in", "image"]),
    (["grad", "gradient", "dw"], ["d_filters", "d_weights", "d_out", "backward"]),
    (["db", "d_bias"], ["d_biases"]),
    (["d_image", "d_input", "d_inputs", "d_pixel", "d_pixels", "dx", "d_x"], ["d_in"]),
    (["acc"], ["accuracy"]),
    (["d_weight", "d_kernel", "d_kernels"], ["d_filters", "d_weights"]),
    (["scores", "z", "logits"], ["totals", "logits"]),
    (["argmax", "switches", "indices", "max"], ["winners"]),
    (["target", "y_true"], ["label"]),
    (["running_var"], ["running_variance"]),
    // Layers in a diagram, data sets.
    (["conv", "convolution"], ["conv3x3"]),
    (["convolutional", "conv2", "convolution2d"], ["conv2d"]),
    (["pool", "pooling", "maxpooling", "maxpool2d"], ["maxpool2"]),
    (["dense", "linear", "affine", "fully-connected"], ["fc"]),
    (["bn", "batchnorm2d"], ["batchnorm"]),
    (["cifar"], ["cifar10"]),
    (["fmnist", "fashion-mnist"], ["fashion"]),
    (["digits"], ["mnist"]),
  ]
}
