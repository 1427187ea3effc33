/// The loss's part of a training step that keeps nothing to inspect, together with the activation
/// before it; see ``Loss``.
final class LossStage<S: Scalar> {
  private let loss: Loss
  /// Whether the last layer gives probabilities, which determine its answer, and not logits.
  private let isAnswer: Bool
  private let exponentials: Buffer<S>
  private let probabilities: Buffer<S>

  init(_ loss: Loss, isAnswer: Bool, outputs: Int) {
    self.loss = loss
    self.isAnswer = isAnswer
    exponentials = Buffer(outputs)
    probabilities = Buffer(outputs)
  }

  /// dL/d(totals), after the loss has been computed.
  var gradient: UnsafePointer<S> { UnsafePointer(probabilities.start) }

  /// The loss of the last sample.
  private(set) var value: S = 0
  /// Whether its answer was correct; if the loss is NaN, there is no answer.
  private(set) var isRight = false

  /// Computes the loss of one sample, and its gradient.
  func evaluate(_ totals: UnsafePointer<S>, target: Int) {
    if loss == .crossEntropy {
      crossEntropy(totals, target)
    } else {
      binaryCrossEntropy(totals[0], isOne: target == 1)
    }
  }

  private func crossEntropy(_ totals: UnsafePointer<S>, _ target: Int) {
    let (count, p) = (probabilities.count, probabilities.start)
    let (maximum, sum) = S.softmax(
      count: count, totals: totals, exponentials: exponentials.start, output: p)
    value = S.log(sum) - (totals[target] - maximum)
    let answer = S.firstLargest(count: count, isAnswer ? UnsafePointer(p) : totals)
    isRight = answer == target && !value.isNaN
    p[target] -= 1
  }

  private func binaryCrossEntropy(_ total: S, isOne: Bool) {
    value = Loss.binaryCrossEntropy(total, isOne: isOne)
    let p = S.sigmoid(total)
    isRight = (p > 0.5) == isOne && !value.isNaN
    probabilities.start[0] = p - (isOne ? 1 : 0)
  }
}
