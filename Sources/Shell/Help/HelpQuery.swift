/// What a person asks help for, in words of their own.
enum HelpQuery {
  /// Words that say nothing about what is asked.
  private static let fillers = Set(
    """
    a an the this that these those it its there my me i we you your one some any of in on at to for \
    from into with by as is are was be do does did can could should would will shall has have what \
    what's whats which who when where why how and or if about tell please explain show see get use \
    using make want need mean means work works happen happens between
    """.split(separator: " ").map(String.init))

  /// A question without the words around what it asks about: `what is a gradient?` asks about
  /// `gradient`.
  static func subject(of words: [String]) -> [String] {
    let words = words.map { $0.filter { $0 != "?" } }.filter { !$0.isEmpty }
    func isFiller(_ word: String) -> Bool { fillers.contains(word.lowercased()) }
    return Array(words.drop(while: isFiller).reversed().drop(while: isFiller).reversed())
  }

  /// The words of a question that can be searched for.
  static func keywords(of words: [String]) -> [String] {
    subject(of: words).map { $0.lowercased() }
      .filter { !fillers.contains($0) && $0.contains(where: \.isLetter) }
  }

  /// Whether a line of these words is a question, though it does not begin with `help` or `?`.
  ///
  /// - Parameters:
  ///   - words: The words, at least one.
  ///   - isCommand: Whether the first of them is a command.
  /// - Returns: Whether it is.
  static func isQuestion(_ words: [String], isCommand: Bool) -> Bool {
    let words = words.map { $0.lowercased() }
    let isFollowedByFiller = words.count > 1 && fillers.contains(words[1])
    switch words[0] {
    case "what's", "whats": return words.count > 1
    case "what", "how": return isFollowedByFiller
    default:
      guard words.count > 1, words[words.count - 1].hasSuffix("?") else { return false }
      // Two question words are commands.
      return !isCommand
        || ["why", "where"].contains(words[0]) && isFollowedByFiller && words.count > 2
    }
  }

  /// Whether a text has a word, in whatever form.
  static func speaks(_ text: String, of word: String) -> Bool {
    let wanted = stem(of: word.lowercased())
    return text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "-" }
      .contains { stem(of: String($0)) == wanted }
  }

  /// A word without the ending of its form: `edges`, `training` and `compared` give `edg`, `train`
  /// and `compar`.
  private static func stem(of word: String) -> String {
    var stem = word[...]
    if stem.hasSuffix("s"), !stem.hasSuffix("ss") { stem.removeLast() }
    for ending in ["ing", "ed", "e"] where stem.hasSuffix(ending) && stem.count > ending.count + 2 {
      return String(stem.dropLast(ending.count))
    }
    return String(stem)
  }
}

/// Words that people bring from courses and other tools, and the command whose help explains them.
/// New words are added here. Ideas list their own other words.
enum HelpWords {
  static let table: [(words: [String], command: String)] = [
    (
      [
        "numeric gradient", "numerical gradient", "numeric gradients", "finite difference",
        "finite differences", "gradient check", "gradient checking",
      ], "gradcheck"
    ),
    (
      [
        "initialization", "initialisation", "weight initialization", "init seed", "random seed",
        "seed", "reproducible",
      ], "init"
    ),
    (["exam", "examination"], "practice"),
    (
      ["translation", "equivariance", "translation invariance", "translation equivariance"],
      "invariance"
    ),
    (["early stopping", "stopping", "stop training", "stop early"], "until"),
    (["learning curve", "loss curve", "learning curves", "loss curves"], "curve"),
    (["confusion matrix"], "confusion"),
    (["hyperparameter", "hyperparameters"], "set"),
    (["transfer learning", "fine-tuning", "frozen layer"], "net"),
    (["safetensors", "checkpoint"], "save"),
    (["exit", "ctrl-d"], "quit"),
  ]

  /// The command whose help contains some words.
  static func command(for words: String) -> String? {
    let wanted = Spelling.folded(words)
    return table.first { $0.words.contains { Spelling.folded($0) == wanted } }?.command
  }
}
