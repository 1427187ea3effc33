extension Trainer {
  /// Overwrites the numbers at a place that ``checkWrite(_:count:)`` has accepted; a single value
  /// is written everywhere in a slice.
  mutating func write(_ place: Place, _ values: [S]) {
    if let layer = place.layer, let index = network.index(of: layer), place.quantity == "d_out" {
      give(place, values, at: index)
    } else if let layer = place.layer, let index = network.index(of: layer) {
      let names = network.nodes[index].layer.parameters.map(\.name)
      network.withParameters { owner, parameter, tensor in
        guard owner == index, names[parameter] == place.quantity else { return }
        let shown = tensor.asPlace().shape
        tensor.overwrite(shown, place.indices, with: values)
      }
      if !isBetweenSteps { recompute() }
      if last == .update { step.writtenSinceUpdate.append(place) }
    } else if let batch = step.batch {
      let shape = batch.images.asPlace().droppingBatchAxis.shape
      step.batch?.images.overwrite(shape, place.indices, with: values)
      let isOne = batch.count > 1 && !place.indices.isEmpty
      imagesChanged(isOne ? [place.indices[0]] : Set(0..<batch.count))
    }
  }

  /// Begins the backward pass at a layer with a gradient that is 0 but for what the user has given
  /// there in this step, and gives now.
  private mutating func give(_ place: Place, _ values: [S], at layer: Int) {
    guard step.passes.count == network.count else { return }
    var gradient =
      step.given.flatMap { $0.layer == layer ? $0.gradient : nil }
      ?? Tensor(step.passes[layer].output.shape)
    gradient.overwrite(gradient.droppingBatchAxis.shape, place.indices, with: values)
    begin(backwardWith: GivenGradient(layer: layer, gradient: gradient))
  }

  /// Shifts an image of this step.
  mutating func shift(sample: Int, dx: Int, dy: Int) {
    guard let batch = step.batch, sample < batch.count else { return }
    let blank = S(data.training.normalisation.blank)
    let moved = batch.images.slice([sample]).shifted(dx: dx, dy: dy, blank: blank)
    step.batch?.images.overwrite(batch.images.shape, [sample], with: moved.values)
    imagesChanged([sample])
  }

  /// A finished step starts over with the changed images; a step in progress is computed again.
  /// Images that the user writes keep their numbers for later steps.
  private mutating func imagesChanged(_ samples: Set<Int>) {
    if let batch = step.batch, data.training.isWritten {
      let size = batch.images.shape.withoutFirst.count
      for sample in samples {
        data.rewrite(
          batch.origins[sample], as: batch.images.values[sample * size..<(sample + 1) * size])
      }
    } else {
      step.batch?.edited.formUnion(samples)
    }
    guard isBetweenSteps else { return recompute() }
    if let batch = step.batch { begin(with: batch, isChosen: true) }
  }
}

extension Tensor {
  /// Overwrites the slice at `leading` in `shape`, another shape for the same numbers.
  fileprivate mutating func overwrite(_ shape: Shape, _ leading: [Int], with values: [S]) {
    let rest = shape.extents.dropFirst(leading.count).reduce(1, *)
    let start = zip(leading, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }
    for offset in 0..<rest {
      self.values[start + offset] = values.count == 1 ? values[0] : values[offset]
    }
  }
}
