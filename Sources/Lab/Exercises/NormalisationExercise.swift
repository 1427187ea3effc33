import ConvNet

extension Exercise {
  static let batchNorm = Exercise(
    "batch-norm", "batch normalisation, forward and backward, in training",
    task: """
      Batch normalisation gives each channel the mean 0 and the variance 1, over all images of the
      batch and all places, and then multiplies it by the channel's weight and adds its bias. The
      variance is the mean of the squared distances from the mean (divide by their number), and
      1e-8 is added to it before its root is taken.

      Given dL/d(out), find the gradients of the weights, the biases and the input. If one input of
      a channel changes, the mean and the variance of all its numbers change, too.
      """,
    functions: #"""
      def batch_norm_forward(x, weights, biases):
          """The normalised input, scaled and shifted.

          x        (N, C, H, W)
          weights  (C,)
          biases   (C,)
          returns  (N, C, H, W)
          """
          raise NotImplementedError("batch_norm_forward")


      def batch_norm_d_weights(x, d_out):
          """dL/d(weights).

          x        (N, C, H, W)
          d_out    (N, C, H, W)
          returns  (C,)
          """
          raise NotImplementedError("batch_norm_d_weights")


      def batch_norm_d_biases(d_out):
          """dL/d(biases).

          d_out    (N, C, H, W)
          returns  (C,)
          """
          raise NotImplementedError("batch_norm_d_biases")


      def batch_norm_d_in(x, weights, d_out):
          """dL/dx.

          x        (N, C, H, W)
          weights  (C,)
          d_out    (N, C, H, W)
          returns  (N, C, H, W)
          """
          raise NotImplementedError("batch_norm_d_in")
      """#,
    calls: [
      "out": "batch_norm_forward(c.x, c.weights, c.biases)",
      "d_weights": "batch_norm_d_weights(c.x, c.d_out)",
      "d_biases": "batch_norm_d_biases(c.d_out)",
      "d_in": "batch_norm_d_in(c.x, c.weights, c.d_out)",
    ]
  ) { maker in
    func normalisation(
      _ name: String, _ about: String, on input: Shape, _ images: [Float], weights: [Float],
      biases: [Float], giving gradient: [Float]
    ) throws -> ExerciseCase {
      let trainer = try maker.trainer(
        "batchnorm", on: input, images,
        labels: [Int](repeating: 0, count: images.count / input.count),
        parameters: ["bn.weights": weights, "bn.biases": biases])
      return try ExerciseCase(
        name, about, start: trainer, actions: trainer.backwardActions(giving: gradient),
        inputs: [
          "x": "bn.in", "weights": "bn.weights", "biases": "bn.biases", "d_out": "bn.d_out",
        ],
        results: [
          "out": "bn.out", "d_weights": "bn.d_weights", "d_biases": "bn.d_biases",
          "d_in": "bn.d_in",
        ])
    }
    return [
      try normalisation(
        "toy", "small integers: two images of one row", on: Shape(1, 1, 3), maker.distinct(6),
        weights: [2], biases: [1], giving: maker.distinct(6)),
      try normalisation(
        "digit", "three real digits", on: Shape(1, 28, 28), maker.digits(3).images,
        weights: [1.5], biases: [-0.5], giving: maker.normals(3 * 784)),
      try normalisation(
        "odd", "a batch of 4, three channels, far from 0", on: Shape(3, 2, 3),
        maker.normals(72, times: 2, plus: 5), weights: maker.normals(3, plus: 1),
        biases: maker.normals(3), giving: maker.normals(72)),
    ]
  }
}
