/// What a layer does in a training step, for the narration.
package protocol LayerNarration: Sendable {
  /// What the layer did forward, for one sample of the given output.
  func narrateForward(output: Shape) -> ForwardNarration

  /// What the layer did backward, in one line of text.
  var backwardNarration: String { get }

  /// What is worth looking at after the forward pass.
  static var forwardView: LayerView { get }

  /// What is worth looking at after the backward pass.
  static var backwardView: LayerView { get }

  /// Whether pictures show the layer's maps relative to the output for blank paper, which is one
  /// number per map for layers that only slide a window.
  static var isDrawnAgainstBlankPaper: Bool { get }
}

/// What a layer did forward.
package enum ForwardNarration: Hashable, Sendable {
  /// A line of text.
  case line(String)
  /// How many filters were applied, and at how many rows and columns of places.
  case filters(Int, rows: Int, columns: Int)
  /// The probabilities of the classes are now known.
  case probabilities
}

/// What can be shown of a layer.
package enum LayerView: Hashable, Sendable {
  /// Its maps.
  case maps
  /// Where each window's number comes from, and where its gradient goes.
  case route
  /// The probabilities of the classes.
  case probabilities
  /// The numbers of a quantity, a gradient or the output.
  case quantity(String)
}
