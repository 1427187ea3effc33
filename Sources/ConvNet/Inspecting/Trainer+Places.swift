extension Trainer {
  /// What a place currently holds.
  public enum Reading: Sendable {
    /// The numbers there; a tensor of rank 0 for a single number.
    case computed(Tensor<S>)
    /// Not available yet: the operation that computes it has not been done in this step.
    case notComputed(by: TapeOperation)
  }

  /// Every whole place of the network, in the order of the tape.
  public var places: [Place] {
    (["image", "label"] + (network.hasLoss ? ["loss", "probabilities", "logits"] : []))
      .map { Place(quantity: $0) }
      + network.nodes.indices.flatMap { places(ofLayer: $0) }
  }

  /// Every whole place of a layer.
  package func places(ofLayer index: Int) -> [Place] {
    let node = network.nodes[index]
    let own = node.layer.parameters.map { $0.name }
    let quantities = node.layer.quantityNames
    let memories = optimiser.settings.rule.memories.flatMap { memory in
      own.map { "\(memory)_\($0)" }
    }
    let buffers = node.layer.buffers.map { $0.name }
    var names =
      ["in", "out", "d_in", "d_out"] + own + own.map { "d_" + $0 } + memories + quantities
      + buffers
    if quantities.contains("totals") { names.append("d_totals") }
    return names.map { Place(layer: node.name, quantity: $0) }
  }

  /// Every set of parameters, as a whole place, in the order of the network.
  public var parameterPlaces: [Place] {
    network.nodes.flatMap { node in
      node.layer.parameters.map { Place(layer: node.name, quantity: $0.name) }
    }
  }

  /// Reads a place.
  ///
  /// - Throws: ``PlaceError`` if the place does not exist or the indices are outside it.
  public func read(_ place: Place) throws(PlaceError) -> Reading {
    switch try readWhole(place) {
    case .notComputed(let operation):
      // A place that does not exist is reported right away, not only once it could be computed.
      if let shape = shape(of: place.whole) { try check(place, against: shape) }
      return .notComputed(by: operation)
    case .computed(let tensor):
      try check(place, against: tensor.shape)
      return .computed(tensor.slice(place.indices))
    }
  }

  /// The numbers at a place; `nil` if the place does not exist or has not been computed.
  public func numbers(at place: Place) -> Tensor<S>? {
    guard case .computed(let tensor)? = try? read(place) else { return nil }
    return tensor
  }

  /// The place for one sample of a batch: its index comes first if there are several samples,
  /// unless they share the place.
  package func place(_ place: Place, ofSample index: Int) -> Place {
    guard step.count > 1, isOfSample(place) else { return place }
    return place.with([min(index, step.count - 1)] + place.indices)
  }

  /// The place with the first sample's index put first, if the place leaves the sample out.
  func inFirstSample(_ place: Place) -> Place? {
    step.count > 1 && isOfSample(place) ? place.with([0] + place.indices) : nil
  }

  /// Whether there is one such number per sample, not one for all: parameters, their gradients, the
  /// memory of the optimiser or the layer, and the statistics of a batch are shared.
  func isOfSample(_ place: Place) -> Bool {
    guard let layer = place.layer else { return place.quantity != "loss" }
    guard let index = network.index(of: layer) else { return false }
    let own = network.nodes[index].layer
    return ["in", "out", "d_in", "d_out", "d_totals"].contains(place.quantity)
      || own.quantityNames.contains(place.quantity) && !own.isStatistic(place.quantity)
  }

  private func check(_ place: Place, against shape: Shape) throws(PlaceError) {
    guard place.indices.count <= shape.rank else { throw .tooManyIndices(place, shape: shape) }
    for (axis, index) in place.indices.enumerated() where !(0..<shape[axis]).contains(index) {
      let sample = inFirstSample(place).flatMap { shape.holds($0.indices) ? $0 : nil }
      throw .outside(place, axis: axis, shape: shape, sample: sample)
    }
  }

  private func readWhole(_ place: Place) throws(PlaceError) -> Reading {
    guard let layer = place.layer else { return try readNetwork(place) }
    guard let index = network.index(of: layer) else { throw unknown(place) }
    return try readLayer(index, place)
  }

  private func readNetwork(_ place: Place) throws(PlaceError) -> Reading {
    let end = network.count - 1
    if ["loss", "probabilities", "logits"].contains(place.quantity), !network.hasLoss {
      throw unknown(place)
    }
    switch place.quantity {
    case "image":
      guard let batch = step.batch else { return .notComputed(by: .image) }
      return .computed(batch.images.asPlace().droppingBatchAxis)
    case "label":
      guard let batch = step.batch else { return .notComputed(by: .image) }
      return .computed(Tensor(Shape(batch.count), batch.labels.map { S($0) }).droppingBatchAxis)
    case "loss":
      guard let loss = step.loss else { return .notComputed(by: .loss) }
      return .computed(Tensor(Shape([]), [loss.mean]))
    case "probabilities":
      guard step.passes.count > end else { return .notComputed(by: .forward(end)) }
      return .computed(lossOfStep.probabilities(step.passes[end]).droppingBatchAxis)
    case "logits":
      guard step.passes.count > end else { return .notComputed(by: .forward(end)) }
      let pass = step.passes[end]
      return .computed((pass.quantity("totals") ?? pass.output).droppingBatchAxis)
    default: throw unknown(place)
    }
  }

  private func readLayer(_ index: Int, _ place: Place) throws(PlaceError) -> Reading {
    let layer = network.nodes[index].layer
    let parameters = layer.parameters
    let quantities = layer.quantityNames
    func forward(_ value: (any AnyPass<S>) -> Tensor<S>?) -> Reading {
      guard step.passes.indices.contains(index), let value = value(step.passes[index]) else {
        return .notComputed(by: .forward(index))
      }
      return .computed(layer.isStatistic(place.quantity) ? value : value.droppingBatchAxis)
    }
    func backward(_ value: Tensor<S>?) -> Reading {
      value.map { .computed($0.droppingBatchAxis) } ?? .notComputed(by: .backward(index))
    }
    switch place.quantity {
    case "in":
      if index == 0 { return try readNetwork(Place(quantity: "image")) }
      return forward { $0.input }
    case "out": return forward { $0.output }
    case "d_out":
      guard let upstream = step.upstream(of: index) else {
        return .notComputed(
          by: index == network.count - 1 ? .lossGradient : .backward(index + 1))
      }
      return .computed(upstream.out.droppingBatchAxis)
    case "d_in":
      let gradient = step.gradients(of: index)?.input
      guard index == 0, let gradient else { return backward(gradient) }
      return .computed(gradient.asPlace().droppingBatchAxis)
    case "d_totals" where quantities.contains("totals"):
      return backward(step.gradients(of: index)?.totals)
    case let name where quantities.contains(name): return forward { $0.quantity(name) }
    case let name:
      if let buffer = layer.buffers.first(where: { $0.name == name }) {
        return buffer.isComputed ? .computed(buffer.values) : .notComputed(by: .update)
      }
      if let number = parameters.firstIndex(where: { $0.name == name }) {
        return .computed(parameters[number].values.asPlace())
      }
      if let number = parameters.firstIndex(where: { "d_" + $0.name == name }) {
        guard let gradients = step.gradients(of: index) else {
          return .notComputed(by: .backward(index))
        }
        return .computed(gradients.parameters[number].asPlace())
      }
      guard let memory = try readMemory(place, layer: index) else { throw unknown(place) }
      return memory
    }
  }

  /// The optimiser's memory of a parameter: `velocity_filters`.
  private func readMemory(_ place: Place, layer: Int) throws(PlaceError) -> Reading? {
    for memory in optimiser.settings.rule.memories {
      guard place.quantity.hasPrefix(memory + "_") else { continue }
      let name = String(place.quantity.dropFirst(memory.count + 1))
      guard network.nodes[layer].layer.parameters.contains(where: { $0.name == name }) else {
        continue
      }
      let number = parameterNumber(Place(layer: place.layer, quantity: name), layer: layer)
      let tensor = optimiser.remembered(memory, parameter: number)
      return tensor.map { .computed($0.asPlace()) } ?? .notComputed(by: .update)
    }
    return nil
  }

  private func unknown(_ place: Place) -> PlaceError {
    let layers = network.nodes.map(\.name)
    guard let layer = place.layer else {
      return layers.contains(place.quantity)
        ? .layerAlone(place) : .unknown(place, layers: layers, known: places)
    }
    guard layers.contains(layer) else {
      return .unknownLayer(place, layers: layers, known: places)
    }
    return .unknownQuantity(place, known: network.index(of: layer).map(places(ofLayer:)) ?? [])
  }
}

