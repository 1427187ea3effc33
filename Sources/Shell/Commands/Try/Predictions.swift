import ConvNet
import Rendering

/// Something said before it was seen.
struct Prediction {
  /// What was said.
  enum Claim: Hashable {
    /// The number at a place.
    case value(Place, Float)
    /// The class that the network will answer, as its outputs count.
    case answer(Int)
    /// The cell of a pooling window that will win, and the place of `winners` that says so.
    case winner(Place, Window.Cell)
  }

  /// What became of a prediction.
  struct Outcome {
    let text: String
    let isRight: Bool
  }

  let claim: Claim

  /// What it is about; a second prediction about the same takes the place of the first.
  var subject: String {
    switch claim {
    case .value(let place, _), .winner(let place, _): place.description
    case .answer: "the answer"
    }
  }

  /// What it says, for a list.
  func text(in trainer: Trainer<Float>, shown: Int) -> String {
    switch claim {
    case .value(let place, let said): "\(place) = \(Self.number(said))"
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
      guard case .computed(let tensor)? = try? trainer.read(place) else { return nil }
      return Self.compare(said, with: tensor.values[0])
    case .winner(let place, let said):
      guard case .computed(let cell)? = try? trainer.read(place) else { return nil }
      let winner = Window.Cell(
        row: Int(cell.values[0]), column: Int(cell.values[1]), window: said.window)
      return Outcome(
        text: "you said \(said), it is \(winner)" + (said == winner ? ": right." : "."),
        isRight: said == winner)
    }
  }

  /// Whether a network, seen after a whole step of it, has what this is about.
  func isPossible(in trainer: Trainer<Float>) -> Bool {
    func count(_ place: Place) -> Int? {
      guard case .computed(let tensor)? = try? trainer.read(place) else { return nil }
      return tensor.values.count
    }
    return switch claim {
    case .answer(let target): target < trainer.classCount
    case .value(let place, _): count(place) == 1
    case .winner(let place, _): count(place) == 2
    }
  }

  /// A number said and the number it is: the signed gap, and whether it is within 10 %.
  private static func compare(_ said: Float, with value: Float) -> Outcome {
    let gap = Double(said) - Double(value)
    let isRight = said == value || abs(gap) <= 0.1 * abs(Double(value))
    var text = "you said \(number(said)), it is \(number(value)): "
    if said == value {
      text += "exactly right."
    } else if value.isNaN {
      text += "that is no number at all."
    } else {
      text += "\(Numbers.compact(abs(gap))) too \(gap > 0 ? "much" : "little")"
      text += said * value < 0 ? ", and of the other sign." : "."
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

/// The predictions of a session. They are no part of its timeline: `back` brings back the network,
/// not the moment before one knew.
struct Predictions: WorkspacePart {
  /// Those whose value is still to come, the oldest first.
  private(set) var open: [Prediction] = []
  /// How many came out within 10 %, or exactly right.
  private(set) var right = 0
  /// How many came out.
  private(set) var count = 0
  /// The time up to which the timeline has been looked through.
  fileprivate var time = 0

  mutating func add(_ prediction: Prediction) {
    open.removeAll { $0.subject == prediction.subject }
    open.append(prediction)
  }

  /// `2 of 3 within 10 % or exactly right`.
  var score: String { "\(right) of \(count) within 10 % or exactly right" }

  /// Scores what a state has computed.
  fileprivate mutating func settle(
    in trainer: Trainer<Float>, isUpdate: Bool, shown: Int
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
    }
    open = waiting
    return lines
  }

  /// Drops what another network has not.
  fileprivate mutating func withdraw(from trainer: Trainer<Float>) -> [String] {
    let rehearsal = trainer.rehearsed()
    let lost = open.filter { !$0.isPossible(in: rehearsal) }
    open.removeAll { !$0.isPossible(in: rehearsal) }
    return lost.map { "\($0.subject): this network has none; the prediction is withdrawn." }
  }
}

/// Says how predictions came out.
struct PredictionScorer: Observer {
  func didRun(_ command: RunCommand, in draft: inout Session, on console: Console) {
    console.print(draft.settlePredictions())
  }
}

extension Session {
  /// What was predicted, and how it came out.
  var predictions: Predictions {
    get { workspace[Predictions.self] }
    set { workspace[Predictions.self] = newValue }
  }

  /// Scores the predictions whose value has been computed since this was last asked, at the moment
  /// when it was computed first: later steps of the same command do not count.
  fileprivate mutating func settlePredictions() -> [String] {
    let (start, end, count) = (predictions.time, timeline.now, predictions.count)
    predictions.time = end
    guard start < end, !predictions.open.isEmpty else { return [] }
    var lines: [String] = []
    var replay = timeline
    // Whatever a tape computes, it has computed after the rest of one step and the whole of another.
    for time in start..<min(end, start + 2 * trainer.operations.count) {
      replay.travel(to: time + 1)
      var isUpdate = false
      switch replay.action(at: time) {
      case .replace: lines += predictions.withdraw(from: replay.state)
      case .operation: isUpdate = replay.state.last == .update
      default: break
      }
      lines += predictions.settle(in: replay.state, isUpdate: isUpdate, shown: shown)
      if predictions.open.isEmpty { break }
    }
    if predictions.count > count { lines.append("predictions: \(predictions.score)") }
    return lines
  }
}

extension Trainer {
  /// The step done up to its update, or the next one where none is going on.
  func rehearsed() -> Trainer {
    var rehearsal = Timeline(self)
    while rehearsal.state.last != .backward(0) || rehearsal.state.next != .update {
      rehearsal.perform(.operation)
    }
    return rehearsal.state
  }
}
