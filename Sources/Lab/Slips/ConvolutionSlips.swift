import ConvNet

/// A convolution whose forward pass is done.
struct ConvolutionSetting: SlipSetting {
  let layer: LayerSetting
  let unit: Convolution<Float>

  init?(_ scene: SlipScene) {
    guard let layer = LayerSetting(scene),
      let own = layer.pass.anyLayer as? any ConvolutionLayer<Float>
    else { return nil }
    self.layer = layer
    unit = own.convolution
  }

  var input: Tensor<Float> { layer.pass.input }
  var kernel: Shape { unit.filters.shape }

  /// The output of a different convolution for a different input.
  func forward(
    filters: Tensor<Float>? = nil, biases: Tensor<Float>?? = nil, input: Tensor<Float>? = nil
  ) -> [Float] {
    Convolution(
      filters: filters ?? unit.filters, biases: biases ?? unit.biases, stride: unit.stride,
      padding: unit.padding
    ).forward(input ?? self.input).values
  }

  /// The place's gradient with other filters, another gradient or another input.
  func backward(
    filters: Tensor<Float>? = nil, arriving: Tensor<Float>? = nil, input: Tensor<Float>? = nil
  ) -> [Float]? {
    guard let upstream = arriving ?? layer.upstream?.out else { return nil }
    let own = Convolution(
      filters: filters ?? unit.filters, biases: unit.biases, stride: unit.stride,
      padding: unit.padding)
    return layer.pick(own.backward(upstream, input: input ?? self.input))
  }

  /// The filters with the cells of each kernel rearranged.
  func filters(_ rearranged: ([Float]) -> [Float]) -> Tensor<Float> {
    let cells = kernel[2] * kernel[3]
    let values = unit.filters.values
    return Tensor(
      kernel,
      stride(from: 0, to: values.count, by: cells).flatMap {
        rearranged(Array(values[$0..<$0 + cells]))
      })
  }

  /// The filters rotated by 180 degrees.
  var rotated: Tensor<Float> { filters { $0.reversed() } }

  /// The filters with rows and columns exchanged, if they are square.
  var transposed: Tensor<Float>? {
    let side = kernel[2]
    guard side == kernel[3] else { return nil }
    return filters { cells in cells.indices.map { cells[$0 % side * side + $0 / side] } }
  }

  /// The convolution, without padding, over its padded input, moved up and to the left.
  private func moved(up: Int, left: Int) -> (unit: Convolution<Float>, input: Tensor<Float>) {
    let (shape, padding) = (input.shape, unit.padding)
    let (rows, columns) = (shape[2] + 2 * padding, shape[3] + 2 * padding)
    let canvas = Shape(shape[0], shape[1], rows, columns)
    var values = [Float](repeating: 0, count: canvas.count)
    for (offset, value) in input.values.enumerated() {
      let (line, column) = offset.quotientAndRemainder(dividingBy: shape[3])
      let (plane, row) = line.quotientAndRemainder(dividingBy: shape[2])
      let (y, x) = (row + padding - up, column + padding - left)
      guard 0..<rows ~= y, 0..<columns ~= x else { continue }
      values[(plane * rows + y) * columns + x] = value
    }
    return (
      Convolution(filters: unit.filters, biases: unit.biases, stride: unit.stride),
      Tensor(canvas, values)
    )
  }

  /// The output, or the place's gradient, with every patch taken lower and further to the right.
  func withPatches(down: Int, right: Int) -> [Float]? {
    let (unit, input) = moved(up: down, left: right)
    guard layer.scene.place.quantity != "out" else { return unit.forward(input).values }
    return layer.upstream.flatMap { layer.pick(unit.backward($0.out, input: input)) }
  }

  /// The four ways to take every patch one row or column too far.
  var neighbouringPatches: [[Float]?] {
    [(-1, 0), (1, 0), (0, -1), (0, 1)].map { withPatches(down: $0.0, right: $0.1) }
  }

  /// The outputs with only one channel of the input used, one for each channel.
  var eachChannel: [[Float]?] {
    zip(input.slices(along: 1), unit.filters.slices(along: 1)).map { input, filters in
      forward(filters: filters, input: input)
    }
  }

  /// dL/d(in) with gradient from only one filter, one for each filter.
  var eachFilter: [[Float]?] {
    guard let upstream = layer.upstream?.out else { return [] }
    return zip(upstream.slices(along: 1), unit.filters.slices(along: 0)).map { upstream, filter in
      Convolution(filters: filter, biases: nil, stride: unit.stride, padding: unit.padding)
        .backward(upstream, input: input).input.values
    }
  }

  /// dL/d(in) with each window's contribution assigned, not added: all filters' together, or one
  /// filter's after the other.
  var assignedInputGradients: [[Float]?] {
    let all = assignedInputGradient(filters: 0..<kernel[0])
    return kernel[0] == 1
      ? [all] : [all, assignedInputGradient(filters: kernel[0] - 1..<kernel[0])]
  }

