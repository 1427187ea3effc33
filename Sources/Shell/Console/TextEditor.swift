import SystemPackage
import Terminal

/// The user's text editor: what `$VISUAL` or `$EDITOR` names, or else vi or nano.
package enum TextEditor {
  /// A text as the user left it, in a file that is kept until ``forget(_:)``.
  package struct Edited {
    let bytes: [UInt8]
    let file: String

    package init(bytes: [UInt8], file: String) {
      self.bytes = bytes
      self.file = file
    }
  }

  /// Lets the user change a text.
  ///
  /// - Parameter text: The initial text.
  /// - Returns: The text as the user left it.
  /// - Throws: ``CommandError`` if there is no editor, or if it failed.
  static func edit(_ text: String) throws(CommandError) -> Edited {
    let editor = try commandLine()
    let folder: String
    do throws(Errno) {
      folder = try FileSystem.makeTemporaryFolder()
    } catch {
      throw CommandError("Could not create a file to edit: \(error).")
    }
    let file = "\(folder)/backstep.txt"
    var isKept = false
    defer { if !isKept { FileSystem.removeFolder(folder) } }
    try Files.write(Array(text.utf8), to: file, force: false)
    let ending: NewProcess.Ending
    do throws(Errno) {
      ending = try ForegroundProgram.run(editor, [file])
    } catch {
      throw CommandError("Could not start the editor `\(editor)`: \(error).")
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
      throw CommandError("The editor exited with status \(code), so nothing was changed.")
    case .signal(let signal):
      throw CommandError("The editor was ended by signal \(signal), so nothing was changed.")
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

  /// Removes the file, and anything the editor left beside it.
  static func forget(_ edited: Edited) {
    guard let end = edited.file.lastIndex(of: "/") else { return }
    FileSystem.removeFolder(String(edited.file[..<end]))
  }
}
