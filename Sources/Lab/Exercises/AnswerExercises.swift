import ConvNet

extension Exercise {
  static let softmaxLoss = Exercise(
    "softmax-loss", "softmax, cross-entropy, and the gradient of the logits",
    task: """
      The logits of an image become probabilities by softmax: e is raised to each of them, and the
      results are divided by their sum. The loss of an image is the negative natural logarithm of
      the probability of its label; the loss of a batch is the mean over its images.

      Find the derivative of the loss with respect to each logit. The logits can be large: e^1000
      is more than any floating-point number. What can be added to all logits without changing a
      probability?
      """,
    functions: #"""
      def softmax(logits):
          """The probabilities.

          logits   (N, K)
          returns  (N, K)
          """
          raise NotImplementedError("softmax")


      def cross_entropy(logits, labels):
          """The loss of the batch, one number.

          logits   (N, K)
          labels   (N,)      whole numbers from 0 to K - 1
          """
          raise NotImplementedError("cross_entropy")


      def d_logits(logits, labels):
          """dL/d(logits).

          logits   (N, K)
          labels   (N,)
          returns  (N, K)
          """
          raise NotImplementedError("d_logits")
      """#,
    calls: [
      "probabilities": "softmax(c.logits)", "loss": "cross_entropy(c.logits, c.labels)",
      "d_logits": "d_logits(c.logits, c.labels)",
    ]
  ) { maker in
    func plain(
      _ name: String, _ about: String, _ logits: [Float], labels: [Int]
    ) throws -> ExerciseCase {
      let count = logits.count / labels.count
      // With these weights, the image is the logits.
      let identity = (0..<count * count).map { Float($0 % (count + 1) == 0 ? 1 : 0) }
      return try answer(
        name, about,
        maker.trainer(
          "softmax \(count)", on: Shape(1, 1, count), logits, labels: labels, classes: count,
          parameters: ["softmax.weights": identity]))
    }
    func answer(
      _ name: String, _ about: String, _ trainer: Trainer<Float>
    ) throws -> ExerciseCase {
      try ExerciseCase(
        name, about, start: trainer, actions: trainer.stepActions(),
        inputs: ["logits": "softmax.totals", "labels": "label"],
        results: [
          "probabilities": "softmax.out", "loss": "loss", "d_logits": "softmax.d_totals",
        ])
    }
    let digit = maker.digits(1)
    return [
      try plain("toy", "small integers", maker.distinct(3), labels: [1]),
      try answer(
        "digit", "the logits of a real digit",
        maker.trainer(
          "softmax 10", on: Shape(1, 28, 28), digit.images, labels: digit.labels,
          parameters: [
            "softmax.weights": maker.normals(7_840, times: 0.05),
            "softmax.biases": maker.normals(10),
          ])),
      try plain("batch", "a batch of 3", maker.normals(12, times: 2), labels: [2, 0, 3]),
      try plain(
        "large", "a batch of 2, with large logits",
        maker.normals(4, times: 2) + maker.normals(4, times: 2, plus: 1_000), labels: [1, 2]),
    ]
  }
}
