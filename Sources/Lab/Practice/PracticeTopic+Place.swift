package import ConvNet

extension PracticeTopic {
  /// The topic whose problems ask for what a place holds; `nil` if there is none.
  package static func asking(for place: Place, in network: Network<Float>) -> PracticeTopic? {
    guard let name = place.layer else {
      switch place.quantity {
      case "probabilities": return softmax
      case "loss": return loss
      default: return nil
      }
    }
    guard let layer = network.nodes.first(where: { $0.name == name })?.layer else { return nil }
    let isBackward = place.quantity.hasPrefix("d_")
    switch layer {
    case let layer as any ConvolutionLayer<Float>:
      let convolution = layer.convolution
      guard isBackward || place.quantity == "out" else { return nil }
      if convolution.stride > 1 || convolution.padding > 0 { return stride }
      if place.quantity == "d_in" { return inputGradient }
      if isBackward { return filterGradient }
      return convolution.filters.shape[1] > 1 ? channels : Self.convolution
    case is any Pooling<Float>:
      return isBackward ? routing : place.quantity == "out" ? pooling : nil
    case is any DenseLayer<Float>:
      if place.quantity == "d_totals" { return totalsGradient }
      if isBackward { return denseGradients }
      return layer is Softmax<Float> && place.quantity == "out" ? softmax : nil
    case is any ActivationLayer<Float>: return isBackward ? relu : nil
    case is BatchNorm<Float>: return batchNorm
    default: return nil
    }
  }
}