  private func assignedInputGradient(filters range: Range<Int>) -> [Float]? {
    guard let upstream = layer.upstream?.out else { return nil }
    let (shape, output) = (input.shape, upstream.shape)
    let (filters, gradient) = (unit.filters.values, upstream.values)
    let places = output[2] * output[3]
    var result = [Float](repeating: 0, count: shape.count)
    for n in 0..<output[0] {
      for place in 0..<places {
        let corner = (
          row: place / output[3] * unit.stride - unit.padding,
          column: place % output[3] * unit.stride - unit.padding
        )
        for cell in 0..<shape[1] * kernel[2] * kernel[3] {
          let (line, j) = cell.quotientAndRemainder(dividingBy: kernel[3])
          let (c, i) = line.quotientAndRemainder(dividingBy: kernel[2])
          let (row, column) = (corner.row + i, corner.column + j)
          guard 0..<shape[2] ~= row, 0..<shape[3] ~= column else { continue }
          var sum: Float = 0
          for f in range {
            sum +=
              filters[f * shape[1] * kernel[2] * kernel[3] + cell]
              * gradient[(n * output[1] + f) * places + place]
          }
          result[((n * shape[1] + c) * shape[2] + row) * shape[3] + column] = sum
        }
      }
    }
    return result
  }

  /// dL/d(in) with 0 wherever a window could extend beyond the map of gradients.
  var validInputGradient: [Float]? {
    guard unit.stride == 1, let gradient = layer.gradients?.input else { return nil }
    let shape = gradient.shape
    return gradient.keeping { offset in
      let (row, column) = (
        offset / shape[3] % shape[2] + unit.padding, offset % shape[3] + unit.padding
      )
      return row >= kernel[2] - 1 && column >= kernel[3] - 1
        && row <= shape[2] + 2 * unit.padding - kernel[2]
        && column <= shape[3] + 2 * unit.padding - kernel[3]
    }.values
  }
}

/// Slips in convolutions.
enum ConvolutionSlips {
  static let all: [Slip] = forward + parameters + input

  private static let forward: [Slip] = [
    Slip(
      "filter-rotated", at: "out",
      if: "the filter is rotated by 180 degrees before it is laid on the patch",
      ask: "Which number of the filter meets the upper-left number of the patch?"
    ) { (own: ConvolutionSetting) in [own.forward(filters: own.rotated)] },
    Slip(
      "patch-transposed", at: "out", if: "the rows of the patch are read as its columns",
      ask: "Which of the two indices of a number is its row?"
    ) { (own: ConvolutionSetting) in [own.transposed.map { own.forward(filters: $0) }] },
    Slip(
      "patch-off-by-one", at: "out", "d_filters", if: "each patch begins one row or one column off",
      ask: "At which row and column of the input does the patch of the first output begin?"
    ) { (own: ConvolutionSetting) in own.neighbouringPatches },
    Slip(
      "bias-forgotten", at: "out", if: "the bias is left out",
      ask: "What is added once all the products have been summed?"
    ) { (own: ConvolutionSetting) in [own.forward(biases: .some(nil))] },
    Slip(
      "bias-per-product", at: "out", if: "the bias is added to every product",
      ask: "How many times does each filter's bias enter one output?"
    ) { (own: ConvolutionSetting) in
      let products = Float(own.kernel[1] * own.kernel[2] * own.kernel[3])
      return [
        own.unit.biases.map { biases in
          own.forward(biases: Tensor(biases.shape, biases.values.map { $0 * products }))
        }
      ]
    },
    Slip(
      "one-channel", at: "out", if: "only one of the input's channels is used",
      ask: "How many channels does one filter look at?"
    ) { (own: ConvolutionSetting) in
      own.eachChannel
    },
    Slip(
      "patch-summed", at: "out", if: "the numbers of the patch are added without the filter",
      ask: "What is each number of the patch multiplied by?"
    ) { (own: ConvolutionSetting) in
      [own.forward(filters: Tensor(own.kernel, repeating: 1))]
    },
    Slip(
      "unscaled", at: "out", if: "the pixels are the raw bytes, from 0 to 255",
      ask: "What happens to a pixel before the network sees it?"
    ) { (own: ConvolutionSetting) in
      let scene = own.layer.scene
      guard own.layer.index == 0, let batch = scene.trainer.step.batch else { return [] }
      let normalisation = scene.trainer.data.training.normalisation
      return [
        own.forward(
          input: Tensor(
            batch.images.shape,
            batch.images.values.map { Float(normalisation.pixel(of: Double($0))) }))
      ]
    },
  ]

