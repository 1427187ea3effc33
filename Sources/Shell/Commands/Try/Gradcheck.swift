import ArgumentParser
import ConvNet
import Rendering

struct GradcheckCommand: TabularCommand {
  static let group = CommandGroup.try
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "gradcheck",
    abstract: "Compare gradients with numeric gradients (finite differences).",
    discussion: """
      gradcheck                    the image and every parameter
      gradcheck conv.filters[2]    one group, or a part of one, at each step h
      gradcheck --all              every number, even of a large network

      n = (L(w + h) - L(w - h)) / 2h for each number w, in Double, h from 1e-3 to 1e-7. With a
      from backward and | | the norm over the group:
        ok          |a - n| / (|a| + |n|) is below 1e-7 at the best step
        zero        both are below 1e-10
        round-off   the loss is too flat for its digits
      `kinks` are left out: numbers at a corner of the loss, such as a tie in a pooling window.
      In a large network only some numbers are checked (help checks).
      """)

  @Argument(help: ArgumentHelp("The image, a parameter, or a part.", valueName: "place"))
  var place: String?
  @Flag(help: "Check every number.") var all = false
  @OptionGroup var data: DataOptions

  var onlyLooks: Bool { true }

  static let columns = [
    DataTable.Column("place", .text, "the group"),
    DataTable.Column("checked", .integer, "how many numbers were compared"),
    DataTable.Column("kinks", .integer, "how many were left out, being at a corner of the loss"),
    DataTable.Column("step", .number, "the step h at which the group agrees best"),
    DataTable.Column("error", .number, "|a - n| / (|a| + |n|) of the whole group at that step"),
    DataTable.Column("norm_backward", .number, "|a|, of the gradients of backward"),
    DataTable.Column("norm_numeric", .number, "|n|, of the differences"),
    DataTable.Column("is_wrong", .boolean, "whether the gradients are not those of the loss"),
  ]

  func rows(in session: inout Session, on console: Console) throws -> [[DataTable.Value]] {
    let (_, results) = try compare(in: session, on: console)
    return results.map { result in
      let best = result.checked > 0 ? result.best : nil
      func value(_ number: Double?) -> DataTable.Value { number.map { .number($0) } ?? .missing }
      return [
        .text(result.place.description), .integer(result.checked), .integer(result.kinks.count),
        value(best?.step), value(best?.error), value(best?.analyticNorm),
        value(best?.numericNorm), .boolean(result.isWrong),
      ]
    }
  }

  /// Compares the groups.
  private func compare(
    in session: Session, on console: Console
  ) throws -> (check: GradientCheck, results: [GradientComparison]) {
    let trainer = session.trainer
    let isLarge =
      trainer.network.parameterCount + trainer.network.input.count > 20_000
      || trainer.batchSize > 1
    var check = try GradientCheck(of: trainer, images: isLarge ? 4 : .max)
    let limit = all || !isLarge ? Int.max : 20
    var results: [GradientComparison] = []
    let places = try places(of: check, in: trainer)
    for place in places {
      console.progress("checking \(place) ...")
      guard
        let result = try check.check(
          place, atMost: limit, until: console.isInterrupted)
      else { throw CommandError.stopped }
      results.append(result)
    }
    return (check, results)
  }

  func run(in session: inout Session, on console: Console) throws {
    let trainer = session.trainer
    let (check, results) = try compare(in: session, on: console)
    if trainer.last == .update { console.print(Narration.ofNewWeights) }
    guard !results.isEmpty, let sample = session.sample else { return }
    let width = console.width()
    console.print(
      Captions.title(of: sample, in: trainer)
        + (check.images > 1 ? " and \(Numbers.count(check.images - 1, "other"))" : "")
        + "   \(trainer.step.given == nil ? "loss" : "L =") \(Numbers.compact(check.loss, digits: 4))"
    )
    if let remark = Narration.ofGiven(trainer) { console.print(remark) }
    console.print("a: from backward   n = (L(w+h) - L(w-h)) / 2h")
    console.print("error = |a-n| / (|a|+|n|), where | | is the norm over the whole group")
    console.print("")
    console.print(GradientTable.block(results, width: width))
    console.print("")
    if results.count == 1, results[0].checked > 0 {
      console.print(GradientTable.sweep(results[0], width: width).lines)
      console.print("Large steps feel the curve of the loss; small ones run out of digits.")
      console.print("")
    }
    if let worst = Self.worst(of: results) {
      console.print(GradientTable.worst(worst))
    }
    for sentence in GradientVerdict(results: results, trainer: trainer).sentences {
      console.print(sentence)
    }
  }

  /// The groups that a word names: all groups, those of a layer, or a single one.
  private func places(
    of check: GradientCheck, in trainer: Trainer<Float>
  ) throws -> [Place] {
    guard let text = place else { return check.groups }
    let place = try Arguments.place(text)
    let own = check.groups.filter { $0.layer != nil && $0.layer == place.quantity }
    if place.layer == nil, place.indices.isEmpty, !own.isEmpty { return own }
    // The gradient of a parameter also stands for the parameter.
    let isGradient = place.layer != nil && place.quantity.hasPrefix("d_")
    let parameter = Place(
      layer: place.layer, quantity: String(place.quantity.dropFirst(2)), indices: place.indices)
    let checked = isGradient && trainer.isWritable(parameter) ? parameter : place
    _ = try trainer.read(checked)
    return [checked]
  }

  /// The entry that is furthest off, among the groups that are wrong or else among all.
  private static func worst(of results: [GradientComparison]) -> GradientComparison.Entry? {
    let wrong = results.filter(\.isWrong)
    return (wrong.isEmpty ? results : wrong).filter { $0.worst != nil }
      .max { $0.best.error < $1.best.error }?.worst
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty
      ? Completer.places(in: session, toCome: true) { session.trainer.isWritable($0) } : []
  }
}
