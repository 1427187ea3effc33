/// Whose commands are running, if not the user's own. Such commands write files only inside the
/// working folder, with names that say what is in them, and overwrite nothing.
enum Confinement: Sendable {
  /// The commands of a lesson.
  case lesson
  /// The commands of a Markdown file that is being sourced.
  case handedIn(file: String)

  /// Whose commands are running; `nil` for the user's own.
  @TaskLocal static var current: Confinement?

  /// Whether the commands of a lesson are running.
  static var isLesson: Bool { if case .lesson? = current { true } else { false } }

  /// The file name extensions that commands may write.
  private static let endings = [
    "safetensors", "npy", "npz", "txt", "svg", "png", "md", "html", "py", "ipynb", "csv", "json",
  ]

  /// Who it is, as the beginning of a sentence.
  private var subject: String {
    switch self {
    case .lesson: "A lesson"
    case .handedIn: "A file that was handed in"
    }
  }

  private var hint: String? {
    switch self {
    case .lesson: nil
    case .handedIn(let file): "source --trust \(Word.quoted(file))"
    }
  }

  /// An error about something it may not do: `overwrites no files`.
  func error(_ problem: String, at word: String) -> CommandError {
    CommandError("\(subject) \(problem).", at: word, hint: hint)
  }

  /// Refuses a command that only the user at the keyboard may run.
  static func refuse(_ command: String, at word: String) throws(CommandError) {
    if let current { throw current.error("cannot use `\(command)`", at: word) }
  }

  /// Refuses a hidden file, and a file in a hidden folder.
  ///
  /// - Parameters:
  ///   - path: The path from the working folder, without links and dots.
  ///   - word: The path as it was typed.
  /// - Throws: ``CommandError`` if a part of the path begins with a dot.
  func checkIsVisible(_ path: String, typed word: String) throws(CommandError) {
    if path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
      throw error("cannot write hidden files", at: word)
    }
  }

  /// Refuses a name that does not say what is in the file.
  static func checkEnding(_ path: String) throws(CommandError) {
    guard let current else { return }
    let name = path.split(separator: "/").last ?? ""
    let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...] } ?? ""
    guard endings.contains(ending.lowercased()) else {
      throw current.error(
        "can only write files whose names end in .\(endings.joined(separator: ", ."))", at: path)
    }
  }
}
