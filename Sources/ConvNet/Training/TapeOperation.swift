/// One operation on the tape of a training step.
public enum TapeOperation: Hashable, Sendable {
  /// The next image is loaded.
  case image
  /// A layer computes its output.
  case forward(Int)
  /// The answer is compared with the label.
  case loss
  /// The user gives the gradient of some layer's output, where no loss does, or in place of it.
  case given
  /// dL/d(out): how the loss changes with the answer.
  case lossGradient
  /// A layer passes the gradient on to the left, and keeps the gradients of its parameters.
  case backward(Int)
  /// The optimiser changes the parameters.
  case update
}

extension Network {
  /// The tape of one training step: image, forward, loss, backward, update. Without a loss, the
  /// gradient is given by the user.
  public var operations: [TapeOperation] { (0..<operationCount).map(operation) }

  /// How many operations a step has.
  var operationCount: Int { 2 * count + (hasLoss ? 4 : 3) }

  /// How many operations come before the backward pass of a layer.
  func position(ofBackward layer: Int) -> Int { operationCount - 2 - layer }

  /// How many operations the forward pass has, from the image to the loss.
  package var forwardOperationCount: Int { count + (hasLoss ? 2 : 1) }

  /// The operation with which the forward pass ends: the loss or, without one, the last layer.
  package var lastOfForward: TapeOperation { operation(at: forwardOperationCount - 1) }

  func operation(at position: Int) -> TapeOperation {
    switch position {
    case 0: .image
    case 1...count: .forward(position - 1)
    case count + 1: hasLoss ? .loss : .given
    case count + 2 where hasLoss: .lossGradient
    case ..<(operationCount - 1): .backward(operationCount - 2 - position)
    default: .update
    }
  }

  /// The name of an operation on the tape: `conv` forward, `<-conv` backward.
  public func name(of operation: TapeOperation) -> String {
    switch operation {
    case .image: "image"
    case .forward(let layer): nodes[layer].name
    case .loss: "loss"
    case .given: "given"
    case .lossGradient: "<-loss"
    case .backward(let layer): "<-" + nodes[layer].name
    case .update: "update"
    }
  }
}
