import ArgumentParser
import ConvNet
import Rendering

struct NormsCommand: TabularCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "norms", abstract: "Show how large each layer's values and gradients are.",
    discussion: """
      A line for each layer, with the root mean square of its output, of the gradient that
      arrives there, and of its parameters, and the size of an update in proportion to the
      parameters: the last update, or the next one once the backward pass is done.

      Gradients that shrink from line to line going up vanish, gradients that grow explode.
      Updates of about 0.001 of the parameters are usual.
      """)

  @OptionGroup var data: DataOptions

  var onlyLooks: Bool { true }

  static let columns = [
    DataTable.Column("layer", .text, "the layer"),
    DataTable.Column("values", .number, "the root mean square of its output"),
    DataTable.Column("gradients", .number, "the root mean square of dL/d(out)"),
    DataTable.Column("parameters", .number, "the root mean square of its parameters"),
    DataTable.Column("d_parameters", .number, "the root mean square of their gradients"),
    DataTable.Column("update", .number, "the size of the update divided by that of the parameters"),
  ]

  func rows(in session: inout Session, on console: Console) throws -> [[DataTable.Value]] {
    func value(_ number: Double?) -> DataTable.Value { number.map { .number($0) } ?? .missing }
    return try sizes(in: session, on: console).map {
      [
        .text($0.layer), value($0.values), value($0.gradients), value($0.parameters),
        value($0.parameterGradients), value($0.update),
      ]
    }
  }

  private func sizes(in session: Session, on console: Console) throws -> [LayerSizes] {
    let trainer = session.trainer
    guard !trainer.step.passes.isEmpty else {
      throw CommandError("Nothing is computed in this step yet.", hint: "backward")
    }
    guard trainer.last == .update else { return trainer.layerSizes() }
    guard
      let before = session.timeline.trainer(
        at: session.timeline.now - 1, until: console.isInterrupted)
    else { throw CommandError.stopped }
    return trainer.layerSizes(after: before)
  }

  func run(in session: inout Session, on console: Console) throws {
    let trainer = session.trainer
    var table = Table(
      ["layer", "values", "gradients", "", "parameters", "update", ""],
      alignments: [.left, .right, .right, .left, .right, .right, .left])
    let sizes = try sizes(in: session, on: console)
    func text(_ number: Double?) -> String { number.map { Numbers.compact($0) } ?? "-" }
    for size in sizes {
      table.append([
        size.layer, text(size.values), text(size.gradients), Self.bar(size.gradients),
        text(size.parameters), text(size.update), Self.bar(size.update),
      ])
    }
    console.print(table.block(width: console.width()))
    console.print("Sizes are root mean squares; each # is a factor of 10 above 1e-9.")
    if sizes.allSatisfy({ $0.update == nil }) {
      console.print("A gradient or an update that is not computed yet is `-`.")
    } else {
      console.print(
        "update: how much \(trainer.last == .update ? "the last update moved" : "the next update moves") the "
          + "parameters, in proportion to their size.")
    }
    console.print(Narration.whatNext(trainer))
  }

  /// A bar on a logarithmic scale; a number below 1e-9 has none.
  private static func bar(_ number: Double?) -> String {
    guard let number, number.isFinite, number > 0 else { return "" }
    return String(
      repeating: "#",
      count: max(0, min(12, Int((Double.log(number) / Double.log(10) + 9).rounded()))))
  }
}
