/// Average pooling: the mean of each window of each channel. It is a convolution that learns
/// nothing: each channel is handled separately, with a kernel whose n weights are all 1/n.
///
/// - Forward: out[n,c,y,x] = sum over i, j of in[n,c,y*s+i,x*s+j] * w, w = 1 / (K L), rounded once.
/// - Backward: d_in[n,c,r,q] = sum over the windows y, x that contain it of d_out[n,c,y,x] * w, the
///   last window first. Every cell of a window gets the same share of its gradient.
/// - Shapes: N,C,H,W to N,C,(H-K)/s+1,(W-L)/s+1, rounded down.
public struct AveragePool<S: Scalar>: Pooling, SmoothLayer {
  /// Rows of a window.
  public let rows: Int
  /// Columns of a window.
  public let columns: Int
  /// How far the window moves each time.
  public let stride: Int

  /// A pooling with the given window and stride.
  ///
  /// - Precondition: Rows, columns and stride are at least 1.
  public init(rows: Int, columns: Int, stride: Int) {
    ensure(
      rows >= 1 && columns >= 1 && stride >= 1, "A window and a stride are at least 1.")
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  public static var quantities: [LayerQuantity<Self>] { [] }
  package static var forwardView: LayerView { .maps }
  package static var backwardView: LayerView { .quantity("d_in") }

  public var summary: String {
    "mean of \(rows)x\(columns)" + (stride == rows && stride == columns ? "" : ", stride \(stride)")
  }

  package func narrateForward(output: Shape) -> ForwardNarration {
    let count = rows * columns
    return .line("each window gave its mean: \(count.counted("number")), each weighted 1/\(count)")
  }

  package var backwardNarration: String {
    "each window's gradient is shared equally: every cell gets 1/\(rows * columns) of it"
  }

  /// The weight of each cell.
  private var weight: S { 1 / S(rows * columns) }

  /// The kernel of one channel.
  private var kernel: Tensor<S> { Tensor(Shape(1, 1, rows, columns), repeating: weight) }

  /// The convolution of one channel.
  fileprivate func geometry(_ sample: Shape) -> ConvolutionGeometry {
    ConvolutionGeometry(
      channels: 1, height: sample[1], width: sample[2], filters: 1, kernelHeight: rows,
      kernelWidth: columns, stride: stride)
  }

  /// The mean of each window; nothing needs to be recorded.
  public func forward(_ input: Tensor<S>, in context: inout PassContext) -> (Tensor<S>, Void) {
    let g = geometry(input.shape.withoutFirst)
    let (samples, channels) = (input.shape[0], input.shape[1])
    let output = Tensor<S>.written(Shape(samples, channels, g.outputHeight, g.outputWidth)) { out in
      Tensor.withPointers(input, kernel) { input, kernel in
        S.correlateBatch(
          g, samples: samples * channels, input: input, filters: kernel, biases: nil, output: out)
      }
    }
    return (output, ())
  }

  public func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    let shape = pass.input.shape
    return LayerGradients(
      input: .written(shape) { dInput in
        Tensor.withPointers(upstream.out, kernel) { dOutput, kernel in
          S.inputGradientBatch(
            geometry(shape.withoutFirst), samples: shape[0] * shape[1], dOutput: dOutput,
            filters: kernel, dInput: dInput)
        }
      })
  }

  public func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S> {
    var context = pass.context
    return forward(direction, in: &context).0
  }

  package func stage(
    for sample: Shape, isFirst: Bool, ties: TiePolicy
  ) -> (any TrainingStage<S>)? {
    AveragePoolStage(geometry(sample), channels: sample[0], kernel: kernel)
  }

