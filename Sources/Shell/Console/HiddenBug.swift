import ConvNet
import Lab

/// The riddle of `bug random`: a bug whose name is hidden.
private struct HiddenBug: WorkspacePart {
  var isHidden = false
  var guesses = 0
  var drawn = 0
}

extension Session {
  /// Whether the name of the bug that is on is hidden.
  var isBugHidden: Bool {
    get { workspace[HiddenBug.self].isHidden }
    set { workspace[HiddenBug.self].isHidden = newValue }
  }

  /// The number of guesses so far.
  var bugGuesses: Int {
    get { workspace[HiddenBug.self].guesses }
    set { workspace[HiddenBug.self].guesses = newValue }
  }

  /// How many bugs have been drawn at random.
  var bugsDrawn: Int {
    get { workspace[HiddenBug.self].drawn }
    set { workspace[HiddenBug.self].drawn = newValue }
  }

  /// The names of the bugs that are on, as far as they are told.
  var bugNames: String {
    isBugHidden ? "?" : trainer.bugs.map { $0.name }.joined(separator: ",")
  }
}
