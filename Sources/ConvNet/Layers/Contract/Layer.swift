/// One layer of a network: a value that holds its parameters and nothing else.
///
/// The requirements are divided by role: a layer's arithmetic, its parameters, its inspection, its
/// narration, its training without inspection, and its counterparts in PyTorch and NumPy.
public protocol Layer<S>: LayerParameters, LayerInspection, LayerNarration, LayerTraining,
  LayerTorch, LayerNumPy
{
  /// The word for such layers in a network: `conv`, `pool`.
  static var kind: String { get }

  /// The role that the layer can have at the end of a network.
  static var ending: Ending { get }

  /// The layer in one line, as a table of layers shows it: "8 filters 3x3".
  var summary: String { get }

  /// The same layer in another precision.
  func converted<T: Scalar>(to type: T.Type) -> any Layer<T>
}

/// The role that a layer can have at the end of a network.
public enum Ending: Sendable {
  /// No role: no loss can follow it, so a network that ends in it needs a given gradient.
  case none
  /// It gives logits, to which the loss applies the softmax.
  case logits
  /// It gives the answer: the probabilities of a softmax. Nothing can follow it.
  case softmax
  /// It gives the answer: the probability of a sigmoid. Nothing can follow it.
  case sigmoid

  /// Whether such a layer gives the network's answer, so that nothing can follow it.
  public var isAnswer: Bool {
    switch self {
    case .none, .logits: false
    case .softmax, .sigmoid: true
    }
  }
}

extension Layer {
  /// Runs the layer forward and keeps everything that the backward pass needs.
  public func pass(_ input: Tensor<S>, in context: inout PassContext) -> any AnyPass<S> {
    let before = context
    let (output, record) = forward(input, in: &context)
    return Pass(layer: self, input: input, output: output, record: record, context: before)
  }

  /// The role that this layer can have at the end of a network.
  public var ending: Ending { Self.ending }
}
