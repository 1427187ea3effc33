import ConvNet

extension Exercise {
  static let denseBackward = Exercise(
    "dense-backward", "the three gradients of a dense layer: weights, biases, input",
    task: """
      A dense layer multiplies and adds: each output is the sum over all inputs of weight times
      input, plus the output's bias. Row `o` of `weights` leads to output `o`.

      Given dL/d(out), find the gradients of the weights, the biases and the input. Begin with one
      weight: which outputs contain it, and with which factor? All images of the batch share the
      weights.
      """,
    functions: #"""
      def dense_d_weights(x, weights, d_out):
          """dL/d(weights).

          x        (N, inputs)
          weights  (outputs, inputs)
          d_out    (N, outputs)
          returns  (outputs, inputs)
          """
          raise NotImplementedError("dense_d_weights")


      def dense_d_biases(d_out):
          """dL/d(biases).

          d_out    (N, outputs)
          returns  (outputs,)
          """
          raise NotImplementedError("dense_d_biases")


      def dense_d_in(weights, d_out):
          """dL/dx.

          weights  (outputs, inputs)
          d_out    (N, outputs)
          returns  (N, inputs)
          """
          raise NotImplementedError("dense_d_in")
      """#,
    calls: [
      "d_weights": "dense_d_weights(c.x, c.weights, c.d_out)",
      "d_biases": "dense_d_biases(c.d_out)", "d_in": "dense_d_in(c.weights, c.d_out)",
    ]
  ) { maker in
    func dense(
      _ name: String, _ about: String, on input: Shape, _ images: [Float], outputs: Int,
      images count: Int = 1, weights: [Float], giving gradient: [Float]
    ) throws -> ExerciseCase {
      let trainer = try maker.trainer(
        "flatten, fc \(outputs)", on: input, images, labels: [Int](repeating: 0, count: count),
        classes: outputs, parameters: ["fc.weights": weights])
      return try ExerciseCase(
        name, about, start: trainer, actions: trainer.backwardActions(giving: gradient),
        inputs: ["x": "fc.in", "weights": "fc.weights", "d_out": "fc.d_out"],
        results: ["d_weights": "fc.d_weights", "d_biases": "fc.d_biases", "d_in": "fc.d_in"])
    }
    return [
      try dense(
        "toy", "small integers", on: Shape(1, 1, 3), maker.distinct(3), outputs: 2,
        weights: maker.distinct(6), giving: maker.distinct(2)),
      try dense(
        "digit", "a real digit, ten outputs", on: Shape(1, 28, 28), maker.digits(1).images,
        outputs: 10, weights: maker.normals(7_840), giving: maker.normals(10)),
      try dense(
        "square", "a batch of 3, with as many outputs as inputs", on: Shape(1, 1, 4),
        maker.normals(12), outputs: 4, images: 3, weights: maker.normals(16),
        giving: maker.normals(12)),
    ]
  }
}
