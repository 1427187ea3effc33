/// Something a person typed that cannot be done: facts for whoever words the message.
public struct InputError: Error, Hashable {
  /// What is wrong, as a sentence.
  public let problem: String
  /// The word it is about, as it was typed.
  public let word: String?
  /// What to try, as something to type.
  public let hint: String?
  /// Names that could stand in the word's place, for whoever looks for the one that was meant.
  public let choices: [String]

  /// A problem with a word, and a way out.
  public init(
    _ problem: String, at word: String? = nil, hint: String? = nil, choices: [String] = []
  ) {
    self.problem = problem
    self.word = word
    self.hint = hint
    self.choices = choices
  }
}
