/// A convolution with any kernel, stride and padding, with biases; see ``Convolution``.
///
/// - Forward: out[n,f,y,x] = sum over c, i, j of in[n,c,y*s+i-p,x*s+j-p] * filters[f,c,i,j] +
///   biases[f].
/// - Shapes: N,C,H,W to N,F,(H+2p-K)/s+1,(W+2p-L)/s+1; rounded down.
public struct Conv2D<S: Scalar>: ConvolutionLayer {
  /// The filters and the way they slide.
  public var convolution: Convolution<S>

  /// A convolution with the given filters.
  public init(_ convolution: Convolution<S>) { self.convolution = convolution }

  public var summary: String {
    let shape = convolution.filters.shape
    return "\(shape[0].counted("filter")) \(shape[2])x\(shape[3])"
      + (convolution.stride == 1 ? "" : ", stride \(convolution.stride)")
      + (convolution.padding == 0 ? "" : ", padding \(convolution.padding)")
      + (convolution.biases == nil ? ", no bias" : "")
  }

  package func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
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

/// `conv2d FILTERS KxL [stride=1] [padding=0|same] [bias=1] [init=uniform|he]` in a diagram.
enum Conv2DFactory: LibraryLayerFactory {
  static let word = "conv2d"
  static let layer: any Layer<Float>.Type = Conv2D<Float>.self
  static let usage = "conv2d FILTERS KxK [stride=1] [padding=0] [bias=1]"
  static let summary = "convolution with kernels of any size"
  static let options = ["stride", "padding", "bias", "init"]

  static func draft<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, as type: S.Type
  ) throws(DiagramError) -> LayerDraft<S> {
    guard arguments.kernels.count == 1, let kernel = arguments.kernels.first else {
      throw .kernelMissing(arguments.word)
    }
    let (channels, filters) = try arguments.sizes(
      input: sample[0], inputName: "channels", takesKernel: true)
    let (rows, columns) = (kernel.rows, kernel.columns)
    let hasBias = try arguments.whole("bias", default: 1, in: 0...1) == 1
    let stride = try arguments.whole("stride", default: 1, in: 1...1_000)
    let padding = try arguments.padding(rows: rows, columns: columns, stride: stride)
    let shape = Shape(filters, channels, rows, columns)
    let draw: (inout RandomSource) -> Tensor<S> = try arguments.weights(
      shape, fanIn: channels * rows * columns)
    return LayerDraft(filters: shape, hasBias: hasBias, stride: stride, padding: padding) {
      Conv2D<S>(
        Convolution(
          filters: draw(&$0), biases: hasBias ? Tensor(Shape(filters)) : nil, stride: stride,
          padding: padding))
    }
  }
}

extension LayerArguments {
  /// Rows and columns of zeros around the input: a number smaller than the kernel, or `same`, which
  /// keeps the input's size.
  fileprivate func padding(rows: Int, columns: Int, stride: Int) throws(DiagramError) -> Int {
    guard options["padding"] == "same" else {
      let padding = try whole("padding", default: 0, in: 0...1_000)
      guard padding < min(rows, columns) else {
        throw .paddingTooLarge(padding, layer: word, kernel: min(rows, columns))
      }
      return padding
    }
    guard rows == columns, !rows.isMultiple(of: 2) else {
      throw .sameNeedsOddKernel(rows: rows, columns: columns)
    }
    guard stride == 1 else { throw .sameNeedsStrideOne(stride: stride, kernel: rows) }
    return rows / 2
  }
}
