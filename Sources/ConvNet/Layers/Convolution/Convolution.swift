/// The sum at the heart of every convolution: filters, not flipped, slide over the input.
///
/// - Forward: out[n,f,y,x] = sum over c, i, j of in[n,c,y*s+i-p,x*s+j-p] * filters[f,c,i,j], plus
///   biases[f] if there are biases; s is the stride, p the padding, whose zeros are left out.
/// - Backward: d_filters[f,c,i,j] = sum over n, y, x of d_out[n,f,y,x] * in[n,c,y*s+i-p,x*s+j-p];
///   d_biases[f] = sum over n, y, x of d_out[n,f,y,x]; d_in is the sum of filters[f,c,i,j] *
///   d_out[n,f,y,x] over all f, i, j, y, x that use the input.
/// - Shapes: N,C,H,W to N,F,(H+2p-K)/s+1,(W+2p-L)/s+1, rounded down; filters F,C,K,L; biases F.
///   Rows and columns left over at the bottom and at the right are met by no window, so their
///   gradient is 0.
public struct Convolution<S: Scalar>: Sendable {
  /// The filters, F,C,K,L.
  public var filters: Tensor<S>
  /// One number per filter, added everywhere.
  public var biases: Tensor<S>?
  /// How far the window moves each time.
  public let stride: Int
  /// Rows and columns of zeros around the input.
  public let padding: Int

  /// Filters and the way they slide.
  ///
  /// - Precondition: The filters have four axes, and there is one bias per filter; the stride is at
  ///   least 1.
  public init(filters: Tensor<S>, biases: Tensor<S>? = nil, stride: Int = 1, padding: Int = 0) {
    ensure(
      filters.shape.rank == 4 && stride >= 1 && padding >= 0,
      "Filters have the shape F,C,K,L, not \(filters.shape); a stride is at least 1.")
    ensure(
      biases.map { $0.shape == Shape(filters.shape[0]) } ?? true, "There is one bias per filter.")
    self.filters = filters
    self.biases = biases
    self.stride = stride
    self.padding = padding
  }

  /// Square filters whose numbers are uniform within 1 / sqrt(inputs of a sum); biases of 0.
  public init(
    channels: Int, filters: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    random: inout RandomSource
  ) {
    self.init(
      filters: .uniform(
        Shape(filters, channels, kernel, kernel),
        within: 1 / Double(channels * kernel * kernel).squareRoot(), random: &random),
      biases: Tensor(Shape(filters)), stride: stride, padding: padding)
  }

  var channels: Int { filters.shape[1] }

  func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape {
    try Self.outputShape(
      filters: filters.shape, stride: stride, padding: padding, for: sample)
  }

  /// The shape of the output for one sample, for filters of the shape F,C,K,L.
  static func outputShape(
    filters: Shape, stride: Int, padding: Int, for sample: Shape
  ) throws(ShapeProblem) -> Shape {
    guard sample.rank == 3 else { throw .needsImage(sample) }
    guard sample[0] == filters[1] else { throw .channels(expected: filters[1], found: sample) }
    let sizes = [(sample[1], filters[2]), (sample[2], filters[3])]
    guard sizes.allSatisfy({ $0 + 2 * padding >= $1 }) else {
      let least = sizes.map { max(1, $1 - 2 * padding) }
      throw .tooSmall(rows: least[0], columns: least[1], found: sample)
    }
    let extents = sizes.map { ($0 + 2 * padding - $1) / stride + 1 }
    return Shape(filters[0], extents[0], extents[1])
  }

  func geometry(_ input: Shape) -> ConvolutionGeometry {
    ConvolutionGeometry(
      channels: channels, height: input[2], width: input[3], filters: filters.shape[0],
      kernelHeight: filters.shape[2], kernelWidth: filters.shape[3], stride: stride,
      padding: padding)
  }

  package func forward(_ input: Tensor<S>) -> Tensor<S> {
    let g = geometry(input.shape)
    let samples = input.shape[0]
    return .written(Shape(samples, g.filters, g.outputHeight, g.outputWidth)) { out in
      Tensor.withPointers(input, filters) { image, filters in
        withBiases { biases in
          S.correlateBatch(
            g, samples: samples, input: image, filters: filters, biases: biases, output: out)
        }
      }
    }
  }

  private func withBiases(_ body: (UnsafePointer<S>?) -> Void) {
    if let biases { biases.withPointer { body($0) } } else { body(nil) }
  }

  package func backward(_ upstream: Tensor<S>, input: Tensor<S>) -> LayerGradients<S> {
    let g = geometry(input.shape)
    let samples = input.shape[0]
    var dBiases = biases.map { Tensor<S>($0.shape) }
    let dFilters = Tensor<S>.filled(filters.shape) { gradient in
      Tensor.withPointers(upstream, input) { dOutput, image in
        func add(_ dBiases: UnsafeMutablePointer<S>?) {
          S.filterGradientBatch(
            g, samples: samples, input: image, dOutput: dOutput, dFilters: gradient,
            dBiases: dBiases)
        }
        if dBiases == nil { add(nil) } else { dBiases?.update { biases, _ in add(biases) } }
      }
    }
    let dInput = Tensor<S>.written(input.shape) { gradient in
      Tensor.withPointers(upstream, filters) { dOutput, filters in
        S.inputGradientBatch(
          g, samples: samples, dOutput: dOutput, filters: filters, dInput: gradient)
      }
    }
    return LayerGradients(input: dInput, parameters: [dFilters] + (dBiases.map { [$0] } ?? []))
  }

  var parameters: [Parameter<S>] {
    [Parameter(name: "filters", fileName: "weight", values: filters)]
      + (biases.map { [Parameter(name: "biases", fileName: "bias", values: $0)] } ?? [])
  }

  mutating func withParameters(_ body: (Int, inout Tensor<S>) -> Void) {
    body(0, &filters)
    if var biases {
      self.biases = nil
      body(1, &biases)
      self.biases = biases
    }
  }

  func converted<T: Scalar>(to type: T.Type) -> Convolution<T> {
    Convolution<T>(
      filters: filters.converted(), biases: biases?.converted(), stride: stride, padding: padding)
  }

  /// How the output changes with the input: it is linear in the input.
  func tangent(ofInput direction: Tensor<S>) -> Tensor<S> {
    Convolution(filters: filters, stride: stride, padding: padding).forward(direction)
  }

  /// How the output changes with a weight or a bias.
  func tangent(ofParameter parameter: Int, at offset: Int, input: Tensor<S>) -> Tensor<S> {
    var unit = Convolution(filters: Tensor(filters.shape), stride: stride, padding: padding)
    if parameter == 0 {
      unit.filters.values[offset] = 1
    } else {
      var one = Tensor<S>(Shape(filters.shape[0]))
      one.values[offset] = 1
      unit.biases = one
    }
    return unit.forward(input)
  }
}
