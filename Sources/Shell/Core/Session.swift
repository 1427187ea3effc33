package import ConvNet
import Lab

/// Everything the user has open. It is a value: a command works on a draft, which is adopted only
/// if the command succeeds.
package struct Session {
  let catalog: CommandCatalog
  /// The network in training, and the state that belongs to it.
  var workspace: Workspace
  /// Words that stand for command lines.
  package var aliases: [String: String] = [:]
  /// Whether output that is longer than the screen pauses after every screenful.
  var pagesOutput = true
  /// Whether each part of a lesson begins on a clear screen; `nil` if the user has not said so, for
  /// presentations only.
  var clearsScreen: Bool?
  /// Whether the shell should end.
  package var isOver = false
  /// Whether a command has found something to be wrong. A run without a user then ends with the exit
  /// code 1, although no command failed.
  package var hasFoundFault = false
  /// How deeply the present command is nested in commands that run others.
  private var depth = 0
  private var parts = Parts()

  /// How deeply commands that run others may be nested: aliases, sourced files.
  static let maximumDepth = 16

  /// A session on a workspace.
  init(_ workspace: Workspace, catalog: CommandCatalog) {
    self.workspace = workspace
    self.catalog = catalog
  }

  /// The state of a feature.
  subscript<Part: SessionPart>(_ type: Part.Type) -> Part {
    get { parts[type] ?? Part(in: workspace) }
    set { parts[type] = newValue }
  }

  /// A new session with the same commands on another workspace.
  func aside(on workspace: Workspace) -> Session {
    var session = Session(workspace, catalog: catalog)
    session.depth = depth
    return session
  }

  /// Runs the body of a command that runs others. Every such command goes through here.
  ///
  /// - Parameters:
  ///   - word: The word that stands for the other commands.
  ///   - body: Runs them.
  /// - Throws: What `body` throws, or an error if commands are nested too deeply.
  mutating func nested(
    at word: String, _ body: (inout Session) throws(CommandError) -> Void
  ) throws(CommandError) {
    guard depth < Self.maximumDepth else {
      throw CommandError(
        "Commands run one another too deeply here; the limit is \(Self.maximumDepth).",
        at: word)
    }
    depth += 1
    defer { depth -= 1 }
    try body(&self)
  }

  var commands: CommandTable { catalog.commands }

  /// The command that is run after resolving aliases and commands that run others, and its words.
  func innermost(of words: [String]) -> (type: any ShellCommand.Type, words: [String])? {
    commands.innermost(of: words, aliases: aliases)
  }

  // MARK: The workspace

  package var timeline: Timeline<Float> { workspace.timeline }
  package var trainer: Trainer<Float> { workspace.trainer }
  package var seed: UInt64 { workspace.seed }
  package var tests: [Workspace.TestPoint] { workspace.tests }
  package var provenance: Provenance { workspace.provenance }
  var shown: Int { workspace.shown }
  /// The sample of the step that pictures show.
  package var sample: Sample<Float>? { trainer.sample(shown) }

  /// A place, narrowed to the sample that pictures show.
  func forShownSample(_ place: Place) -> Place { trainer.place(place, ofSample: shown) }

  /// The number of updates between two lines of a training report.
  package var reportEvery: Int { provenance.preset?.reportEvery ?? 100 }
}
