extension LayerDraft {
  /// A convolution with filters of the shape F,C,K,L.
  init(
    filters: Shape, hasBias: Bool, stride: Int, padding: Int,
    make: @escaping (inout RandomSource) -> any Layer<S>
  ) {
    self.init(
      parameters: filters.count + (hasBias ? filters[0] : 0),
      outputShape: { sample throws(ShapeProblem) in
        try Convolution<S>.outputShape(
          filters: filters, stride: stride, padding: padding, for: sample)
      },
      make: make)
  }
}
