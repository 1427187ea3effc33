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

extension Conv3x3 {
  /// The convolution of the direction: the output is linear in the input.
  public func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S> {
    var context = PassContext()
    return forward(direction, in: &context).0
  }

  /// The input as the weight meets it: the output is linear in the filters.
  public func tangent(
    ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>
  ) -> Tensor<S> {
    var unit = Tensor<S>(filters.shape)
    unit.values[offset] = 1
    return Conv3x3(filters: unit).tangent(ofInput: pass.input, through: pass)
  }

  /// Why a number of `out`, `d_filters` or `d_in` is what it is.
  public func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    let names = Names(self, context)
    switch place.quantity {
    case "out": return explainOutput(place, value, indices, names)
    case "d_filters": return explainFilterGradient(place, value, indices, pass, names)
    case "d_in": return explainInputGradient(place, value, indices, pass, names)
    default: return nil
    }
  }

  private func explainOutput(
    _ place: Place, _ value: S, _ indices: [Int], _ names: Names
  ) -> Explanation<S> {
    let (f, y, x) = (indices[0], indices[1], indices[2])
    var terms: [Term<S>] = []
    for c in 0..<channels {
      for i in 0..<3 {
        for j in 0..<3 {
          terms.append(
            Term(
              "(\(i),\(j))",
              .times(names.context.input([c, y + i, x + j]), names.filter(f, c, i, j))))
        }
      }
    }
    return Explanation(
      place, value, intro: "Filter \(f) laid on the patch at row \(y), column \(x).",
      formula: "sum over \(names.c)i,j of \(names.input)[\(names.c)\(y)+i,\(x)+j] x "
        + "\(names.context.layer).filters[\(f),\(names.c)i,j]",
      .sum(terms, columns: 1), form: .patches(channels: channels, rows: 3, columns: 3))
  }

  private func explainFilterGradient(
    _ place: Place, _ value: S, _ indices: [Int], _ pass: Pass<Self>, _ names: Names
  ) -> Explanation<S> {
    let (f, c, i, j) = (indices[0], indices[1], indices[2], indices[3])
    let (rows, columns) = (pass.output.shape[2], pass.output.shape[3])
    var terms: [Term<S>] = []
    for y in 0..<rows {
      for x in 0..<columns {
        let upstream = names.context.upstream(f, y, x)
        // The loop leaves out places without gradient; so does the sum that explains it.
        if upstream.evaluate() == 0 { continue }
        terms.append(
          Term(
            "(\(y),\(x))", .times(upstream, names.context.input([c, y + i, x + j])),
            isOnBlankPaper: names.isBlank(y, x, pass.input)))
      }
    }
    let count =
      terms.count == rows * columns ? "all \(terms.count)" : "\(terms.count) of \(rows * columns)"
    return Explanation(
      place, value,
      intro:
        "One weight, used at \(rows * columns) places: its gradient is the sum over all of them.",
      formula: "sum over y,x of \(names.context.layer).d_out[\(f),y,x] x "
        + "\(names.input)[\(channels > 1 ? "\(c)," : "")y+\(i),x+\(j)]",
      .sum(terms, columns: 1),
      form: .products(label: "place (y,x)", first: "gradient in", second: "local: \(names.input)"),
      remarks: ["\(count) places got any gradient; no flip: the weight met image[y+\(i),x+\(j)]"],
      next: names.strongest(terms))
  }

  private func explainInputGradient(
    _ place: Place, _ value: S, _ indices: [Int], _ pass: Pass<Self>, _ names: Names
  ) -> Explanation<S> {
    let (c, r, q) = (indices[0], indices[1], indices[2])
    let (rows, columns) = (pass.output.shape[2], pass.output.shape[3])
    var terms: [Term<S>] = []
    for f in 0..<filters.shape[0] {
      for i in 0..<3 where (0..<rows).contains(r - i) {
        for j in 0..<3 where (0..<columns).contains(q - j) {
          terms.append(
            Term(
              "\(f): (\(r - i),\(q - j))",
              .times(names.context.upstream(f, r - i, q - j), names.filter(f, c, i, j))))
        }
      }
    }
    return Explanation(
      place, value,
      intro:
        "One pixel, seen by every filter from up to nine places: all of them send gradient back.",
      formula: "sum over f,i,j of \(names.context.layer).d_out[f,\(r)-i,\(q)-j] x "
        + "\(names.context.layer).filters[f,\(names.c)i,j]",
      .sum(terms, columns: 1),
      form: .products(label: "filter: (y,x)", first: "gradient in", second: "local: weight"),
      remarks: ["here is the flip: place (y,x) met this pixel with weight [\(r)-y,\(q)-x]"],
      next: names.strongest(terms))
  }

  /// How the places of a convolution are called.
  private struct Names {
    let context: ExplanationContext<S>
    let filters: Tensor<S>
    var isOneChannel: Bool { filters.shape[1] == 1 }
    /// The channel's index in a formula, where there are several channels.
    var c: String { isOneChannel ? "" : "c," }
    var input: String { context.inputPlace.description }

    init(_ layer: Conv3x3, _ context: ExplanationContext<S>) {
      self.context = context
      filters = layer.filters
    }

    func filter(_ f: Int, _ c: Int, _ i: Int, _ j: Int) -> Arithmetic<S> {
      let place =
        isOneChannel ? context.place("filters", f, i, j) : context.place("filters", f, c, i, j)
      return .stored(place, filters[f, c, i, j])
    }

    /// Whether the whole patch at a place is blank paper.
    func isBlank(_ y: Int, _ x: Int, _ input: Tensor<S>) -> Bool {
      guard let blank = context.blank else { return false }
      let (channels, width) = (input.shape[1], input.shape[3])
      for c in 0..<channels {
        for i in y..<y + 3 {
          let row = (c * input.shape[2] + i) * width
          for j in x..<x + 3 where input.values[row + j] != blank { return false }
        }
      }
      return true
    }

    /// The upstream place of the term that weighs most.
    func strongest(_ terms: [Term<S>]) -> Place? {
      terms.max { abs($0.arithmetic.evaluate()) < abs($1.arithmetic.evaluate()) }?
        .arithmetic.places.first
    }
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