  private static let parameters: [Slip] = [
    Slip(
      "gradient-rotated", at: "d_filters", if: "the gradient is rotated by 180 degrees",
      ask: "Which pixel does the upper-left weight meet at each place of the map?",
      bug: ConvFlipped()),
    Slip(
      "mean-over-places", at: "d_filters", "d_biases",
      if: "the mean over all places is taken instead of the sum",
      ask: "A weight is used at every place: do its effects on the loss add up, or average?"
    ) { (own: ConvolutionSetting) in
      guard let shape = own.layer.upstream?.out.shape else { return [] }
      let places = Float(shape[2] * shape[3])
      return [own.layer.scene.right.values.map { $0 / places }]
    },
    Slip(
      "last-place-only", at: "d_filters",
      if: "only the last place counts: each place overwrites "
        + "the one before",
      ask: "At how many places is one weight used?", bug: ConvAssign()),
    Slip(
      "strongest-place-only", at: "d_filters", "d_biases",
      if: "only the place with the largest gradient in each map counts",
      ask: "Which places of the map have a gradient that is not 0?"
    ) { (own: ConvolutionSetting) in
      guard let upstream = own.layer.upstream?.out else { return [] }
      let places = upstream.shape[2] * upstream.shape[3]
      var kept: Set<Int> = []
      for start in stride(from: 0, to: upstream.values.count, by: places) {
        let map = upstream.values[start..<start + places]
        if let most = map.indices.max(by: { map[$0].magnitude < map[$1].magnitude }) {
          kept.insert(most)
        }
      }
      return [own.layer.pick(arriving: upstream.keeping(kept.contains))]
    },
    Slip(
      "padding-forgotten", at: "out", "d_filters",
      if: "the zeros around the input are forgotten, so that the patch begins too far down and "
        + "to the right",
      ask: "With padding, at which row of the input does the first patch begin?"
    ) { (own: ConvolutionSetting) in
      guard own.unit.padding > 0 else { return [] }
      return [own.withPatches(down: own.unit.padding, right: own.unit.padding)]
    },
    Slip(
      "stride-forgotten", at: "d_filters", "d_in",
      if: "the stride is forgotten in the backward pass",
      ask: "How far apart are the patches of two neighbouring outputs?", bug: StrideForgotten()),
    Slip(
      "output-gradient-forgotten", at: "d_filters",
      if: "the patches are added without the gradient of their outputs",
      ask: "By what is each patch multiplied before the patches are added?"
    ) { (own: ConvolutionSetting) in
      [own.backward(arriving: own.layer.upstream.map { Tensor($0.out.shape, repeating: 1) })]
    },
    Slip(
      "patch-forgotten", at: "d_filters",
      if: "the gradients of the outputs are added without the patches",
      ask: "What did this weight multiply in the forward pass?"
    ) { (own: ConvolutionSetting) in
      [own.backward(input: Tensor(own.input.shape, repeating: 1))]
    },
    Slip(
      "input-gradient-used", at: "d_filters", if: "d_in is used instead of d_out",
      ask: "Does the gradient of this filter need the gradient of its input or of its output?"
    ) { (own: ConvolutionSetting) in
      guard let input = own.layer.gradients?.input, input.shape == own.layer.upstream?.out.shape
      else { return [] }
      return [own.layer.pick(arriving: input)]
    },
    Slip(
      "bias-gradient-times-input", at: "d_biases",
      if: "the bias's gradient is multiplied by the input",
      ask: "What does a bias multiply in the forward pass?"
    ) { (own: ConvolutionSetting) in
      guard let gradients = own.layer.gradients?.parameters.first, own.kernel[1] == 1 else {
        return []
      }
      let cells = gradients.shape.withoutFirst.count
      return [
        stride(from: 0, to: gradients.values.count, by: cells).map {
          gradients.values[$0..<$0 + cells].reduce(0, +)
        }
      ]
    },
  ]

  private static let input: [Slip] = [
    Slip(
      "filter-not-rotated", at: "d_in",
      if: "the filter is the wrong way round: laid on the gradients unrotated, or added to each "
        + "window rotated",
      ask: "Which weight links this input to the output at its lower right?"
    ) { (own: ConvolutionSetting) in [own.backward(filters: own.rotated)] },
    Slip(
      "filter-transposed", at: "d_in", if: "the rows of the filter are read as its columns",
      ask: "Which weight links this input to each of the outputs that used it?"
    ) { (own: ConvolutionSetting) in [own.transposed.flatMap { own.backward(filters: $0) }] },
    Slip(
      "border-cut", at: "d_in", if: "the border gets nothing: only full overlaps are counted",
      ask: "How many outputs used the input in the upper-left corner?"
    ) { (own: ConvolutionSetting) in [own.validInputGradient] },
    Slip(
      "one-filter", at: "d_in", if: "only one of the filters sends gradient back",
      ask: "How many maps were computed from this input?"
    ) { (own: ConvolutionSetting) in
      own.eachFilter
    },
    Slip(
      "overwritten", at: "d_in", if: "each place overwrites the gradient of the one before",
      ask: "How many outputs used this input, and what happens to their gradients?"
    ) { (own: ConvolutionSetting) in own.assignedInputGradients },
  ]
}
