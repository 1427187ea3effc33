import ArgumentParser
import ConvNet
import Rendering

struct GradcheckCommand: ShellCommand {
  static let group = CommandGroup.try
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "gradcheck", abstract: "Check the gradients of backward against the loss itself.",
    discussion: """
      gradcheck                    the image and every parameter
      gradcheck conv.filters[2]    one group, or a part of one, at each step h
      gradcheck --all              every number, also of a large network

      Of a network with more than 20,000 numbers, or that takes minibatches, it checks 20
      numbers of each group, spread evenly, over at most 4 images of the batch.

      A gradient is a slope, so it can be measured: move one number w a little each way, and
      n = (L(w + h) - L(w - h)) / 2h. All is computed again in Double, for steps h from 1e-3
      to 1e-7. A group is `ok` where |a - n| / (|a| + |n|) is below 1e-7 at the best of them,
      a being what backward gives. `kinks` are numbers at a corner of the loss, such as a tie
      in a pooling window that their move decides: there is no slope, so they are left out.
      `zero`: both are below 1e-10. `round-off`: the loss is too flat for its digits.
      It takes the image of this step and changes nothing.
      """)

  @Argument(help: ArgumentHelp("The image, a parameter, or a part.", valueName: "place"))
  var place: String?
  @Flag(help: "Check every number.") var all = false

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    if session.trainer.last == .update { console.print(Narration.ofNewWeights) }
    let trainer = session.trainer
    let isLarge =
      trainer.network.parameterCount + trainer.network.input.count > 20_000
      || trainer.batchSize > 1
    var check = try GradientCheck(of: trainer, images: isLarge ? 4 : .max)
    let limit = all || !isLarge ? Int.max : 20
    var results: [GradientComparison] = []
    for place in try places(of: check, in: trainer) {
      console.progress("checking \(place) ...")
      guard
        let result = try check.check(
          place, atMost: limit, until: console.isInterrupted)
      else {
        console.print("The check was stopped.")
        break
      }
      results.append(result)
    }
    guard !results.isEmpty, let sample = session.sample else { return }
    let width = console.width()
    console.print(
      Captions.title(of: sample, in: trainer)
        + (check.images > 1 ? " and \(Numbers.count(check.images - 1, "other"))" : "")
        + "   loss \(Numbers.compact(check.loss, digits: 4))")
    console.print("a: from backward   n = (L(w+h) - L(w-h)) / 2h   error = |a-n| / (|a|+|n|)")
    console.print("")
    console.print(GradientTable.block(results, width: width))
    console.print("")
    if results.count == 1, results[0].checked > 0 {
      console.print(GradientTable.sweep(results[0], width: width).lines)
      console.print("Large steps feel the curve of the loss; small ones run out of digits.")
      console.print("")
    }
    if let worst = Self.worst(of: results) {
      console.print("worst: " + GradientTable.worst(worst))
    }
    for sentence in GradientVerdict(results: results, trainer: trainer).sentences {
      console.print(sentence)
    }
  }

  /// The groups that a word names: all, those of a layer, or one.
  private func places(
    of check: GradientCheck, in trainer: Trainer<Float>
  ) throws -> [Place] {
    guard let text = place else { return check.groups }
    let place = try Arguments.place(text)
    let own = check.groups.filter { $0.layer != nil && $0.layer == place.quantity }
    if place.layer == nil, place.indices.isEmpty, !own.isEmpty { return own }
    // The gradient of a parameter names the parameter as well.
    let isGradient = place.layer != nil && place.quantity.hasPrefix("d_")
    let parameter = Place(
      layer: place.layer, quantity: String(place.quantity.dropFirst(2)), indices: place.indices)
    let checked = isGradient && trainer.isWritable(parameter) ? parameter : place
    _ = try trainer.read(checked)
    return [checked]
  }

  /// The furthest off of the groups that are wrong, or of all.
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
