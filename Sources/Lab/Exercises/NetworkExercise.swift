import ConvNet

extension Exercise {
  static let network = Exercise(
    "network", "a whole network, from the image to the gradients of all weights",
    task: """
      Put the layers together. The network is a convolution of 3x3 filters with stride 1 and no
      padding; ReLU; max pooling of 2x2 windows that do not overlap, where a row or column left over
      is not used; a dense layer on all numbers of all maps, in the order map, row, column; softmax;
      and cross-entropy, whose mean over the batch is the loss.

      Find the logits, the loss, and the gradients of the logits and of all parameters. Of equal
      numbers in a window the first wins, and the slope of ReLU at 0 is 0.
      """,
    functions: #"""
      def network_logits(x, filters, filter_biases, weights, biases):
          """The logits.

          x              (N, C, H, W)
          filters        (F, C, 3, 3)
          filter_biases  (F,)
          weights        (K, F * rows * columns)
          biases         (K,)
          returns        (N, K)
          """
          raise NotImplementedError("network_logits")


      def network_loss(x, filters, filter_biases, weights, biases, labels):
          """The loss, one number; labels (N,)."""
          raise NotImplementedError("network_loss")


      def network_gradients(x, filters, filter_biases, weights, biases, labels):
          """The gradients, each of the shape of what it belongs to:
          d_logits, d_weights, d_biases, d_filters, d_filter_biases.
          """
          raise NotImplementedError("network_gradients")
      """#,
    calls: [
      "logits": "network_logits(c.x, c.filters, c.filter_biases, c.weights, c.biases)",
      "loss": "network_loss(c.x, c.filters, c.filter_biases, c.weights, c.biases, c.labels)",
      "d_logits d_weights d_biases d_filters d_filter_biases":
        "network_gradients(c.x, c.filters, c.filter_biases, c.weights, c.biases, c.labels)",
    ]
  ) { maker in
    func whole(
      _ name: String, _ about: String, on input: Shape, _ images: [Float], labels: [Int],
      filters: [Float], filterBiases: [Float], classes: Int, weights: [Float], biases: [Float]
    ) throws -> ExerciseCase {
      let trainer = try maker.trainer(
        "conv2d \(filterBiases.count) 3x3, relu, maxpool2, softmax \(classes)", on: input, images,
        labels: labels, classes: classes,
        parameters: [
          "conv.filters": filters, "conv.biases": filterBiases, "softmax.weights": weights,
          "softmax.biases": biases,
        ])
      return try ExerciseCase(
        name, about, start: trainer, actions: trainer.stepActions(),
        inputs: [
          "x": "conv.in", "filters": "conv.filters", "filter_biases": "conv.biases",
          "weights": "softmax.weights", "biases": "softmax.biases", "labels": "label",
        ],
        results: [
          "logits": "softmax.totals", "loss": "loss", "d_logits": "softmax.d_totals",
          "d_weights": "softmax.d_weights", "d_biases": "softmax.d_biases",
          "d_filters": "conv.d_filters", "d_filter_biases": "conv.d_biases",
        ])
    }
    let digit = maker.digits(1)
    return [
      try whole(
        "toy", "small integers, and weights of a few hundredths", on: Shape(1, 6, 6),
        maker.integers(36, 0...3), labels: [0], filters: maker.integers(9, -1...1),
        filterBiases: [1], classes: 2, weights: maker.distinct(8).map { $0 / 100 }, biases: [0, 0]),
      try whole(
        "digit", "a real digit, four filters", on: Shape(1, 28, 28), digit.images,
        labels: digit.labels, filters: maker.normals(36, times: 0.3),
        filterBiases: maker.normals(4, times: 0.1), classes: 10,
        weights: maker.normals(6_760, times: 0.05), biases: maker.normals(10, times: 0.1)),
      try whole(
        "batch", "a batch of 3, two channels, a row left over", on: Shape(2, 9, 8),
        maker.normals(3 * 2 * 72), labels: [1, 3, 0], filters: maker.normals(54, times: 0.3),
        filterBiases: maker.normals(3, times: 0.1), classes: 4,
        weights: maker.normals(108, times: 0.2), biases: maker.normals(4, times: 0.1)),
    ]
  }
}
