import ConvNet
import Rendering

/// Steps through an operation one value at a time: the operation is done on a copy, and shown up to
/// the value the user has reached. The session's own step does not change until `finish`.
private struct ValueStep {
  /// The point at which the operation is to be done. At any other point, the user has moved on.
  let point: TimelinePoint
  /// The value that was shown last, counted over all values the operation computes.
  var index: Int
}

/// Where `step value` is, inside an operation.
private struct InsideOperation: WorkspacePart {
  var step: ValueStep?
}

extension Session {
  private var valueStep: ValueStep? {
    get { workspace[InsideOperation.self].step }
    set { workspace[InsideOperation.self].step = newValue }
  }

  /// Whether the user is inside an operation.
  var isInsideOperation: Bool { valueStep?.point == timeline.point }

  /// Advances by some values inside the next operation, and shows the last of them.
  mutating func stepValues(_ count: Int, on console: Console) throws {
    guard !trainer.needsGradient else { throw CommandError.noGradient(in: trainer) }
    let operation = trainer.next
    let name = trainer.network.name(of: operation)
    var preview = timeline
    preview.perform(.operation)
    let values = try OperationValues(of: operation, in: preview.state, sample: shown)
    guard values.count > 0 else {
      throw CommandError(
        "`\(name)` computes no values that could be shown one by one.", hint: "step")
    }
    let index = (isInsideOperation ? valueStep?.index ?? -1 : -1) + count
    guard index < values.count else {
      throw CommandError(
        "`\(name)` has only \(Numbers.count(values.count, "value")); you have seen "
          + "\(Numbers.count(index - count + 1)).", hint: "finish")
    }
    valueStep = ValueStep(point: timeline.point, index: index)
    console.print(
      "inside \(name): value \(Numbers.count(index + 1)) of \(Numbers.count(values.count)), "
        + "\(values.place(at: index))")
    try values.picture(at: index, width: console.width()).print(on: console)
    console.print(
      index + 1 < values.count
        ? "next: Enter or step value; step value 100; finish"
        : "That was the last value.   next: finish")
  }
}
