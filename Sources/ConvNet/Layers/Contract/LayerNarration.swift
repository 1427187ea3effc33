/// What a layer does in a training step, for whoever tells it.
public protocol LayerNarration: Sendable {
  /// What the layer did forward, for one sample of the given output.
  func narrateForward(output: Shape) -> ForwardNarration

  /// What the layer did backward, in a line.
  var backwardNarration: String { get }

  /// What is worth a look after the forward pass.
  static var forwardView: LayerView { get }

  /// What is worth a look after the backward pass.
  static var backwardView: LayerView { get }
}

/// What a layer did forward.
public enum ForwardNarration: Hashable, Sendable {
  /// A line that says it all.
  case line(String)
  /// So many filters looked at so many places.
  case filters(Int, rows: Int, columns: Int)
  /// The probabilities of the classes are known now.
  case probabilities
}

/// What can be looked at in a layer.
public enum LayerView: Hashable, Sendable {
  /// Its maps.
  case maps
  /// Where each window's number comes from, and where its gradient goes.
  case route
  /// The probabilities of the classes.
  case probabilities
  /// The numbers of a quantity, a gradient or the output.
  case quantity(String)
}