  package func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    let window = rows == columns ? "\(rows)" : "(\(rows), \(columns))"
    return TorchLayer(
      "nn.AvgPool2d(\(window)" + (stride == rows && stride == columns ? "" : ", stride=\(stride)")
        + ")")
  }

  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> {
    AveragePool<T>(rows: rows, columns: columns, stride: stride)
  }

  // MARK: Explanation

  public func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    switch place.quantity {
    case "out": explainMean(place, value, indices, context)
    case "d_in": explainShare(place, value, indices, pass, context)
    default: nil
    }
  }

  private func explainMean(
    _ place: Place, _ value: S, _ indices: [Int], _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let (c, y, x) = (indices[0], indices[1], indices[2])
    let terms = Terms(
      cells(c, y, x).enumerated().map { cell, indices in
        Term(
          "(\(cell / columns),\(cell % columns))",
          .times(context.input(indices), .constant(weight)))
      })
    return Explanation(
      place, value,
      intro:
        "The mean of a \(rows)x\(columns) window: each of its "
        + "\((rows * columns).counted("cell")) counts 1/\(rows * columns).",
      formula: "sum over i,j of \(input(of: c, y, x, context)) x 1/\(rows * columns)",
      .sum(terms, columns: 1),
      form: .products(label: "cell (i,j)", first: "input", second: "1/\(rows * columns)"),
      next: context.inputPlace.layer == nil ? nil : terms.strongest?.arithmetic.places.first)
  }

  private func explainShare(
    _ place: Place, _ value: S, _ indices: [Int], _ pass: Pass<Self>,
    _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let (c, output) = (indices[0], pass.output.shape)
    let (down, across) = (
      windows(over: indices[1], size: rows, count: output[2]),
      windows(over: indices[2], size: columns, count: output[3])
    )
    // The loop runs over the cells of the kernel, so it meets the last window first.
    let terms = Terms(
      down.reversed().flatMap { y in
        across.reversed().map { x in
          Term("(\(y),\(x))", .times(context.upstream(c, y, x), .constant(weight)))
        }
      })
    let intro =
      switch terms.count {
      case 0:
        "It is in no window, so no gradient comes back."
      case 1:
        "It is one of a window's \((rows * columns).counted("cell")), and gets its share of the "
          + "gradient."
      default: "It is in \(terms.count) windows that overlap: their shares add up."
      }
    return Explanation(
      place, value, intro: intro,
      formula: terms.isEmpty
        ? "0"
        : "sum over the windows (y,x) that hold it of \(context.layer).d_out[\(context.n)\(c),y,x] "
          + "x 1/\(rows * columns)",
      .sum(terms, columns: 1),
      form: terms.isEmpty
        ? .line
        : .products(
          label: "window (y,x)", first: "gradient in", second: "local: 1/\(rows * columns)"),
      next: terms.strongest?.arithmetic.places.first)
  }
}

/// The training stage of an average pooling: one channel at a time.
private final class AveragePoolStage<S: Scalar>: TrainingStage {
  private let geometry: ConvolutionGeometry
  private let channels: Int
  private let kernel: Buffer<S>
  private let output: Buffer<S>
  private let dInput: Buffer<S>

  init(_ geometry: ConvolutionGeometry, channels: Int, kernel: Tensor<S>) {
    self.geometry = geometry
    self.channels = channels
    self.kernel = Buffer(kernel)
    output = Buffer(channels * geometry.outputCount)
    dInput = Buffer(channels * geometry.inputCount)
  }

  var parameters: [Buffer<S>] { [] }

  func forward(_ input: UnsafePointer<S>) -> UnsafePointer<S> {
    for c in 0..<channels {
      S.correlate(
        geometry, input: input + c * geometry.inputCount, filters: kernel.start,
        output: output.start + c * geometry.outputCount)
    }
    return UnsafePointer(output.start)
  }

  func backwardAndUpdate(
    _ dOutput: UnsafePointer<S>, input: UnsafePointer<S>, rate: S
  ) -> UnsafePointer<S> {
    dInput.clear()
    for c in 0..<channels {
      S.inputGradient(
        geometry, dOutput: dOutput + c * geometry.outputCount, filters: kernel.start,
        dInput: dInput.start + c * geometry.inputCount)
    }
    return UnsafePointer(dInput.start)
  }
}

/// `avgpool WINDOW|all [stride=WINDOW]` in a diagram.
enum AveragePoolFactory: LibraryLayerFactory {
  static let word = "avgpool"
  static let layer: any Layer<Float>.Type = AveragePool<Float>.self
  static let usage = "avgpool WINDOW|all [stride=WINDOW]"
  static let summary = "mean of each window, or of each whole map"
  static let options = ["stride"]

  static func draft<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, as type: S.Type
  ) throws(DiagramError) -> LayerDraft<S> {
    let sizes = arguments.numbers.count + (arguments.coversAll ? 1 : 0)
    guard sizes == 1, arguments.kernels.isEmpty else {
      throw .windowMissing(arguments.word)
    }
    guard arguments.coversAll else {
      let window = arguments.numbers[0]
      return LayerDraft(
        AveragePool<S>(
          rows: window, columns: window,
          stride: try arguments.whole("stride", default: window, in: 1...65_536)))
    }
    let isImage = sample.rank == 3
    let (rows, columns) = isImage ? (sample[1], sample[2]) : (1, 1)
    return LayerDraft(
      AveragePool<S>(
        rows: rows, columns: columns,
        stride: try arguments.whole("stride", default: max(rows, columns), in: 1...65_536)))
  }
}
