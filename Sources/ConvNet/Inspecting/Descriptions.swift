extension Network: CustomStringConvertible {
  /// The layers, the shape of what each gives for one image, and how many numbers are learned:
  /// `1x6x6 -> conv 2x4x4 -> softmax 2, 84 parameters`.
  public var description: String {
    let layers = zip(nodes, outputs).map { "\($0.name) \($1)" }
    return ([input.description] + layers).joined(separator: " -> ")
      + ", \(parameterCount.counted("parameter"))"
  }
}

extension Trainer: CustomStringConvertible {
  /// The network, how many updates it has had, and the next operation.
  public var description: String {
    "\(network); \(updates.counted("update")), next: \(network.name(of: next))"
  }
}

extension Timeline: CustomStringConvertible {
  /// The present trainer, and its place in the log.
  public var description: String { "\(state); time \(now.grouped) of \(end.grouped)" }
}

extension Explanation: CustomStringConvertible {
  /// The place, the rule and the number: `softmax.d_weights[0,3] = softmax.d_totals[0] x
  /// pool.out[0,1,1] = -0.1`.
  public var description: String { "\(place) = \(formula) = \(value.text)" }
}
