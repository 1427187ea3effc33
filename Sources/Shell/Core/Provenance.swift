package import ConvNet

/// What a network and its data are called and where they came from; no number depends on it.
package struct Provenance: Sendable {
  /// The preset, where the network is one.
  package var preset: Preset?
  /// The line that builds the network.
  package var diagram: String
  /// What was asked for as data.
  package var data: String
  /// Where the data came from, in words.
  package var source: String
  /// The folder whose files, like MNIST's, hold just these images, where there is one.
  package var folder: String?
}

/// A value that changes with the trainer of a timeline: `back` brings back what it was.
struct Dated<Value> {
  private var entries: [(clock: Int, value: Value)]

  /// A value that has been so from the beginning.
  init(_ value: Value) { entries = [(0, value)] }

  /// What it is from now on, the trainer having just been replaced; what would have come later is
  /// forgotten.
  mutating func set(_ value: Value, in timeline: Timeline<Float>) {
    let now = timeline.now
    entries.removeAll { $0.clock >= now }
    entries.append((now, value))
  }

  /// What it is at the timeline's present. What was set at a replacement that has been undone, and
  /// then forgotten for something else, does not count.
  func value(in timeline: Timeline<Float>) -> Value {
    let known = entries.last { clock, _ in
      clock <= timeline.now && (clock == 0 || timeline.action(at: clock - 1).isReplacement)
    }
    return (known ?? entries[0]).value
  }
}

extension Timeline.Action {
  /// Whether it puts another trainer in place of the present one.
  var isReplacement: Bool { if case .replace = self { true } else { false } }
}
