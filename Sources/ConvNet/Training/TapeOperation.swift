/// One move on the tape of a training step.
public enum TapeOperation: Hashable, Sendable {
  /// The next image comes in.
  case image
  /// A layer looks at its input.
  case forward(Int)
  /// The answer is compared with the label.
  case loss
  /// dL/d(out): how the loss changes with the answer.
  case lossGradient
  /// A layer passes the gradient on to the left, and keeps its parameters' share.
  case backward(Int)
  /// The optimiser changes the parameters.
  case update
}

extension Network {
  /// The tape of one training step: image, forward, loss, backward, update.
  public var operations: [TapeOperation] { (0..<operationCount).map(operation) }

  /// How many operations a step has.
  var operationCount: Int { 2 * count + 4 }

  func operation(at position: Int) -> TapeOperation {
    switch position {
    case 0: .image
    case 1...count: .forward(position - 1)
    case count + 1: .loss
    case count + 2: .lossGradient
    case ..<(operationCount - 1): .backward(operationCount - 2 - position)
    default: .update
    }
  }

  /// What the tape calls an operation: `conv` forward, `<-conv` backward.
  public func name(of operation: TapeOperation) -> String {
    switch operation {
    case .image: "image"
    case .forward(let layer): nodes[layer].name
    case .loss: "loss"
    case .lossGradient: "<-loss"
    case .backward(let layer): "<-" + nodes[layer].name
    case .update: "update"
    }
  }
}
