import ConvNet

extension Exercise {
  static let convForward = Exercise(
    "conv-forward", "a convolution forward: channels, stride, padding, a batch",
    task: """
      A convolutional layer lays each filter on every patch of the input. Each number of an output
      map is the sum of the products of a filter and a patch, over all channels, plus the filter's
      bias. The filter is not rotated.

      - Each channel gets a border of `padding` zeros on all four sides first.
      - The patch moves by `stride` rows or columns from one output to the next.
      - A patch must fit inside entirely; rows and columns left over at the lower and right edges
        are not used.
      """,
    functions: #"""
      def conv_forward(x, filters, biases, stride, padding):
          """The output maps of a convolution.

          x        (N, C, H, W)    the images
          filters  (F, C, K, L)    one filter of C channels, K rows and L columns for each map
          biases   (F,)
          returns  (N, F, rows, columns)
          """
          raise NotImplementedError("conv_forward")
      """#,
    calls: ["out": "conv_forward(c.x, c.filters, c.biases, c.stride, c.padding)"]
  ) { maker in
    try ConvolutionCase.all(&maker).map { own in
      let trainer = try own.trainer(maker)
      return try ExerciseCase(
        own.name, own.about, start: trainer, actions: trainer.forwardActions,
        settings: ["stride": Double(own.stride), "padding": Double(own.padding)],
        inputs: ["x": "conv.in", "filters": "conv.filters", "biases": "conv.biases"],
        results: ["out": "conv.out"])
    }
  }

  static let convBackward = Exercise(
    "conv-backward", "the three gradients of a convolution: filters, biases, input",
    task: """
      Given dL/d(out) of a convolutional layer, find the gradients of everything that made the
      output. Begin with the sum that gives one number of the output. Which numbers of the output
      contain a given weight, and with which factor? Which contain a given bias? A given input?

      The forward pass lays each filter, unrotated, on every patch of the zero-padded input, sums
      the products over all channels, and adds the filter's bias. There may be rows and columns at
      the lower and right edges that no patch covers.
      """,
    functions: #"""
      def conv_d_filters(x, filters, d_out, stride, padding):
          """dL/d(filters).

          x        (N, C, H, W)    the images
          filters  (F, C, K, L)
          d_out    (N, F, rows, columns)
          returns  (F, C, K, L)
          """
          raise NotImplementedError("conv_d_filters")


      def conv_d_biases(d_out):
          """dL/d(biases).

          d_out    (N, F, rows, columns)
          returns  (F,)
          """
          raise NotImplementedError("conv_d_biases")


      def conv_d_in(x, filters, d_out, stride, padding):
          """dL/dx, without the border of zeros.

          x        (N, C, H, W)    the images
          filters  (F, C, K, L)
          d_out    (N, F, rows, columns)
          returns  (N, C, H, W)
          """
          raise NotImplementedError("conv_d_in")
      """#,
    calls: [
      "d_filters": "conv_d_filters(c.x, c.filters, c.d_out, c.stride, c.padding)",
      "d_biases": "conv_d_biases(c.d_out)",
      "d_in": "conv_d_in(c.x, c.filters, c.d_out, c.stride, c.padding)",
    ]
  ) { maker in
    try ConvolutionCase.all(&maker).map { own in
      let trainer = try own.trainer(maker)
      let count = own.count * trainer.network.outputs[0].count
      let given = own.isWhole ? maker.distinct(count) : maker.normals(count)
      return try ExerciseCase(
        own.name, own.about, start: trainer, actions: trainer.backwardActions(giving: given),
        settings: ["stride": Double(own.stride), "padding": Double(own.padding)],
        inputs: ["x": "conv.in", "filters": "conv.filters", "d_out": "conv.d_out"],
        results: ["d_filters": "conv.d_filters", "d_biases": "conv.d_biases", "d_in": "conv.d_in"])
    }
  }
}

/// The numbers of a convolution.
private struct ConvolutionCase {
  let name: String
  let about: String
  let diagram: String
  let input: Shape
  let images: [Float]
  let filters: [Float]
  let biases: [Float]
  var stride = 1
  var padding = 0

  init(
    _ name: String, _ about: String, diagram: String, input: Shape, images: [Float],
    filters: [Float], biases: [Float], stride: Int = 1, padding: Int = 0
  ) {
    (self.name, self.about, self.diagram, self.input) = (name, about, diagram, input)
    (self.images, self.filters, self.biases) = (images, filters, biases)
    (self.stride, self.padding) = (stride, padding)
  }

  static func all(_ maker: inout CaseMaker) -> [ConvolutionCase] {
    [
      ConvolutionCase(
        "toy", "small integers", diagram: "conv2d 1 2x2", input: Shape(1, 4, 4),
        images: maker.integers(16), filters: maker.distinct(4), biases: [2]),
      ConvolutionCase(
        "digit", "a real digit, three filters", diagram: "conv2d 3 3x3", input: Shape(1, 28, 28),
        images: maker.digits(1).images, filters: maker.normals(27), biases: maker.normals(3)),
      ConvolutionCase(
        "odd", "a batch of 2, three channels, stride 2, padding 1, and an edge left over",
        diagram: "conv2d 2 3x3 stride=2 padding=1", input: Shape(3, 6, 7),
        images: maker.normals(2 * 3 * 6 * 7), filters: maker.normals(2 * 3 * 9),
        biases: maker.normals(2), stride: 2, padding: 1),
    ]
  }

  /// How many images there are.
  var count: Int { images.count / input.count }

  /// Whether all numbers are integers.
  var isWhole: Bool { filters.allSatisfy { $0 == $0.rounded() } }

  func trainer(_ maker: CaseMaker) throws -> Trainer<Float> {
    try maker.trainer(
      diagram, on: input, images, labels: [Int](repeating: 0, count: count),
      parameters: ["conv.filters": filters, "conv.biases": biases])
  }
}
