/// How large a layer's numbers are: root mean squares, so that layers of different sizes compare.
package struct LayerSizes: Sendable {
  /// The layer's name.
  package let layer: String
  /// The root mean square of its output; `nil` if that is not computed.
  package let values: Double?
  /// The root mean square of dL/d(out); `nil` if that is not computed.
  package let gradients: Double?
  /// The root mean square of its parameters; `nil` if it has none.
  package let parameters: Double?
  /// The root mean square of the parameters' gradients; `nil` without any.
  package let parameterGradients: Double?
  /// The size of an update of its parameters, divided by that of the parameters; `nil` without any,
  /// and where all are 0.
  package let update: Double?
}

extension Trainer {
  /// The sizes of every layer's numbers in this step.
  ///
  /// - Parameter earlier: The trainer before the last update, if that is done; the ratio is then
  ///   that of this update, and otherwise that of the one that comes next.
  /// - Returns: One entry for each layer, in the order of the network.
  package func layerSizes(after earlier: Trainer? = nil) -> [LayerSizes] {
    let update = earlier.map { ($0, self) } ?? (next == .update ? (self, advanced) : nil)
    let changes = update.map { $1.changes(since: $0) } ?? []
    func meanSquare(_ tensors: [Tensor<S>]) -> Double? {
      let count = tensors.reduce(0) { $0 + $1.shape.count }
      let sum = tensors.reduce(0) { $0 + $1.norm * $1.norm }
      return count > 0 ? (sum / Double(count)).squareRoot() : nil
    }
    return network.nodes.enumerated().map { index, node in
      let own = changes.filter { $0.place.layer == node.name }
      let moved = meanSquare(own.map(\.change))
      let before = meanSquare(own.map(\.before))
      return LayerSizes(
        layer: node.name,
        values: step.passes.indices.contains(index)
          ? meanSquare([step.passes[index].output]) : nil,
        gradients: step.upstream(of: index).flatMap { meanSquare([$0.out]) },
        parameters: meanSquare(node.layer.parameters.map(\.values)),
        parameterGradients: step.gradients(of: index).flatMap { meanSquare($0.parameters) },
        update: moved.flatMap { moved in before.flatMap { $0 > 0 ? moved / $0 : nil } })
    }
  }

  /// The trainer after its next operation.
  private var advanced: Trainer {
    var trainer = self
    trainer.advance()
    return trainer
  }
}
