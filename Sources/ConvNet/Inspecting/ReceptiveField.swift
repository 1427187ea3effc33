/// The part of the image that a number depends on, found layer by layer from right to left.
package struct ReceptiveField: Sendable {
  /// What a layer needs of its input.
  package struct Stage: Sendable {
    /// The layer's name.
    package let layer: String
    /// The rows, which may lie in the padding; `nil` for a layer that takes a list of numbers.
    package let rows: Range<Int>?
    /// The columns.
    package let columns: Range<Int>?
  }

  /// The layers from that of the number to the first.
  package let stages: [Stage]

  /// The rows of the image, without the padding.
  package let rows: Range<Int>
  /// The columns of the image, without the padding.
  package let columns: Range<Int>
}

extension Network {
  /// The receptive field of an output of a layer.
  ///
  /// A layer that takes all of its input, such as a dense one, needs the whole of it; and so does
  /// batch norm in training, whose averages cover the batch.
  ///
  /// - Parameters:
  ///   - layer: The index of the layer.
  ///   - indices: The output's indices in one sample; only the row and the column matter.
  ///   - mode: Whether the network is in training.
  /// - Returns: The field, with what each layer needs of its input.
  /// - Precondition: The indices lie within the layer's output.
  package func receptiveField(
    ofLayer layer: Int, at indices: [Int], mode: Mode = .training
  ) -> ReceptiveField {
    var stages: [ReceptiveField.Stage] = []
    func whole(_ shape: Shape) -> (rows: Range<Int>, columns: Range<Int>)? {
      shape.rank == 3 ? (0..<shape[1], 0..<shape[2]) : nil
    }
    var field: (rows: Range<Int>, columns: Range<Int>)? =
      outputs[layer].rank == 3
      ? (indices[1]..<indices[1] + 1, indices[2]..<indices[2] + 1) : nil
    for index in (0...layer).reversed() {
      let (input, output) = (inputShape(of: index), outputs[index])
      let node = nodes[index]
      // In the padding there is nothing to see, and so nothing further left either.
      let seen = field.map { field in
        (
          rows: field.rows.clamped(to: 0..<output[1]),
          columns: field.columns.clamped(to: 0..<output[2])
        )
      }
      if let seen, !seen.rows.isEmpty, !seen.columns.isEmpty,
        let layer = node.layer.libraryLayer,
        let first = layer.window(ofOutput: [0, seen.rows.lowerBound, seen.columns.lowerBound]),
        let last = layer.window(
          ofOutput: [0, seen.rows.upperBound - 1, seen.columns.upperBound - 1])
      {
        field = (
          first.rows.lowerBound..<last.rows.upperBound,
          first.columns.lowerBound..<last.columns.upperBound
        )
      } else if input != output || seen == nil
        || mode == .training && node.layer.quantityNames.contains(where: node.layer.isStatistic)
      {
        field = whole(input)
      }
      stages.append(
        ReceptiveField.Stage(layer: node.name, rows: field?.rows, columns: field?.columns))
    }
    let image = field ?? (0..<input[1], 0..<input[2])
    return ReceptiveField(
      stages: stages, rows: image.rows.clamped(to: 0..<input[1]),
      columns: image.columns.clamped(to: 0..<input[2]))
  }
}
