import ConvNet
package import Lab

/// The names of a network and its data, and where they came from. No result depends on it.
package struct Provenance: Sendable {
  /// The preset, if the network is one.
  package var preset: Preset?
  /// The data as the user asked for it.
  package var data: String
  /// A description of where the data came from.
  package var source: String
  /// The folder whose files, in MNIST's format, hold exactly these images, if there is one.
  package var folder: String?
}

extension Session {
  /// The layers that the network was built from.
  var layers: [LayerArguments] { trainer.network.diagram?.layers ?? [] }

  /// The line that builds the network.
  package var diagram: String { "\(Diagram(layers))" }
}

extension Preset {
  /// The data that the network is made for, as an argument of `load`.
  package var data: String {
    dataset + (classes.map { " --only " + $0.map(String.init).joined(separator: ",") } ?? "")
  }
}

/// A value that belongs to the trainer of a timeline. `back` restores the earlier value, and each
/// branch has its own.
struct Dated<Value> {
  private(set) var entries: [(point: TimelinePoint, value: Value)]

  /// Starts with a value at the beginning of a timeline.
  init(_ value: Value, in timeline: Timeline<Float>) { entries = [(timeline.firstPoint, value)] }

  /// Sets the value at the present point, and drops values of lines that no longer exist.
  mutating func set(_ value: Value, in timeline: Timeline<Float>) {
    let now = timeline.point
    entries.removeAll { $0.point == now || !timeline.knows($0.point) }
    entries.append((now, value))
  }

  /// The value at the present time.
  func value(in timeline: Timeline<Float>) -> Value {
    latest(of: entries.filter { timeline.hasPassed($0.point) })
  }

  /// The value at a point of a line.
  func value(on line: Timeline<Float>.Line, at time: Int) -> Value {
    latest(of: entries.filter { $0.point.time <= time && line.includes($0.point) })
  }

  private func latest(of known: [(point: TimelinePoint, value: Value)]) -> Value {
    (known.max { $0.point.time < $1.point.time } ?? entries[0]).value
  }
}

extension Dated {
  /// A value and the point from which it holds, for a file.
  struct Record<Kept: Codable>: Codable {
    let point: PointRecord
    let value: Kept
  }

  /// The values on all existing lines, for a file.
  func records<Kept>(
    in timeline: Timeline<Float>, _ kept: (Value) -> Kept
  ) -> [Record<Kept>] {
    entries.filter { timeline.knows($0.point) }.map {
      Record(point: PointRecord($0.point), value: kept($0.value))
    }
  }

  /// The values from a file; `nil` if they do not begin where the timeline does.
  init?<Kept>(
    _ records: [Record<Kept>], in timeline: Timeline<Float>, _ value: (Kept) -> Value
  ) {
    entries = records.map { ($0.point.point, value($0.value)) }
    guard entries.contains(where: { $0.point == timeline.firstPoint }),
      entries.allSatisfy({ timeline.knows($0.point) })
    else { return nil }
  }
}
