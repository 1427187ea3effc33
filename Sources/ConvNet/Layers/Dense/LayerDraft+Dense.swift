extension LayerDraft {
  /// A dense layer: `dense` draws the weights.
  init(
    inputs: Int, outputs: Int, dense: @escaping (inout RandomSource) -> Dense<S>,
    _ layer: @escaping (Dense<S>) -> any Layer<S>
  ) {
    self.init(
      parameters: (inputs + 1) * outputs,
      outputShape: { sample throws(ShapeProblem) in
        try Dense<S>.outputShape(inputs: inputs, outputs: outputs, for: sample)
      },
      make: { layer(dense(&$0)) })
  }
}

extension LayerArguments {
  /// A function that draws the weights of a dense layer; its biases are 0.
  func dense<S: Scalar>(
    inputs: Int, outputs: Int
  ) throws(DiagramError) -> (inout RandomSource) -> Dense<S> {
    let draw: (inout RandomSource) -> Tensor<S> = try weights(
      Shape(outputs, inputs), fanIn: inputs)
    return { Dense(weights: draw(&$0), biases: Tensor(Shape(outputs))) }
  }
}
