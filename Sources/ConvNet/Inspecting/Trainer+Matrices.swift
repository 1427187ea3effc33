extension Trainer {
  /// The whole places whose rule can be written as a product of matrices.
  package var matrixPlaces: [Place] {
    network.nodes.filter { $0.layer is any ConvolutionLayer<S> }.flatMap { node in
      ConvolutionMatrices<S>.Rule.allCases.map { Place(layer: node.name, quantity: $0.rawValue) }
    }
  }

  /// The rule of a place as a product of matrices. The first index of a place that has a number for
  /// each sample of a batch chooses the sample, which is otherwise the first; further indices do not
  /// matter.
  ///
  /// - Throws: ``PlaceError`` if the place does not exist, or if nothing has computed it in this
  ///   step.
  /// - Returns: `nil` if it is not a place of ``matrixPlaces``.
  package func matrices(of place: Place) throws(PlaceError) -> ConvolutionMatrices<S>? {
    let reading = try read(place)
    guard matrixPlaces.contains(place.whole), let name = place.layer,
      let index = network.index(of: name),
      let rule = ConvolutionMatrices<S>.Rule(rawValue: place.quantity)
    else { return nil }
    let values: Tensor<S>
    switch reading {
    case .notComputed(let operation):
      throw .notComputed(place, by: network.name(of: operation))
    case .computed(let tensor): values = tensor
    }
    guard let layer = step.passes[index].anyLayer as? any ConvolutionLayer<S> else { return nil }
    let convolution = layer.convolution
    let now = network.nodes[index].layer.parameters.map(\.values)
    var gradients: (upstream: Upstream<S>, stored: LayerGradients<S>)?
    if let upstream = step.upstream(of: index), let stored = step.gradients(of: index) {
      gradients = (upstream, stored)
    }
    return ConvolutionMatrices(
      rule, place, indices: values.shape.rank == 0 ? split(place, layer: index).indices : nil,
      of: name, convolution, pass: step.passes[index],
      sample: step.count > 1 && isOfSample(place) ? place.indices.first ?? 0 : 0,
      gradients: gradients,
      usesOldParameters: zip(convolution.parameters, now).contains { $0.values != $1 })
  }
}
