import ConvNet

extension Exercise {
  static let poolForward = Exercise(
    "pool-forward", "max and average pooling: windows that touch, or overlap",
    task: """
      A pooling layer turns each window of `size` rows and columns into one number, in each channel
      separately: max pooling takes the largest, average pooling the mean. The window moves by
      `stride` rows or columns from one output to the next. It must fit inside entirely; rows and
      columns left over at the lower and right edges are not used.
      """,
    functions: #"""
      def max_pool_forward(x, size, stride):
          """The largest number of each window.

          x        (N, C, H, W)
          returns  (N, C, rows, columns)
          """
          raise NotImplementedError("max_pool_forward")


      def average_pool_forward(x, size, stride):
          """The mean of each window.

          x        (N, C, H, W)
          returns  (N, C, rows, columns)
          """
          raise NotImplementedError("average_pool_forward")
      """#,
    calls: [
      "max_out": "max_pool_forward(c.x, c.size, c.stride)",
      "average_out": "average_pool_forward(c.x, c.size, c.stride)",
    ]
  ) { maker in
    try PoolingCase.all(&maker).map { own in
      let trainer = try own.trainer(maker)
      return try ExerciseCase(
        own.name, own.about, start: trainer, actions: trainer.forwardActions,
        settings: ["size": Double(own.size), "stride": Double(own.stride)],
        inputs: ["x": "pool.in"],
        results: own.isMax
          ? ["max_out": "pool.out"] : ["average_out": "pool.out"])
    }
  }

  static let poolBackward = Exercise(
    "pool-backward", "the gradient through max pooling, with ties, and average pooling",
    task: """
      Given dL/d(out) of a pooling layer, find dL/dx. If one number of a window changes a little,
      by how much does the output of that window change? A number may lie in several windows, or
      in none.

      If several numbers of a window are equally large, max pooling took the first of them, reading
      the window row by row, as `numpy.argmax` does.
      """,
    functions: #"""
      def max_pool_backward(x, d_out, size, stride):
          """dL/dx of max pooling.

          x        (N, C, H, W)
          d_out    (N, C, rows, columns)
          returns  (N, C, H, W)
          """
          raise NotImplementedError("max_pool_backward")


      def average_pool_backward(x, d_out, size, stride):
          """dL/dx of average pooling.

          x        (N, C, H, W)
          d_out    (N, C, rows, columns)
          returns  (N, C, H, W)
          """
          raise NotImplementedError("average_pool_backward")
      """#,
    calls: [
      "max_d_in": "max_pool_backward(c.x, c.d_out, c.size, c.stride)",
      "average_d_in": "average_pool_backward(c.x, c.d_out, c.size, c.stride)",
    ]
  ) { maker in
    try PoolingCase.all(&maker).map { own in
      let trainer = try own.trainer(maker)
      let count = own.images.count / own.input.count * trainer.network.outputs[0].count
      let given = own.name == "toy" ? maker.distinct(count) : maker.normals(count)
      return try ExerciseCase(
        own.name, own.about, start: trainer, actions: trainer.backwardActions(giving: given),
        settings: ["size": Double(own.size), "stride": Double(own.stride)],
        inputs: ["x": "pool.in", "d_out": "pool.d_out"],
        results: own.isMax
          ? ["max_d_in": "pool.d_in"] : ["average_d_in": "pool.d_in"])
    }
  }
}

/// The numbers of a pooling.
private struct PoolingCase {
  let name: String
  let about: String
  let isMax: Bool
  let size: Int
  let stride: Int
  let input: Shape
  let images: [Float]

  static func all(_ maker: inout CaseMaker) -> [PoolingCase] {
    var toy = maker.integers(16)
    // The first window has a tie for its maximum, and the second has only negative numbers.
    (toy[0], toy[5]) = (4, 4)
    for (cell, number) in zip([2, 3, 6, 7], maker.distinct(8)) { toy[cell] = -number.magnitude }
    return [
      PoolingCase(
        name: "toy", about: "small integers, and a tie", isMax: true, size: 2, stride: 2,
        input: Shape(1, 4, 4), images: toy),
      PoolingCase(
        name: "digit", about: "a real digit: on blank paper every window ties", isMax: true,
        size: 2, stride: 2, input: Shape(1, 28, 28), images: maker.digits(1).images),
      PoolingCase(
        name: "odd", about: "a batch of 2, two channels, windows that overlap, an edge left over",
        isMax: true, size: 3, stride: 2, input: Shape(2, 8, 7),
        images: maker.normals(2 * 2 * 8 * 7)),
      PoolingCase(
        name: "mean", about: "average pooling of a batch of 2", isMax: false, size: 2, stride: 2,
        input: Shape(2, 4, 6), images: maker.normals(2 * 2 * 4 * 6)),
    ]
  }

  func trainer(_ maker: CaseMaker) throws -> Trainer<Float> {
    try maker.trainer(
      "\(isMax ? "maxpool" : "avgpool") \(size) stride=\(stride)", on: input, images,
      labels: [Int](repeating: 0, count: images.count / input.count))
  }
}
