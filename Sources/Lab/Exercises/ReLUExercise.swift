import ConvNet

extension Exercise {
  static let relu = Exercise(
    "relu", "ReLU, forward and backward",
    task: """
      ReLU keeps what is above 0 and replaces the rest by 0. Given dL/d(out), find dL/dx. At
      exactly 0 the slope is taken to be 0.
      """,
    functions: #"""
      def relu_forward(x):
          """max(x, 0) of each number.

          x        (N, C, H, W)
          returns  (N, C, H, W)
          """
          raise NotImplementedError("relu_forward")


      def relu_backward(x, d_out):
          """dL/dx.

          x        (N, C, H, W)
          d_out    (N, C, H, W)
          returns  (N, C, H, W)
          """
          raise NotImplementedError("relu_backward")
      """#,
    calls: ["out": "relu_forward(c.x)", "d_in": "relu_backward(c.x, c.d_out)"]
  ) { maker in
    func relu(
      _ name: String, _ about: String, on input: Shape, _ images: [Float], images count: Int = 1,
      giving gradient: [Float]
    ) throws -> ExerciseCase {
      let trainer = try maker.trainer(
        "relu", on: input, images, labels: [Int](repeating: 0, count: count))
      return try ExerciseCase(
        name, about, start: trainer, actions: trainer.backwardActions(giving: gradient),
        inputs: ["x": "relu.in", "d_out": "relu.d_out"],
        results: ["out": "relu.out", "d_in": "relu.d_in"])
    }
    var toy = maker.distinct(9)
    toy[4] = 0
    return [
      try relu(
        "toy", "small integers, and a 0", on: Shape(1, 3, 3), toy, giving: maker.distinct(9)),
      try relu(
        "digit", "a real digit", on: Shape(1, 28, 28), maker.digits(1).images,
        giving: maker.normals(784)),
      try relu(
        "batch", "a batch of 2, three channels", on: Shape(3, 4, 5), maker.normals(120), images: 2,
        giving: maker.normals(120)),
    ]
  }
}
