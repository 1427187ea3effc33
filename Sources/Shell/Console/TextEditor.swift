import SystemPackage
import Terminal

/// The person's own text editor: what `$VISUAL` or `$EDITOR` names, else vi or nano.
package enum TextEditor {
  /// A text as a person left it, in a file that is kept until it is forgotten.
  package struct Edited {
    let bytes: [UInt8]
    let file: String

    package init(bytes: [UInt8], file: String) {
      self.bytes = bytes
      self.file = file
    }
  }

  /// Lets the person change a text.
  ///
  /// - Parameter text: What there is to begin with.
  /// - Returns: The text as it was left.
  /// - Throws: ``CommandError`` where there is no editor, or where it failed.
  static func edit(_ text: String) throws(CommandError) -> Edited {
    let editor = try commandLine()
    let folder: String
    do throws(Errno) {
      folder = try Files.makeTemporaryFolder("backstep")
    } catch {
      throw CommandError("There is no place for a picture to be drawn in: \(error).")
    }
    let file = "\(folder)/digit.txt"
    var isKept = false
    defer { if !isKept { Files.removeFolder(folder) } }
    try Files.write(Array(text.utf8), to: file, force: false)
    let ending: NewProcess.Ending
    do throws(Errno) {
      ending = try ForegroundProgram.run(editor, [file])
    } catch {
      throw CommandError("The editor `\(editor)` cannot be started: \(error).")
    }
    switch ending {
    case .code(0):
      let bytes = try Files.read(file)
      isKept = true
      return Edited(bytes: bytes, file: file)
    case .code(126), .code(127):
      throw CommandError(
        "The editor `\(editor)` was not found; VISUAL or EDITOR names it.",
        hint: "export EDITOR=nano, then start backstep")
    case .code(let code):
      throw CommandError("The editor ended with \(code); nothing was changed.")
    case .signal(let signal):
      throw CommandError("The editor was ended by signal \(signal); nothing was changed.")
    }
  }

  /// The editor as a command line.
  private static func commandLine() throws(CommandError) -> String {
    for name in ["VISUAL", "EDITOR"] {
      if let line = variable(name), line.contains(where: { !$0.isWhitespace }) { return line }
    }
    let folders = (variable("PATH") ?? "/usr/bin:/bin").split(separator: ":")
    for editor in ["vi", "nano"] {
      if folders.contains(where: { SystemCalls.canExecute("\($0)/\(editor)") }) { return editor }
    }
    throw CommandError(
      "There is no text editor: neither VISUAL nor EDITOR is set, and there is no vi or nano.",
      hint: "draw FILE --label 3")
  }

  private static func variable(_ name: String) -> String? {
    environment(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Removes the file, and what the editor left beside it.
  static func forget(_ edited: Edited) {
    guard let end = edited.file.lastIndex(of: "/") else { return }
    Files.removeFolder(String(edited.file[..<end]))
  }
}
