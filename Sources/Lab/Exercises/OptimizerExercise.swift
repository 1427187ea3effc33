import ConvNet

extension Exercise {
  static let optimizers = Exercise(
    "optimizers", "one update by gradient descent, by momentum, and by Adam",
    task: """
      Given weights `w` and the gradient `g` of the loss, find the new weights; change no argument.

      - Gradient descent takes a step against the gradient, as long as `rate` times the gradient.
      - Momentum adds that step to what is left of the step before: the velocity `v` keeps the
        fraction `momentum` of itself, and the weights move by the new velocity.
      - Adam keeps a running mean `m` of the gradient, which keeps 0.9 of itself, and a running mean
        `s` of the squared gradient, which keeps 0.999. Both began at 0 and are too small in the
        first updates: divide each by 1 minus its fraction to the power of `t`, the number of this
        update, counted from 1. The step is `rate` times the corrected mean, divided by the root of
        the corrected square plus 1e-8, where 1e-8 is added to the root. It is taken against the
        mean; `m` and `s` are returned uncorrected.
      """,
    functions: #"""
      def sgd(w, g, rate):
          """The new weights; w and g have the same shape."""
          raise NotImplementedError("sgd")


      def momentum(w, g, v, rate, momentum):
          """The new weights and the new velocity; w, g and v have the same shape."""
          raise NotImplementedError("momentum")


      def adam(w, g, m, s, rate, t):
          """The new weights and the two new running means; all have the same shape."""
          raise NotImplementedError("adam")
      """#,
    calls: [
      "sgd_w": "sgd(c.w, c.g, c.rate)",
      "momentum_w momentum_v": "momentum(c.w, c.g, c.v, c.rate, c.momentum)",
      "adam_w adam_m adam_s": "adam(c.w, c.g, c.m, c.s, c.rate, c.t)",
    ]
  ) { maker in
    func learner(
      _ rule: OptimiserSettings.Rule, on input: Shape, _ images: [Float], label: Int, classes: Int,
      rate: Float, weights: [Float]
    ) throws -> Trainer<Float> {
      var trainer = try maker.trainer(
        "softmax \(classes)", on: input, images, labels: [label], classes: classes, rate: rate,
        parameters: ["softmax.weights": weights])
      trainer.optimiser.settings.rule = rule
      return trainer
    }
    func adam(_ name: String, _ about: String, update: Int) throws -> ExerciseCase {
      let trainer = try learner(
        .adam, on: Shape(1, 1, 4), maker.normals(4), label: 1, classes: 3, rate: 0.125,
        weights: maker.normals(12))
      return try ExerciseCase(
        name, about, start: trainer,
        actions: (0..<update).flatMap { _ in trainer.stepActions(update: true) },
        settings: ["rate": 0.125, "t": Double(update)],
        inputs: [
          "w": "softmax.weights", "g": "softmax.d_weights", "m": "softmax.mean_weights",
          "s": "softmax.square_weights",
        ],
        results: [
          "adam_w": "softmax.weights", "adam_m": "softmax.mean_weights",
          "adam_s": "softmax.square_weights",
        ])
    }
    let plain = try learner(
      .sgd, on: Shape(1, 1, 3), maker.distinct(3), label: 0, classes: 2, rate: 0.5,
      weights: maker.integers(6, -1...1))
    let digit = maker.digits(1)
    let heavy = try learner(
      .momentum, on: Shape(1, 28, 28), digit.images, label: digit.labels[0], classes: 10,
      rate: 0.015625, weights: maker.normals(7_840, times: 0.05))
    return [
      try ExerciseCase(
        "sgd", "gradient descent", start: plain, actions: plain.stepActions(update: true),
        settings: ["rate": 0.5], inputs: ["w": "softmax.weights", "g": "softmax.d_weights"],
        results: ["sgd_w": "softmax.weights"]),
      try ExerciseCase(
        "momentum", "the third update with a real digit", start: heavy,
        actions: (0..<3).flatMap { _ in heavy.stepActions(update: true) },
        settings: ["rate": 0.015625, "momentum": 0.9],
        inputs: [
          "w": "softmax.weights", "g": "softmax.d_weights", "v": "softmax.velocity_weights",
        ],
        results: ["momentum_w": "softmax.weights", "momentum_v": "softmax.velocity_weights"]),
      try adam("first", "Adam's first update", update: 1),
      try adam("fourth", "Adam's fourth update", update: 4),
    ]
  }
}
