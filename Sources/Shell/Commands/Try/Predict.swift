import ArgumentParser
import ConvNet
import Course
import Rendering

struct PredictCommand: ShellCommand {
  static let group = CommandGroup.try
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "predict", abstract: "Say what a value will be, before it is computed.",
    discussion: """
      predict loss 2.3                           a number
      predict pool.d_in[0,3,4] 0                 a gradient
      predict conv.filters[0,1,1] 0.2            a parameter: its value after the next update
      predict label 7                            the class that the network will answer
      predict winner pool 3 4 5 upper-left       the winner in the window of map 3, row 4, column 5
      predict                                    open predictions, and the score

      Once a command computes the value, it is compared with what you said. A number counts as
      right within 10 %; if it is wrong, and a known slip gives exactly that number, the slip is
      named. What this step has computed can no longer be predicted: use `back` first. `back` does
      not undo a score.

      `predict label` is about the network's answer, not about the true class, which is in the
      data and known. The answer is what forward computes, and it can be wrong.
      WHERE is upper-left, upper-right, lower-left, lower-right, or ROW,COLUMN in the window.
      """)

  @Argument(help: ArgumentHelp("What to predict, and its value.", valueName: "what value"))
  var words: [String] = []

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    guard let first = words.first else {
      console.print(Self.list(session))
      return
    }
    let trainer = session.trainer
    let claim: Prediction.Claim =
      switch first {
      case "label": try answer(in: session)
      case "winner": try winner(in: trainer)
      default: try value(of: first, in: trainer)
      }
    let prediction = Prediction(claim: claim)
    session.predictions.add(prediction)
    let next =
      Self.isParameter(claim, in: trainer) ? "update" : trainer.network.name(of: trainer.next)
    console.print("Noted: \(prediction.text(in: trainer, shown: session.shown)).   next: \(next)")
  }

  private static func list(_ session: Session) -> [String] {
    let predictions = session.predictions
    let score =
      predictions.count == 0
      ? "No prediction has been checked yet." : "predictions: \(predictions.score)"
    guard !predictions.open.isEmpty else {
      return [score, "No prediction is open.   next: predict label 7, predict loss 2.3"]
    }
    return ["still to come:"]
      + predictions.open.map { "  " + $0.text(in: session.trainer, shown: session.shown) } + [score]
  }

  private static func isParameter(_ claim: Prediction.Claim, in trainer: Trainer<Float>) -> Bool {
    guard case .value(let place, _) = claim else { return false }
    return place.layer != nil && trainer.isWritable(place)
  }

  private func checkCount(_ count: Int, _ missing: String, hint: String) throws {
    guard words.count >= count else {
      throw CommandError(missing, at: CommandError.end, hint: hint)
    }
    guard words.count == count else {
      throw CommandError(
        "Unexpected argument `\(NegativeNumber.unshield(words[count]))`.",
        at: NegativeNumber.unshield(words[count]),
        after: words.prefix(count).map(NegativeNumber.unshield), hint: hint)
    }
  }

  // MARK: Reading the claim

  private func answer(in session: Session) throws -> Prediction.Claim {
    let trainer = session.trainer
    guard trainer.network.hasLoss else {
      throw CommandError.noClassifier(for: "predict label", in: session)
    }
    let names = (0..<trainer.classCount).map { trainer.className(ofTarget: $0) }
    try checkCount(
      2, "`predict label` needs the class that the network will answer.",
      hint: "predict label \(names[0])")
    let name = NegativeNumber.unshield(words[1])
    guard let target = names.firstIndex(of: name) else {
      throw CommandError(
        "There is no class `\(name)`.", at: name, among: names)
    }
    guard trainer.step.passes.count < trainer.network.count else {
      throw alreadyComputed("The answer", by: .forward(trainer.network.count - 1), in: trainer)
    }
    return .answer(target)
  }

  private func winner(in trainer: Trainer<Float>) throws -> Prediction.Claim {
    let network = trainer.network
    let first = try RouteCommand.pooling(nil, in: network).name
    let example = "predict winner \(first) 0 0 0 upper-left"
    try checkCount(
      6, "`predict winner` needs a pooling layer, a window, and a cell of it.", hint: example)
    let pooling = try RouteCommand.pooling(words[1], in: network)
    let (layer, name) = (pooling.layer, pooling.name)
    let shape = network.outputs[layer]
    let what = ["A map of `\(name)`", "The window's row", "The window's column"]
    let indices = try (0..<3).map {
      try Arguments.integer(
        words[2 + $0], what[$0], in: 0...shape[$0] - 1,
        after: Array(words.prefix(2 + $0)))
    }
    let place = Place(layer: name, quantity: "winners", indices: indices)
    let cell = try cell(of: pooling.window)
    if case .computed = try trainer.read(place) {
      throw alreadyComputed("`\(place)`", by: .forward(layer), in: trainer)
    }
    return .winner(place, cell)
  }

  /// A cell of a window: a corner by name, or row and column.
  private func cell(of window: Int) throws -> Window.Cell {
    let text = words[5]
    if let corner = Window.corners.firstIndex(of: text) {
      return Window.Cell(corner: corner, of: window)
    }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let row = parts[0], let column = parts[1],
      (0..<window).contains(row), (0..<window).contains(column)
    else {
      throw CommandError(
        "`\(text)` is not a cell of a \(window)x\(window) window.", at: text,
        hint: Window.corners.joined(separator: ", ") + ", or 0,1 for row 0, column 1")
    }
    return Window.Cell(row: row, column: column, window: window)
  }

  private func value(of text: String, in trainer: Trainer<Float>) throws -> Prediction.Claim {
    let place = try Arguments.place(text)
    let now = try trainer.read(place)
    // A value that is not computed yet has no shape; in a rehearsal of the step it has one.
    guard case .computed(let tensor) = try trainer.rehearsed().read(place) else {
      throw CommandError("`\(place)` is never computed.", at: text, hint: "help place")
    }
    guard tensor.values.count == 1 else {
      let number = place.indices + tensor.shape.extents.map { _ in 0 }
      let one = Place(layer: place.layer, quantity: place.quantity, indices: number)
      throw CommandError(
        "`\(place)` has \(Numbers.count(tensor.values.count, "number")): predict one of them.",
        at: text, hint: "predict \(one) 0.5")
    }
    try checkCount(2, "`\(place)` needs a predicted value.", hint: "predict \(place) 0.5")
    let number = try Arguments.number(words[1], "A prediction")
    let said = TypedNumber(NegativeNumber.unshield(words[1])) ?? TypedNumber(Double(number))
    let claim = Prediction.Claim.value(place, said)
    if case .computed = now, !Self.isParameter(claim, in: trainer) {
      throw alreadyComputed("`\(place)`", by: trainer.operation(computing: place), in: trainer)
    }
    return claim
  }

  private func alreadyComputed(
    _ what: String, by operation: TapeOperation, in trainer: Trainer<Float>
  ) -> CommandError {
    let place = trainer.operations.firstIndex(of: operation) ?? 0
    let count = trainer.step.position - place
    return CommandError(
      "\(what) is already computed in this step, so it can no longer be predicted.",
      at: words.first,
      hint: "back" + (count > 1 ? " \(count)" : "") + ", then predict; or a new image")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    let trainer = session.trainer
    let network = trainer.network
    switch (words.first, words.count) {
    case (nil, _):
      return [
        Offer("label", note: "the network's answer"),
        Offer("winner", note: "of a pooling window"),
      ]
        + Completer.places(in: session, toCome: true) { place in
          !trainer.isComputed(place) || place.layer != nil && trainer.isWritable(place)
        }
    case ("label", 1):
      return (0..<trainer.classCount).map {
        Offer(Word.quoted(trainer.className(ofTarget: $0)))
      }
    case ("winner", 1): return RouteCommand.poolings(of: network).map { Offer($0.name) }
    case ("winner", 2...4):
      guard let layer = Completer.layer(words[1], in: session), network.outputs[layer].rank == 3
      else { return [] }
      return Completer.numbers(network.outputs[layer][words.count - 2])
    case ("winner", 5): return Window.corners.map { Offer($0) }
    case (let place?, 1):
      return [.hint("value", note: "a number: what \(place) will be")]
    default: return [.enter]
    }
  }
}

extension Trainer {
  /// The operation of a step that computes a place.
  fileprivate func operation(computing place: Place) -> TapeOperation {
    var rehearsal = Timeline(self)
    repeat { rehearsal.perform(.operation) } while rehearsal.state.last != .image
    guard case .notComputed(let operation)? = try? rehearsal.state.read(place) else {
      return .image
    }
    return operation
  }
}
