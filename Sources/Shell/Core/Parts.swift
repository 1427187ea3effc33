/// State that a feature keeps with the network in training; a lesson saves and restores it.
protocol WorkspacePart {
  /// The state before the feature has stored anything.
  init()
}

/// State that a feature keeps for the whole session, whatever network is in training.
protocol SessionPart {
  /// The state before the feature has stored anything.
  init(in workspace: Workspace)
}

/// State that a feature keeps with the console. A part that is also a ``ConsoleListener`` receives
/// what is printed.
protocol ConsolePart: AnyObject {
  init()
}

/// Something that receives what a console prints.
protocol ConsoleListener: AnyObject {
  /// Whether it wants printed text now; pictures are then also drawn in plain characters.
  var isListening: Bool { get }
  /// Receives what appears on the screen, including colours and progress.
  func show(_ text: String)
  /// Receives what was printed, in plain characters.
  func note(_ text: String)
  /// Called when a remark is shown that is true of this run only.
  func noteRemark()
}

/// Values stored by type: each feature declares the type of its own state, in its own folder.
struct Parts {
  private var values: [ObjectIdentifier: Any] = [:]

  subscript<Part>(_ type: Part.Type) -> Part? {
    get { values[ObjectIdentifier(type)] as? Part }
    set { values[ObjectIdentifier(type)] = newValue }
  }
}
