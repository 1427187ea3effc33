import ArgumentParser
import ConvNet
import Rendering

struct DiffCommand: TabularCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "diff", abstract: "Show what updates changed, as numbers and as a picture.",
    discussion: """
      diff           what the last update changed
      diff 100       what changed from update 100 to now, including edits by hand
      diff 100 200   from update 100 to update 200; 0 is the new network

      `size` is the square root of the sum of the squares of all changes in a group; `of before`
      compares it with the same for the weights before. The picture shows how the kernels changed,
      and the weights of the output that changed most, for the input map where they changed most.
      """)

  @Argument(help: ArgumentHelp("An update.", valueName: "n")) var first: String?
  @Argument(help: ArgumentHelp("A later update; now by default.", valueName: "m"))
  var second: String?
  @OptionGroup var data: DataOptions

  static let columns = [
    DataTable.Column("place", .text, "the group of parameters"),
    DataTable.Column("numbers", .integer, "how many numbers it has"),
    DataTable.Column("changed", .integer, "how many of them changed"),
    DataTable.Column("size", .number, "the square root of the sum of squares of all changes"),
    DataTable.Column("size_before", .number, "the same for the numbers before"),
    DataTable.Column("largest", .text, "the place of the largest change"),
    DataTable.Column("before", .number, "the number there, before"),
    DataTable.Column("after", .number, "the number there, after"),
  ]

  func rows(in session: inout Session, on console: Console) throws -> [[DataTable.Value]] {
    let (before, after, _) = try ends(in: session, on: console)
    return after.changes(since: before).map { change in
      let largest = change.largest
      let place = Place(
        layer: change.place.layer, quantity: change.place.quantity, indices: largest.indices)
      let hasMoved = change.moved > 0
      return [
        .text(change.place.description), .integer(change.change.shape.count),
        .integer(change.moved), .number(Double(change.change.norm)),
        .number(Double(change.before.norm)),
        hasMoved ? .text(place.description) : .missing,
        hasMoved ? .single(largest.before) : .missing, hasMoved ? .single(largest.after) : .missing,
      ]
    }
  }

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let (before, after, title) = try ends(in: session, on: console)
    let changes = after.changes(since: before)
    console.print(title)
    console.print(table(changes, width: console.width()))
    guard changes.contains(where: { $0.moved > 0 }) else {
      console.print(
        after.optimiser.learningRate == 0
          ? "Nothing changed: the learning rate is 0." : "Nothing changed.")
      return
    }
    console.print("")
    try console.print { marks in
      try picture(changes, of: after.network, width: console.width(), marks: marks)
    }
  }

  /// The two times, and a description of what lies between them.
  private func ends(
    in session: Session, on console: Console
  ) throws -> (before: Trainer<Float>, after: Trainer<Float>, title: String) {
    let timeline = session.timeline
    let now = session.trainer.updates
    guard let first else {
      guard now > 0, let time = timeline.time(ofUpdate: now) else {
        throw CommandError(
          now > 0
            ? timeline.forgotten
            : "No update has been done yet, so nothing has changed.", hint: "update; diff")
      }
      let after = try timeline.trainer(at: time, on: console)
      let image =
        after.sample(session.shown).map {
          Captions.title(of: $0, in: after) + Captions.others(after)
        } ?? ""
      return (
        try timeline.trainer(at: time - 1, on: console), after,
        "update \(Numbers.count(now)), learning rate "
          + "\(Numbers.compact(after.optimiser.learningRate)), \(image)"
      )
    }
    let start = try update(first, in: timeline)
    guard let second else {
      guard start.update <= now else {
        throw CommandError(
          "Update \(start.update) is ahead of the current one, \(now).", at: first,
          hint: "diff \(now) \(start.update)")
      }
      return (
        try timeline.trainer(at: start.time, on: console), session.trainer,
        "from update \(Numbers.count(start.update)) to now, after update \(Numbers.count(now))"
      )
    }
    let end = try update(second, in: timeline, after: [first])
    guard start.update < end.update else {
      throw CommandError(
        start.update == end.update
          ? "Nothing changes between an update and itself." : "The earlier update must come first.",
        at: second, after: [first],
        hint: "diff "
          + (start.update == end.update ? "\(start.update)" : "\(end.update) \(start.update)"))
    }
    return (
      try timeline.trainer(at: start.time, on: console),
      try timeline.trainer(at: end.time, on: console),
      "from update \(Numbers.count(start.update)) to update \(Numbers.count(end.update))"
    )
  }

  private func update(
    _ text: String, in timeline: Timeline<Float>, after before: [String] = []
  ) throws -> (update: Int, time: Int) {
    let number = try Arguments.integer(text, "An update", in: 0...Int.max, after: before)
    guard let time = timeline.time(ofUpdate: number) else {
      guard number > timeline.journal.count else {
        throw CommandError(timeline.forgotten, at: text, after: before, hint: "diff")
      }
      throw CommandError(
        timeline.fewUpdates, at: text, after: before, hint: "until update \(number)")
    }
    return (number, time)
  }

  // MARK: Numbers

  private func table(_ changes: [Change<Float>], width: Int) -> TextBlock {
    var table = Table(
      ["changed", "numbers", "size", "of before", "largest change"],
      alignments: [.left, .right, .right, .right, .left])
    for change in changes {
      let count = change.change.shape.count
      let norm = change.before.norm
      let largest = change.largest
      let moved = change.moved
      table.append([
        change.place.description,
        moved == count
          ? "all \(Numbers.count(count))"
          : "\(Numbers.count(moved)) of \(Numbers.count(count))",
        Numbers.compact(change.change.norm),
        norm > 0 ? Numbers.compact(change.change.norm / norm * 100, digits: 2) + " %" : "from 0",
        moved == 0
          ? "none"
          : "[\(largest.indices.map(String.init).joined(separator: ","))] "
            + Self.pair(largest.before, largest.after),
      ])
    }
    return table.block(width: width)
  }

  /// Two numbers with enough digits to tell them apart.
  private static func pair(_ before: Float, _ after: Float) -> String {
    func text(_ digits: Int) -> (String, String) {
      (Numbers.compact(before, digits: digits), Numbers.compact(after, digits: digits))
    }
    let digits = (3...9).first { text($0).0 != text($0).1 } ?? 9
    let (one, two) = text(digits)
    return "\(one) -> \(two)"
  }

  // MARK: Pictures

  private func picture(
    _ changes: [Change<Float>], of network: Network<Float>, width: Int,
    marks: Style.Marks
  ) throws -> TextBlock {
    let moved = changes.filter { $0.moved > 0 }
    let kernels = moved.first { $0.place.quantity == "filters" }
    let dense = moved.first { change in
      change.place.quantity == "weights" && inputMaps(of: change, in: network) != nil
    }
    let shape = dense.flatMap { inputMaps(of: $0, in: network) }
    // Nothing is drawn if it is small enough to be read as numbers.
    guard kernels?.change.shape.count ?? 0 > 9 || shape.map({ $0[1] * $0[2] > 16 }) ?? false else {
      let small = changes.filter { $0.change.shape.rank > 1 && $0.change.shape.count <= 64 }
      return .stacked(
        small.map {
          PrintedTensor.block(
            "\($0.place), changed by", $0.change, width: width, hint: Narration.howToPrint)
        } + [TextBlock("+ the weight went up, - it went down")])
    }
    var map: (name: String, change: Tensor<Float>)?
    if let dense, let shape {
      let maps = dense.change.reshaped(Shape([dense.change.shape[0]] + shape.extents))
      let rows = (0..<maps.shape[0]).map { maps.slice([$0]).norm }
      let output = rows.indices.max { rows[$0] < rows[$1] } ?? 0
      let channels = (0..<shape[0]).map { maps.slice([output, $0]).norm }
      let channel = channels.indices.max { channels[$0] < channels[$1] } ?? 0
      map = (
        "\(dense.place)[\(output)], from map \(channel)", maps.slice([output, channel])
      )
    }
    return ChangePicture.block(
      kernels: kernels.map { ($0.place.description, $0.change) }, map: map, width: width,
      marks: marks)
  }

  /// The shape of the maps that a dense layer takes, if it takes maps.
  private func inputMaps(
    of change: Change<Float>, in network: Network<Float>
  ) -> Shape? {
    guard let layer = change.place.layer.flatMap(network.index) else { return nil }
    let shape = network.inputShape(of: layer)
    return shape.rank == 3 && shape.count == change.change.shape.withoutFirst.count ? shape : nil
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    guard words.count < 2 else { return [] }
    let (last, now) = (session.timeline.journal.count, session.trainer.updates)
    if words.isEmpty {
      return [
        Offer("0", note: "the new network"),
        .hint("n", note: "an update, 0 to \(now): what changed from there to now"),
      ]
    }
    guard let first = Int(words[0]), (0..<last).contains(first) else { return [] }
    return [.hint("m", note: "a later update, \(first + 1) to \(last)")]
  }
}

extension Timeline<Float> {
  /// The error that there are fewer updates than that.
  var fewUpdates: String {
    let count = journal.count
    return switch count {
    case 0: "No update has been done yet."
    case 1: "There is only 1 update so far."
    default: "There are only \(Numbers.count(count, "update")) so far."
    }
  }
}

extension Timeline<Float> {
  /// The trainer at a time; throws if the user interrupts the travel there.
  fileprivate func trainer(at time: Int, on console: Console) throws(CommandError) -> Trainer<Float>
  {
    guard let trainer = trainer(at: time, until: console.isInterrupted) else { throw .stopped }
    return trainer
  }
}
