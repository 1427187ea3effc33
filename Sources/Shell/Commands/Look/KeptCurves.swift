import ConvNet
import Rendering

/// The learning curves that the user keeps to compare later ones with. They outlast fresh weights,
/// another network and travels in time, and are saved with the session; a lesson has its own.
struct KeptCurves: WorkspacePart {
  /// A curve of training under a name.
  struct Entry: Codable {
    let name: String
    /// The network and its settings, in words.
    let about: String
    let points: [Point]
  }

  /// An average over some updates.
  struct Point: Codable {
    /// The last of them.
    let update: Int
    /// How many they are.
    let updates: Int
    let loss: Double
    let accuracy: Double
  }

  /// The characters that curves are drawn with, one for each that can be kept.
  static let marks: [Unicode.Scalar] = ["+", "x", "#", "@", "%", "&"]

  private(set) var all: [Entry] = []

  init() {}

  /// Curves from a file; `nil` if they cannot have been kept.
  init?(_ curves: [Entry]) {
    guard curves.count <= Self.marks.count, Set(curves.map(\.name)).count == curves.count,
      curves.allSatisfy({ Self.isName($0.name) && $0.points.allSatisfy(\.isPossible) })
    else { return nil }
    all = curves
  }

  /// Whether a curve can have this name: names are printed beside a plot.
  static func isName(_ name: String) -> Bool {
    (1...longestName).contains(name.count) && name.allSatisfy { $0.isASCII && !$0.isWhitespace }
      && !["loss", "accuracy", "training", "test"].contains(name)
  }

  static let longestName = 12

  /// Keeps a curve; another one of its name is replaced.
  ///
  /// - Throws: An error if as many are kept as can be told apart.
  mutating func keep(_ curve: Entry) throws(CommandError) {
    if let index = all.firstIndex(where: { $0.name == curve.name }) {
      all[index] = curve
      return
    }
    guard all.count < Self.marks.count else {
      throw CommandError(
        "\(all.count) curves are kept; more could not be told apart.",
        hint: "curve drop \(all[0].name)")
    }
    all.append(curve)
  }

  /// Drops the curve of a name.
  ///
  /// - Returns: Whether there was one.
  mutating func drop(_ name: String) -> Bool {
    let before = all.count
    all.removeAll { $0.name == name }
    return all.count < before
  }
}

extension KeptCurves.Point {
  fileprivate var isPossible: Bool {
    [update, updates].allSatisfy((1..<1 << 48).contains) && !(accuracy < 0 || accuracy > 1)
  }
}

extension CurveCommand {
  /// The words that keep and drop curves.
  static let keeping = ["keep", "drop"]

  /// Keeps the current curve, or drops one that was kept.
  func keepOrDrop(_ verb: String, in session: inout Session, on console: Console) throws {
    guard let name else {
      throw CommandError(
        "`curve \(verb)` needs a name.", at: CommandError.end, hint: "curve \(verb) slow")
    }
    guard verb == "keep" else {
      guard session.workspace[KeptCurves.self].drop(name) else {
        let names = session.workspace[KeptCurves.self].all.map(\.name)
        throw CommandError(
          "There is no kept curve `\(name)`.", at: name,
          hint: names.isEmpty ? "curve" : "curve drop \(names[0])")
      }
      return console.print("Dropped the curve \(name).")
    }
    guard KeptCurves.isName(name) else {
      throw CommandError(
        "A curve's name is one word of at most \(KeptCurves.longestName) letters, and not "
          + "training, test, loss or accuracy.", at: name, hint: "curve keep slow")
    }
    let journal = session.trainer.journal
    let points = try blocks(in: session).map { block in
      let average = journal.average(block)
      return KeptCurves.Point(
        update: block.upperBound, updates: block.count, loss: average.loss,
        accuracy: average.accuracy)
    }
    let settings = SessionSummary.settings(session)
    try session.workspace[KeptCurves.self].keep(
      KeptCurves.Entry(
        name: name,
        about: "\(session.diagram); \(settings)".replacing(" so far", with: ""),
        points: points))
    console.print("Kept as \(name): \(settings.replacing(" so far", with: ""))")
    console.print("next: init, set learning-rate, sgd 500; curve shows both")
  }
}
