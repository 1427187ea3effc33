extension Shape {
  /// The shape as places index it: a single channel, of an image or of a filter, has no axis.
  var asPlace: Shape {
    var extents = extents
    if extents.count >= 3, extents[extents.count - 3] == 1 { extents.remove(at: extents.count - 3) }
    return Shape(extents)
  }
}

extension Tensor {
  /// A tensor of a step as places index it: a batch of one has no index for the sample.
  var droppingBatchAxis: Tensor { shape[0] == 1 ? slice([0]) : self }

  /// The tensor as places index it: a single channel, of an image or of a filter, has no axis.
  func asPlace() -> Tensor { reshaped(shape.asPlace) }
}
