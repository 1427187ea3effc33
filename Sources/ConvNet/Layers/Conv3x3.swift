/// A 3x3 convolution: stride 1, no padding, no bias, filters not flipped.
///
/// - Forward: out[n,f,y,x] = sum over c, i, j of in[n,c,y+i,x+j] * filters[f,c,i,j].
/// - Backward: d_filters[f,c,i,j] = sum over n, y, x of d_out[n,f,y,x] * in[n,c,y+i,x+j];
///   d_in[n,c,r,q] = sum over f, i, j of filters[f,c,i,j] * d_out[n,f,r-i,q-j].
/// - Shapes: N,C,H,W to N,F,H-2,W-2; filters F,C,3,3.
public struct Conv3x3<S: Scalar>: Layer {
  /// The filters, F,C,3,3.
  public var filters: Tensor<S>

  /// A convolution with the given filters.
  ///
  /// - Precondition: The filters have the shape F,C,3,3.
  public init(filters: Tensor<S>) {
    precondition(
      filters.shape.rank == 4 && filters.shape[2] == 3 && filters.shape[3] == 3,
      "Filters of a 3x3 convolution have the shape F,C,3,3, not \(filters.shape).")
    self.filters = filters
  }

  /// A convolution whose filters are standard normal numbers divided by `divisor`.
  public init(channels: Int, filters: Int, divisor: Double = 9, random: inout RandomSource) {
    self.init(
      filters: .normal(Shape(filters, channels, 3, 3), divisor: divisor, random: &random))
  }

  /// Layers of this kind are called `conv`.
  public static var kind: String { "conv" }

  /// The layer in a line of the table of layers.
  public var summary: String {
    "\(filters.shape[0]) \(filters.shape[0] == 1 ? "filter" : "filters") 3x3"
  }

  private var channels: Int { filters.shape[1] }

  /// C,H,W to F,H-2,W-2; at least 3x3 places of as many channels as the filters have.
  public func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape {
    guard sample.rank == 3 else { throw .needsImage(sample) }
    guard sample[0] == channels else { throw .channels(expected: channels, found: sample) }
    guard sample[1] >= 3, sample[2] >= 3 else { throw .tooSmall(window: 3, found: sample) }
    return Shape(filters.shape[0], sample[1] - 2, sample[2] - 2)
  }

  private func geometry(_ input: Tensor<S>) -> ConvolutionGeometry {
    ConvolutionGeometry(
      channels: channels, height: input.shape[2], width: input.shape[3],
      filters: filters.shape[0], kernelHeight: 3, kernelWidth: 3)
  }

  /// The forward pass, by the formula above.
  public func forward(_ input: Tensor<S>, in context: inout PassContext) -> (Tensor<S>, Void) {
    let g = geometry(input)
    let samples = input.shape[0]
    let output = Tensor<S>.filled(Shape(samples, g.filters, g.outputHeight, g.outputWidth)) {
      out in
      input.withPointer { image in
        filters.withPointer { filters in
          for n in 0..<samples {
            S.correlate(
              g, input: image + n * g.inputCount, filters: filters,
              output: out + n * g.outputCount)
          }
        }
      }
    }
    return (output, ())
  }

  /// The backward pass, by the formulas above.
  public func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    let g = geometry(pass.input)
    let samples = pass.input.shape[0]
    return upstream.out.withPointer { dOutput in
      let dFilters = Tensor<S>.filled(filters.shape) { gradient in
        pass.input.withPointer { image in
          for n in 0..<samples {
            S.addFilterGradient(
              g, input: image + n * g.inputCount, dOutput: dOutput + n * g.outputCount,
              dFilters: gradient)
          }
        }
      }
      let dInput = Tensor<S>.filled(pass.input.shape) { gradient in
        filters.withPointer { filters in
          for n in 0..<samples {
            S.inputGradient(
              g, dOutput: dOutput + n * g.outputCount, filters: filters,
              dInput: gradient + n * g.inputCount)
          }
        }
      }
      return LayerGradients(input: dInput, parameters: [dFilters])
    }
  }

  /// The filters.
  public var parameters: [Parameter<S>] {
    [Parameter(name: "filters", fileName: "weight", values: filters)]
  }

  /// Hands each parameter to `body`, to be changed in place.
  public mutating func withParameters(_ body: (Int, inout Tensor<S>) -> Void) {
    body(0, &filters)
  }

  /// The same layer in another precision.
  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> {
    Conv3x3<T>(filters: filters.converted())
  }
}

/// `conv3x3 FILTERS [normal=DIVISOR]` in a diagram.
enum Conv3x3Kind: LayerKind {
  static let word = "conv3x3"
  static let usage = "conv3x3 FILTERS [normal=9]"
  static let summary = "3x3 convolution, stride 1, no padding, no bias"

  static func make<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, random: inout RandomSource, as type: S.Type
  ) throws(InputError) -> any Layer<S> {
    let (channels, filters) = try arguments.sizes(input: sample[0], inputName: "channels")
    let divisor = try arguments.number("normal", default: 9)
    return Conv3x3<S>(channels: channels, filters: filters, divisor: divisor, random: &random)
  }
}
