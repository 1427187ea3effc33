extension Trainer {
  /// Overwrites the numbers at a place that ``checkWrite(_:count:)`` has passed; one value goes
  /// everywhere in a slice.
  mutating func write(_ place: Place, _ values: [S]) {
    if let layer = place.layer, let index = network.index(of: layer) {
      let names = network.nodes[index].layer.parameters.map(\.name)
      network.withParameters { owner, parameter, tensor in
        guard owner == index, names[parameter] == place.quantity else { return }
        let shown = tensor.asPlace().shape
        tensor.overwrite(shown, place.indices, with: values)
      }
      if !isBetweenSteps { recompute() }
    } else if let batch = step.batch {
      let shape = batch.images.asPlace().droppingBatchAxis.shape
      step.batch?.images.overwrite(shape, place.indices, with: values)
      let isOne = batch.count > 1 && !place.indices.isEmpty
      imagesChanged(isOne ? [place.indices[0]] : Set(0..<batch.count))
    }
  }

  /// Moves an image of this step.
  mutating func shift(sample: Int, dx: Int, dy: Int) {
    guard let batch = step.batch, sample < batch.count else { return }
    let blank = S(data.training.normalisation.blank)
    let moved = batch.images.slice([sample]).shifted(dx: dx, dy: dy, blank: blank)
    step.batch?.images.overwrite(batch.images.shape, [sample], with: moved.values)
    imagesChanged([sample])
  }

  /// A finished step starts over with the changed images; one in progress is computed again.
  private mutating func imagesChanged(_ samples: Set<Int>) {
    step.batch?.edited.formUnion(samples)
    guard isBetweenSteps else { return recompute() }
    if let batch = step.batch { begin(with: batch, isChosen: true) }
  }
}

extension Tensor {
  /// Overwrites the slice at `leading`, counted in `shape`, a shape of the same numbers.
  fileprivate mutating func overwrite(_ shape: Shape, _ leading: [Int], with values: [S]) {
    let rest = shape.extents.dropFirst(leading.count).reduce(1, *)
    let start = zip(leading, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }
    for offset in 0..<rest {
      self.values[start + offset] = values.count == 1 ? values[0] : values[offset]
    }
  }
}
