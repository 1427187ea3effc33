/// A Ctrl-C that comes after it has been checked for this many times, however fast the machine is;
/// `nil` if it never comes.
final class Keyboard {
  var questionsLeft: Int?
  private(set) var wasPressed = false

  init(questionsLeft: Int? = nil) { self.questionsLeft = questionsLeft }

  func ask() -> Bool {
    if let left = questionsLeft { questionsLeft = left - 1 }
    wasPressed = questionsLeft.map { $0 < 0 } ?? false
    return wasPressed
  }
}
