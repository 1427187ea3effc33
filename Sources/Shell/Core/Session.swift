package import ConvNet
import Lab

/// What the user has open. It is a value: a command works on a draft, which counts only if the
/// command succeeds.
package struct Session {
  let catalog: CommandCatalog
  /// The network in training, and the state that belongs to it.
  package var workspace: Workspace
  /// Words that stand for command lines.
  package var aliases: [String: String] = [:]
  /// Whether output that is longer than the screen stops after every screenful.
  var pagesOutput = true
  /// Whether the shell should end.
  package var isOver = false
  private var parts = Parts()

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
  func aside(on workspace: Workspace) -> Session { Session(workspace, catalog: catalog) }

  var commands: CommandTable { catalog.commands }

  // MARK: The workspace

  package var timeline: Timeline<Float> { workspace.timeline }
  package var trainer: Trainer<Float> { workspace.trainer }
  package var seed: UInt64 { workspace.seed }
  package var tests: [Workspace.TestPoint] { workspace.tests }
  package var provenance: Provenance { workspace.provenance }
  var shown: Int { workspace.shown }
  /// The image of the step that pictures show.
  package var sample: Sample<Float>? { trainer.sample(shown) }

  /// The place of the sample that pictures show.
  func forShownSample(_ place: Place) -> Place { trainer.place(place, ofSample: shown) }

  /// The number of updates between two reports of training.
  package var reportEvery: Int { provenance.preset?.reportEvery ?? 100 }
}
