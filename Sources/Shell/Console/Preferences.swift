/// Preferences of the shell. Those set by a lesson end with the lesson, and those set by a file
/// that someone handed in end with the file.
struct Preferences {
  private let aliases: [String: String]
  private let pagesOutput: Bool
  private let clearsScreen: Bool?
  private let style: Screen.Choice

  init(of session: Session, on console: Console) {
    aliases = session.aliases
    pagesOutput = session.pagesOutput
    clearsScreen = session.clearsScreen
    style = console.screen.choice
  }

  func restore(in session: inout Session, on console: Console) {
    session.aliases = aliases
    session.pagesOutput = pagesOutput
    session.clearsScreen = clearsScreen
    console.screen.choice = style
  }
}
