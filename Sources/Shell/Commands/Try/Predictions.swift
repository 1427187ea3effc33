import ConvNet
import Course
import Rendering

/// Something the user predicted.
struct Prediction {
  /// What was predicted.
  enum Claim: Hashable {
    /// The number at a place.
    case value(Place, TypedNumber)
    /// The class that the network will answer, as an index of its outputs.
    case answer(Int)
    /// The cell that will win a pooling window, and the place in `winners` that holds it.
    case winner(Place, Window.Cell)
  }

  /// How a prediction turned out.
  struct Outcome {
    let text: String
    let isRight: Bool
  }

  let claim: Claim

  /// What it is about. A second prediction about the same subject replaces the first.
  var subject: String {
    switch claim {
    case .value(let place, _), .winner(let place, _): place.description
    case .answer: "the answer"
    }
  }

  /// What it says, for a list.
  func text(in trainer: Trainer<Float>, shown: Int) -> String {
    switch claim {
    case .value(let place, let said): "\(place) = \(Self.number(Float(said.value)))"
    case .answer(let target):
      "the answer\(Captions.toSample(trainer, shown: shown)) = \(trainer.className(ofTarget: target))"
    case .winner(let place, let said): "\(place) = \(said)"
    }
  }

  /// The outcome, if an action has just computed the value.
  ///
  /// - Parameters:
  ///   - trainer: The trainer right after the action.
  ///   - isUpdate: Whether the action was an update.
  ///   - shown: Which sample of a batch pictures show.
  /// - Returns: `nil` if the value has not been computed yet.
  func outcome(in trainer: Trainer<Float>, isUpdate: Bool, shown: Int) -> Outcome? {
    switch claim {
    case .answer(let said):
      let last = trainer.network.count - 1
      guard trainer.step.passes.count > last else { return nil }
      let answer = trainer.prediction(in: trainer.step.passes[last].output.ofSample(shown))
      return Outcome(
        text: "you said \(trainer.className(ofTarget: said)), the network answers"
          + Captions.toSample(trainer, shown: shown) + " " + trainer.className(ofTarget: answer)
          + (said == answer ? ": right." : "."),
        isRight: said == answer)
    case .value(let place, let said):
      if place.layer != nil, trainer.isWritable(place), !isUpdate { return nil }
      guard let tensor = trainer.numbers(at: place) else { return nil }
      return Self.compare(Float(said.value), with: tensor.values[0])
    case .winner(let place, let said):
      guard let cell = trainer.numbers(at: place) else { return nil }
      let winner = Window.Cell(
        row: Int(cell.values[0]), column: Int(cell.values[1]), window: said.window)
      return Outcome(
        text: "you said \(said), it is \(winner)" + (said == winner ? ": right." : "."),
        isRight: said == winner)
    }
  }

  /// Whether a network, after a complete step, has what this prediction is about.
  func isPossible(in trainer: Trainer<Float>) -> Bool {
    switch claim {
    case .answer(let target): target < trainer.classCount
    case .value(let place, _): trainer.numbers(at: place)?.shape.count == 1
    case .winner(let place, _): trainer.numbers(at: place)?.shape.count == 2
    }
  }

  /// Compares a predicted number with the value: the signed gap, and whether it is within 10 %.
  private static func compare(_ said: Float, with value: Float) -> Outcome {
    let gap = Double(said) - Double(value)
    let isRight = said == value || abs(gap) <= 0.1 * abs(Double(value))
    var text = "you said \(number(said)), it is \(number(value)): "
    if said == value {
      text += "exactly right."
    } else if value.isNaN {
      text += "that is not a number."
    } else {
      text += "\(Numbers.compact(abs(gap))) too \(gap > 0 ? "high" : "low")"
      text += said * value < 0 ? ", and of the opposite sign." : "."
    }
    return Outcome(text: text, isRight: isRight)
  }

  private static func number(_ value: Float) -> String { Numbers.compact(value, digits: 4) }
}

/// The cells of a pooling window: corners by name, others by row and column.
enum Window {
  static let corners = ["upper-left", "upper-right", "lower-left", "lower-right"]

  struct Cell: Hashable, CustomStringConvertible {
    let row, column, window: Int

    var description: String {
      let corner = (0..<4).first { Cell(corner: $0, of: window) == self }
      return corner.map { corners[$0] } ?? "row \(row), column \(column)"
    }
  }
}

