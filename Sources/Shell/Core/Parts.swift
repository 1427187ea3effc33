/// State that a feature keeps with the network in training. A lesson saves and restores it.
protocol WorkspacePart {
  /// The state of a feature that has not stored anything yet.
  init()
}

/// State that a feature keeps for the whole session, whichever network is in training.
protocol SessionPart {
  /// The state of a feature that has not stored anything yet.
  init(in workspace: Workspace)
}

/// State that a feature keeps with the console. A part that is also a ``ConsoleListener`` receives
/// what is printed.
protocol ConsolePart: AnyObject {
  init()
}

/// Something that receives what a console prints.
protocol ConsoleListener: AnyObject {
  /// Whether it wants printed text now; if so, pictures are also drawn in plain characters.
  var isListening: Bool { get }
  /// Whether it also wants the text that goes to a file instead of the screen.
  var hearsRedirected: Bool { get }
  /// Receives what appears on the screen, including colours and progress.
  func show(_ text: String)
  /// Receives what was printed, in plain characters.
  func note(_ text: String)
  /// Called when a remark is shown that is true of this run only.
  func noteRemark()
}

/// Values stored by type: each feature declares the type of its own state.
struct Parts {
  private var values: [ObjectIdentifier: Any] = [:]

  subscript<Part>(_ type: Part.Type) -> Part? {
    get { values[ObjectIdentifier(type)] as? Part }
    set { values[ObjectIdentifier(type)] = newValue }
  }
}