extension Trainer {
  /// Whether a place is a gradient that the user can give once the forward pass is done: the
  /// `d_out` of a layer.
  package func isGivable(_ place: Place) -> Bool {
    place.quantity == "d_out" && place.layer.flatMap(network.index) != nil
  }

  /// Whether a gradient can be given now: the forward pass is done, and the update is not.
  package var takesGradient: Bool {
    !isBetweenSteps && step.position >= network.forwardOperationCount
  }

  /// Whether a place can be written by hand: the image and the parameters.
  public func isWritable(_ place: Place) -> Bool {
    guard let layer = place.layer else { return place.quantity == "image" }
    guard let index = network.index(of: layer) else { return false }
    return network.nodes[index].layer.parameters.contains { $0.name == place.quantity }
  }

  /// Whether a place can be written by hand at some point of a step.
  package func isSettable(_ place: Place) -> Bool { isWritable(place) || isGivable(place) }

  /// The whole places that can be written.
  var writablePlaces: [Place] { [Place(quantity: "image")] + parameterPlaces }

  /// Checks that `count` numbers can be written to a place.
  ///
  /// - Throws: ``PlaceError`` if the place is unknown, is computed from others, or holds a
  ///   different number of values.
  /// - Returns: The shape of what is written.
  @discardableResult
  package func checkWrite(_ place: Place, count: Int) throws(PlaceError) -> Shape {
    let now = try read(place)
    let shape: Shape
    if isGivable(place), takesGradient, let given = self.shape(of: place) {
      shape = given
    } else if isGivable(place) {
      throw .notComputed(place, by: network.name(of: .forward(network.count - 1)))
    } else {
      guard isWritable(place) else { throw .notWritable(place, writable: writablePlaces) }
      guard case .computed(let tensor) = now else { throw .empty(place) }
      shape = tensor.shape
    }
    guard count == 1 || count == shape.count else {
      throw .wrongCount(place, shape: shape, found: count)
    }
    return shape
  }
}
