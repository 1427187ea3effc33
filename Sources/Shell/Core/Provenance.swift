import ConvNet
package import Lab

/// What a network and its data are called, and where they came from. No result depends on it.
package struct Provenance: Sendable {
  /// The preset, if the network is one.
  package var preset: Preset?
  /// The line that builds the network.
  package var diagram: String
  /// The data as the user asked for it.
  package var data: String
  /// A description of where the data came from.
  package var source: String
  /// The folder whose files, in MNIST's format, hold exactly these images, if there is one.
  package var folder: String?
}

extension Preset {
  /// The data it is made for, as `load` takes it.
  package var data: String {
    dataset + (classes.map { " --only " + $0.map(String.init).joined(separator: ",") } ?? "")
  }
}

/// A value that belongs to the trainer of a timeline; `back` restores the earlier value.
struct Dated<Value> {
  private var entries: [(clock: Int, value: Value)]

  /// Starts with a value at the beginning of the timeline.
  init(_ value: Value) { entries = [(0, value)] }

  /// Sets the value just after the trainer has been replaced, and forgets later values.
  mutating func set(_ value: Value, in timeline: Timeline<Float>) {
    let now = timeline.now
    entries.removeAll { $0.clock >= now }
    entries.append((now, value))
  }

  /// The value at the current time. A value whose replacement was undone and then overwritten by
  /// another action does not count.
  func value(in timeline: Timeline<Float>) -> Value {
    let known = entries.last { clock, _ in
      clock <= timeline.now && (clock == 0 || timeline.action(at: clock - 1).isReplacement)
    }
    return (known ?? entries[0]).value
  }
}

extension Timeline.Action {
  /// Whether it replaces the trainer.
  var isReplacement: Bool { if case .replace = self { true } else { false } }
}
