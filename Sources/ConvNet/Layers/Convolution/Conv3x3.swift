/// A 3x3 convolution: stride 1, no padding, no bias, filters not flipped; see ``Convolution``.
///
/// - Forward: out[n,f,y,x] = sum over c, i, j of in[n,c,y+i,x+j] * filters[f,c,i,j].
/// - Backward: d_filters[f,c,i,j] = sum over n, y, x of d_out[n,f,y,x] * in[n,c,y+i,x+j];
///   d_in[n,c,r,q] = sum over f, i, j of filters[f,c,i,j] * d_out[n,f,r-i,q-j].
/// - Shapes: N,C,H,W to N,F,H-2,W-2; filters F,C,3,3.
public struct Conv3x3<S: Scalar>: ConvolutionLayer {
  /// The filters and the way they slide.
  public var convolution: Convolution<S>

  /// A convolution with the given filters.
  ///
  /// - Precondition: The filters have the shape F,C,3,3.
  public init(filters: Tensor<S>) {
    ensure(
      filters.shape.rank == 4 && filters.shape[2] == 3 && filters.shape[3] == 3,
      "Filters of a 3x3 convolution have the shape F,C,3,3, not \(filters.shape).")
    convolution = Convolution(filters: filters)
  }

  /// A convolution whose filters are standard normal numbers divided by `divisor`.
  public init(channels: Int, filters: Int, divisor: Double = 9, random: inout RandomSource) {
    self.init(
      filters: .normal(Shape(filters, channels, 3, 3), divisor: divisor, random: &random))
  }

  /// The filters, F,C,3,3.
  public var filters: Tensor<S> { convolution.filters }

  public var summary: String {
    "\(filters.shape[0].counted("filter")) 3x3"
  }

  package func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    TorchLayer("nn.Conv2d(\(filters.shape[1]), \(filters.shape[0]), 3, bias=False)")
  }

  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> {
    Conv3x3<T>(filters: filters.converted())
  }
}

/// `conv3x3 FILTERS [normal=DIVISOR]` in a diagram.
enum Conv3x3Factory: LibraryLayerFactory {
  static let word = "conv3x3"
  static let layer: any Layer<Float>.Type = Conv3x3<Float>.self
  static let usage = "conv3x3 FILTERS [normal=9]"
  static let summary = "3x3 convolution, stride 1, no padding, no bias"
  static let options = ["normal"]

  static func draft<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, as type: S.Type
  ) throws(DiagramError) -> LayerDraft<S> {
    let (channels, filters) = try arguments.sizes(input: sample[0], inputName: "channels")
    let divisor = try arguments.number("normal", default: 9)
    return LayerDraft(
      filters: Shape(filters, channels, 3, 3), hasBias: false, stride: 1, padding: 0
    ) {
      Conv3x3<S>(channels: channels, filters: filters, divisor: divisor, random: &$0)
    }
  }
}
