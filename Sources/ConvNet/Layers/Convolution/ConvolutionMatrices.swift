/// A matrix whose numbers are computed on request: the patches of a large batch would not fit into
/// memory, and only a few of them are looked at.
package struct NumberMatrix<S: Scalar>: Sendable {
  /// The number of rows.
  package let rows: Int
  /// The number of columns.
  package let columns: Int
  private let number: @Sendable (_ row: Int, _ column: Int) -> S

  init(rows: Int, columns: Int, number: @escaping @Sendable (_ row: Int, _ column: Int) -> S) {
    self.rows = rows
    self.columns = columns
    self.number = number
  }

  /// The number in a row and a column.
  package subscript(row: Int, column: Int) -> S { number(row, column) }

  /// The matrix with its rows as columns.
  var transposed: NumberMatrix {
    NumberMatrix(rows: columns, columns: rows) { self[$1, $0] }
  }

  /// Some of its rows.
  package func rows(_ range: Range<Int>) -> NumberMatrix {
    NumberMatrix(rows: range.count, columns: columns) { self[range.lowerBound + $0, $1] }
  }

  /// The product of two matrices; each sum starts at +0 and adds its terms in ascending order.
  static func * (a: NumberMatrix, b: NumberMatrix) -> NumberMatrix {
    NumberMatrix(rows: a.rows, columns: b.columns) { row, column in
      (0..<a.columns).reduce(S.zero) { $0 + a[row, $1] * b[$1, column] }
    }
  }
}

/// A rule of a convolution as a product of two matrices. The patches are the columns of a matrix,
/// which is called im2col.
///
/// - `out`, F x P: filters, F x CKL, times patches, CKL x P, plus the biases; P is the number of
///   places, row by row.
/// - `d_filters`, F x CKL: `d_out`, F x NP, times the transposed patches of all N samples.
/// - `d_in`: the transposed filters, CKL x F, times `d_out`, F x P, give a column for each place;
///   each column is then added back to the numbers of the input that its patch consists of.
package struct ConvolutionMatrices<S: Scalar>: Sendable {
  /// Which rule; the raw value is the quantity that it computes.
  package enum Rule: String, CaseIterable, Sendable {
    /// The forward pass.
    case output = "out"
    /// dL/d(filters).
    case filterGradient = "d_filters"
    /// dL/d(in).
    case inputGradient = "d_in"
  }

  /// The rule.
  package let rule: Rule
  /// The place that was asked about.
  package let place: Place
  /// The layer's name.
  package let layer: String
  /// The row and the column of ``result`` in which the number of the place is, if it is one number.
  package let position: (row: Int, column: Int)?
  /// The sizes of the convolution.
  package let geometry: ConvolutionGeometry
  /// The sample that the matrices are about, if there are several and not all of them are meant.
  package let sample: Int?
  /// The number of samples whose places the matrices contain.
  package let samples: Int
  /// The first factor.
  package let left: NumberMatrix<S>
  /// The second factor.
  package let right: NumberMatrix<S>
  /// The product of the two.
  package let product: NumberMatrix<S>
  /// What is added to each column of the product, if there is something to add.
  package let biases: NumberMatrix<S>?
  /// What the matrices give: the product, with biases added; for `d_in` the columns added back, a row
  /// for each channel and row of the input.
  package let result: NumberMatrix<S>
  /// What the loops of the network give.
  package let loops: NumberMatrix<S>
  /// What the place holds.
  package let stored: NumberMatrix<S>
  /// Whether the layer's filters, or biases, are no longer those with which this was computed.
  package let usesOldParameters: Bool

  /// `indices` are the place's indices in the tensor of one sample, or of the parameter, if it is one
  /// number; `gradients` are what arrived from the right, and what the backward pass has stored. It is
  /// `nil` if the rule needs gradients that are not computed yet.
  init?(
    _ rule: Rule, _ place: Place, indices: [Int]?, of layer: String,
    _ convolution: Convolution<S>, pass: any AnyPass<S>, sample: Int,
    gradients: (upstream: Upstream<S>, stored: LayerGradients<S>)?,
    usesOldParameters: Bool
  ) {
    let g = convolution.geometry(pass.input.shape)
    let places = g.outputHeight * g.outputWidth
    let weights = g.channels * g.kernelHeight * g.kernelWidth
    // The gradient of the filters is a sum over the whole batch.
    let count = rule == .filterGradient ? pass.input.shape[0] : 1
    self.rule = rule
    self.place = place
    self.layer = layer
    position = indices.map { rule.position(of: $0, in: g) }
    self.usesOldParameters = usesOldParameters
    (geometry, samples) = (g, count)
    self.sample = pass.input.shape[0] > count ? sample : nil
    let input = pass.input
    let first = rule == .filterGradient ? 0 : sample
    let patches = NumberMatrix<S>(rows: weights, columns: count * places) { weight, column in
      let (n, place) = column.quotientAndRemainder(dividingBy: places)
      guard let offset = g.inputOffset(weight: weight, place: place) else { return 0 }
      return input.values[(first + n) * g.inputCount + offset]
    }
    let kernels = convolution.filters
    let filters = NumberMatrix<S>(rows: g.filters, columns: weights) { row, column in
      kernels.values[row * weights + column]
    }
    /// A row for each filter, a column for each place.
    func byFilter(_ tensor: Tensor<S>) -> NumberMatrix<S> {
      NumberMatrix(rows: g.filters, columns: count * places) { row, column in
        let (n, place) = column.quotientAndRemainder(dividingBy: places)
        return tensor.values[((first + n) * g.filters + row) * places + place]
      }
    }
    switch rule {
    case .output:
      let sums = filters * patches
      (left, right, product) = (filters, patches, sums)
      let added = convolution.biases.map { biases in
        NumberMatrix<S>(rows: g.filters, columns: 1) { row, _ in biases.values[row] }
      }
      biases = added
      result =
        added.map { biases in
          NumberMatrix(rows: g.filters, columns: places) { sums[$0, $1] + biases[$0, 0] }
        } ?? sums
      loops = byFilter(convolution.forward(input))
      stored = byFilter(pass.output)
    case .filterGradient:
      guard let gradients else { return nil }
      let upstream = byFilter(gradients.upstream.out)
      let sums = upstream * patches.transposed
      (left, right, product) = (upstream, patches.transposed, sums)
      (biases, result) = (nil, sums)
      func rows(_ tensor: Tensor<S>) -> NumberMatrix<S> {
        NumberMatrix(rows: g.filters, columns: weights) { tensor.values[$0 * weights + $1] }
      }
      loops = rows(convolution.backward(gradients.upstream.out, input: input).parameters[0])
      stored = rows(gradients.stored.parameters[0])
    case .inputGradient:
      guard let gradients else { return nil }
      let upstream = byFilter(gradients.upstream.out)
      let columns = filters.transposed * upstream
      (left, right, product, biases) = (filters.transposed, upstream, columns, nil)
      result = NumberMatrix(rows: g.channels * g.height, columns: g.width) { row, column in
        let (c, r) = row.quotientAndRemainder(dividingBy: g.height)
        return g.windows(on: c, r, column).reduce(S.zero) { $0 + columns[$1.weight, $1.place] }
      }
      func image(_ tensor: Tensor<S>) -> NumberMatrix<S> {
        NumberMatrix(rows: g.channels * g.height, columns: g.width) { row, column in
          tensor.values[sample * g.inputCount + row * g.width + column]
        }
      }
      loops = image(convolution.backward(gradients.upstream.out, input: input).input)
      stored = image(gradients.stored.input)
    }
  }
}