extension Window.Cell {
  /// One of ``Window/corners``.
  init(corner: Int, of window: Int) {
    self.init(
      row: corner / 2 * (window - 1), column: corner % 2 * (window - 1), window: window)
  }
}

/// The predictions of a session. They are not part of its timeline: `back` restores the network,
/// but cannot make the user forget the result.
struct Predictions: WorkspacePart {
  /// The predictions whose value has not been computed yet, oldest first.
  private(set) var open: [Prediction] = []
  /// How many were within 10 %, or exactly right.
  private(set) var right = 0
  /// How many have been scored.
  private(set) var count = 0
  /// The time up to which the timeline has been examined.
  fileprivate var time = 0

  mutating func add(_ prediction: Prediction) {
    open.removeAll { $0.subject == prediction.subject }
    open.append(prediction)
  }

  /// `2 of 3 within 10 % or exactly right`.
  var score: String { "\(right) of \(count) within 10 % or exactly right" }

  /// Scores the predictions whose value a state of a timeline has computed.
  fileprivate mutating func settle(
    in trainer: Trainer<Float>, of timeline: Timeline<Float>, isUpdate: Bool, shown: Int
  ) -> [String] {
    var lines: [String] = []
    var waiting: [Prediction] = []
    for prediction in open {
      guard let outcome = prediction.outcome(in: trainer, isUpdate: isUpdate, shown: shown) else {
        waiting.append(prediction)
        continue
      }
      count += 1
      right += outcome.isRight ? 1 : 0
      lines.append("\(prediction.subject): \(outcome.text)")
      if !outcome.isRight, case .value(let place, let said) = prediction.claim,
        let slip = timeline.slipSentence([said], at: place, in: trainer)
      {
        lines.append("  " + slip)
      }
    }
    open = waiting
    return lines
  }

  /// Drops predictions about what another network does not have.
  fileprivate mutating func withdraw(from trainer: Trainer<Float>) -> [String] {
    let rehearsal = trainer.rehearsed()
    let lost = open.filter { !$0.isPossible(in: rehearsal) }
    open.removeAll { !$0.isPossible(in: rehearsal) }
    return lost.map {
      "\($0.subject): this network has no such value; the prediction is withdrawn."
    }
  }
}

/// Reports how predictions turned out.
struct PredictionScorer: Observer {
  func didRun(_ command: RunCommand, in draft: inout Session, on console: Console) {
    console.print(draft.settlePredictions())
  }
}

extension Session {
  /// The predictions, and how they turned out.
  var predictions: Predictions {
    get { workspace[Predictions.self] }
    set { workspace[Predictions.self] = newValue }
  }

  /// Scores the predictions whose value has been computed since the last call, at the moment when
  /// it was first computed: later steps of the same command do not count.
  fileprivate mutating func settlePredictions() -> [String] {
    let (start, end, count) = (predictions.time, timeline.now, predictions.count)
    predictions.time = end
    let first = max(start, timeline.beginning)
    guard first < end, !predictions.open.isEmpty else { return [] }
    var lines: [String] = []
    var replay = timeline
    // A tape computes everything it can within the rest of one step and the whole of the next.
    for time in first..<min(end, first + 2 * trainer.operations.count) {
      replay.travel(to: time + 1)
      var isUpdate = false
      switch replay.action(at: time) {
      case .replace: lines += predictions.withdraw(from: replay.state)
      case .operation: isUpdate = replay.state.last == .update
      default: break
      }
      lines += predictions.settle(
        in: replay.state, of: replay, isUpdate: isUpdate, shown: shown)
      if predictions.open.isEmpty { break }
    }
    if predictions.count > count { lines.append("predictions: \(predictions.score)") }
    return lines
  }
}

extension Trainer {
  /// The step completed up to its update, or the next step if none is in progress; without a loss,
  /// with a gradient of 0.
  func rehearsed() -> Trainer {
    var rehearsal = Timeline(self)
    while rehearsal.state.last != .backward(0) || rehearsal.state.next != .update {
      let end = network.nodes[network.count - 1].name
      rehearsal.perform(
        rehearsal.state.needsGradient
          ? .write(Place(layer: end, quantity: "d_out"), [0]) : .operation)
    }
    return rehearsal.state
  }
}
