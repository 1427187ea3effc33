/// One layer of a network: a value that holds its parameters and nothing else.
///
/// What a layer must know is asked for by role: its arithmetic, its parameters, what can be looked
/// at, how it is told, how it trains without being looked at, and what PyTorch calls it.
public protocol Layer<S>: LayerParameters, LayerInspection, LayerNarration, LayerTraining,
  LayerTorch
{
  /// The word that names such layers in a network: `conv`, `pool`.
  static var kind: String { get }

  /// What the layer can be at the end of a network.
  static var ending: Ending { get }

  /// The layer in a line, as a table of layers shows it: "8 filters 3x3".
  var summary: String { get }

  /// The same layer in another precision.
  func converted<T: Scalar>(to type: T.Type) -> any Layer<T>
}

/// What a layer can be at the end of a network.
public enum Ending: Sendable {
  /// Nothing: no network ends in it.
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
  /// Runs the layer forward and keeps all that the backward pass needs.
  public func pass(_ input: Tensor<S>, in context: inout PassContext) -> any AnyPass<S> {
    let before = context
    let (output, record) = forward(input, in: &context)
    return Pass(layer: self, input: input, output: output, record: record, context: before)
  }

  /// What this layer can be at the end of a network.
  public var ending: Ending { Self.ending }
}
