/// A convolution of any kernel, stride and padding, with biases; see ``Convolution``.
///
/// - Forward: out[n,f,y,x] = sum over c, i, j of in[n,c,ys+i-p,xs+j-p] * filters[f,c,i,j] +
///   biases[f].
/// - Shapes: N,C,H,W to N,F,(H+2p-K)/s+1,(W+2p-L)/s+1; sizes that do not divide are refused.
public struct Conv2D<S: Scalar>: ConvolutionLayer {
  public var convolution: Convolution<S>

  /// A convolution with the given filters.
  public init(_ convolution: Convolution<S>) { self.convolution = convolution }

  public var summary: String {
    let shape = convolution.filters.shape
    return "\(shape[0]) \(shape[0] == 1 ? "filter" : "filters") \(shape[2])x\(shape[3])"
      + (convolution.stride == 1 ? "" : ", stride \(convolution.stride)")
      + (convolution.padding == 0 ? "" : ", padding \(convolution.padding)")
      + (convolution.biases == nil ? ", no bias" : "")
  }

  public func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    let shape = convolution.filters.shape
    let kernel = shape[2] == shape[3] ? "\(shape[2])" : "(\(shape[2]), \(shape[3]))"
    return TorchLayer(
      "nn.Conv2d(\(shape[1]), \(shape[0]), \(kernel)"
        + (convolution.stride == 1 ? "" : ", stride=\(convolution.stride)")
        + (convolution.padding == 0 ? "" : ", padding=\(convolution.padding)")
        + (convolution.biases == nil ? ", bias=False" : "") + ")")
  }

  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> {
    Conv2D<T>(convolution.converted(to: T.self))
  }
}

/// `conv2d FILTERS KxL [stride=1] [padding=0] [bias=1] [init=uniform|he]` in a diagram.
enum Conv2DFactory: LayerFactory {
  static let word = "conv2d"
  static let layer: any Layer<Float>.Type = Conv2D<Float>.self
  static let usage = "conv2d FILTERS KxK [stride=1] [padding=0] [bias=1]"
  static let summary = "convolution of any kernel"
  static let options = ["stride", "padding", "bias", "init"]

  static func make<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, random: inout RandomSource, as type: S.Type
  ) throws(DiagramError) -> any Layer<S> {
    guard arguments.kernels.count == 1, let kernel = arguments.kernels.first else {
      throw .kernelMissing(arguments.word)
    }
    let options = try arguments.options(of: Self.self)
    let (channels, filters) = try arguments.sizes(input: sample[0], inputName: "channels")
    let (rows, columns) = (kernel.rows, kernel.columns)
    guard channels * filters <= 50_000_000 / (rows * columns) else {
      throw .tooManyWeights(arguments, byKernel: true)
    }
    let fanIn = channels * rows * columns
    let values: Tensor<S> = try options.weights(
      Shape(filters, channels, rows, columns), fanIn: fanIn, random: &random)
    let hasBias = try options.whole("bias", default: 1, in: 0...1) == 1
    return Conv2D<S>(
      Convolution(
        filters: values, biases: hasBias ? Tensor(Shape(filters)) : nil,
        stride: try options.whole("stride", default: 1, in: 1...1_000),
        padding: try options.whole("padding", default: 0, in: 0...1_000)))
  }
}
