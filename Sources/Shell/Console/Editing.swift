/// How the user edits a text, if there is a user.
private final class Editing: ConsolePart {
  var edit: ((String) throws(CommandError) -> TextEditor.Edited)?
}

extension Console {
  /// Lets the user change a text; `nil` if there is no user.
  package var edit: ((String) throws(CommandError) -> TextEditor.Edited)? {
    get { self[Editing.self].edit }
    set { self[Editing.self].edit = newValue }
  }
}
