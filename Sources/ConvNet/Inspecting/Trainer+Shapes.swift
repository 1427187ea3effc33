extension Trainer {
  /// The shape of a place, or of the slice that its indices name, in this step or, before its images
  /// are loaded, in the next one; `nil` if the place does not exist. Nothing is computed for it, and
  /// the indices are not checked.
  public func shape(of place: Place) -> Shape? {
    guard place.layer == nil || network.index(of: place.layer ?? "") != nil,
      let single = singleShape(of: place)
    else { return nil }
    let samples = step.count > 0 ? step.count : imagesPerStep
    let whole = samples > 1 && isOfSample(place) ? single.batched(samples) : single
    return Shape(Array(whole.extents.dropFirst(place.indices.count)))
  }

  /// Whether the numbers of a place exist: what they depend on has been computed in this step.
  package func isComputed(_ place: Place) -> Bool {
    let end = network.count - 1
    guard let name = place.layer else {
      return switch place.quantity {
      case "image", "label": step.batch != nil
      case "loss": step.loss != nil
      default: step.passes.count > end
      }
    }
    guard let index = network.index(of: name) else { return false }
    let layer = network.nodes[index].layer
    switch place.quantity {
    case "in" where index == 0: return step.batch != nil
    case "d_out": return step.upstream(of: index) != nil
    case let quantity where isParameter(quantity, of: layer): return true
    case let quantity where quantity.hasPrefix("d_"): return step.gradients(of: index) != nil
    case let quantity:
      if let buffer = layer.buffers.first(where: { $0.name == quantity }) {
        return buffer.isComputed
      }
      guard let (memory, parameter) = memory(quantity) else {
        return step.passes.indices.contains(index)
      }
      let number = parameterNumber(Place(layer: name, quantity: parameter), layer: index)
      return optimiser.remembered(memory, parameter: number) != nil
    }
  }

  /// The shape for one sample.
  private func singleShape(of place: Place) -> Shape? {
    let outputs = network.outputs[network.count - 1]
    guard let index = place.layer.flatMap(network.index) else {
      return switch place.quantity {
      case "image": network.input.asPlace
      case "label": Shape([])
      case "loss" where network.hasLoss: Shape([])
      case "probabilities" where network.hasLoss, "logits" where network.hasLoss: outputs
      default: nil
      }
    }
    let layer = network.nodes[index].layer
    let (input, output) = (network.inputShape(of: index), network.outputs[index])
    switch place.quantity {
    case "in", "d_in": return index == 0 ? input.asPlace : input
    case "out", "d_out", "d_totals": return output
    case let quantity:
      if let shape = layer.shape(ofQuantity: quantity, output: output) { return shape }
      if let buffer = layer.buffers.first(where: { $0.name == quantity }) {
        return buffer.values.shape
      }
      let own = quantity.hasPrefix("d_") ? String(quantity.dropFirst(2)) : quantity
      let name = memory(quantity)?.parameter ?? own
      return layer.parameters.first { $0.name == name }?.values.shape.asPlace
    }
  }

  private func isParameter(_ quantity: String, of layer: any Layer<S>) -> Bool {
    layer.parameters.contains { $0.name == quantity }
  }

  /// The parts of a name such as `velocity_filters`: the memory and the parameter.
  private func memory(_ quantity: String) -> (name: String, parameter: String)? {
    optimiser.settings.rule.memories.first { quantity.hasPrefix($0 + "_") }
      .map { ($0, String(quantity.dropFirst($0.count + 1))) }
  }
}