extension ConvolutionMatrices {
  /// The numbers of the product that are added back to a number of ``result``, in the order in which
  /// they are added; for rules other than `d_in`, the number itself.
  package func sources(row: Int, column: Int) -> [(row: Int, column: Int)] {
    guard rule == .inputGradient else { return [(row, column)] }
    let (c, r) = row.quotientAndRemainder(dividingBy: geometry.height)
    return geometry.windows(on: c, r, column).map { ($0.weight, $0.place) }
  }
}

extension ConvolutionMatrices.Rule {
  /// The row and the column of the result in which a number is.
  fileprivate func position(
    of indices: [Int], in g: ConvolutionGeometry
  ) -> (row: Int, column: Int) {
    switch self {
    case .output: (indices[0], indices[1] * g.outputWidth + indices[2])
    case .filterGradient:
      (indices[0], (indices[1] * g.kernelHeight + indices[2]) * g.kernelWidth + indices[3])
    case .inputGradient: (indices[0] * g.height + indices[1], indices[2])
    }
  }
}

extension ConvolutionGeometry {
  /// Where in a sample the number lies that a weight, counted over c, i, j, meets at a place, counted
  /// over y, x; `nil` in the padding.
  fileprivate func inputOffset(weight: Int, place: Int) -> Int? {
    let (line, j) = weight.quotientAndRemainder(dividingBy: kernelWidth)
    let (c, i) = line.quotientAndRemainder(dividingBy: kernelHeight)
    let (y, x) = place.quotientAndRemainder(dividingBy: outputWidth)
    let (row, column) = (y * stride + i - padding, x * stride + j - padding)
    guard (0..<height).contains(row), (0..<width).contains(column) else { return nil }
    return (c * height + row) * width + column
  }

  /// The weights that meet a number of the input, in ascending order, each with the place where it
  /// does.
  func windows(on channel: Int, _ row: Int, _ column: Int) -> [(weight: Int, place: Int)] {
    func place(_ offset: Int, below count: Int) -> Int? {
      guard offset >= 0, offset.isMultiple(of: stride), offset / stride < count else { return nil }
      return offset / stride
    }
    return (0..<kernelHeight).flatMap { i -> [(weight: Int, place: Int)] in
      guard let y = place(row - i + padding, below: outputHeight) else { return [] }
      return (0..<kernelWidth).compactMap { j in
        place(column - j + padding, below: outputWidth).map { x in
          ((channel * kernelHeight + i) * kernelWidth + j, y * outputWidth + x)
        }
      }
    }
  }
}
