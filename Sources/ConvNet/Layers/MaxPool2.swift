/// Max pooling over 2x2 windows, stride 2; an odd last row or column is dropped.
///
/// - Forward: out[n,c,y,x] = the largest of in[n,c,2y..2y+1,2x..2x+1].
/// - Backward: d_in is d_out at the cell that won its window and 0 elsewhere. Where several cells
///   tie, ``TiePolicy`` decides; the first in row-major order wins by default.
/// - Shapes: N,C,H,W to N,C,H/2,W/2, rounded down.
public struct MaxPool2<S: Scalar>: Layer {
  /// Which cell won each window.
  public struct Record: Sendable {
    /// For each output, the offset of its winner within the input plane (row * W + column).
    public let winners: [Int32]
  }

  /// Rows and columns of a window, and how far it moves.
  public static var window: Int { 2 }

  /// A pooling.
  public init() {}

  /// Layers of this kind are called `pool`.
  public static var kind: String { "pool" }
  /// Places beside `out`: `winners`.
  public static var quantities: [String] { ["winners"] }

  /// The layer in a line of the table of layers.
  public var summary: String { "largest of 2x2" }

  /// C,H,W to C,H/2,W/2, rounded down; at least 2x2 places.
  public func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape {
    guard sample.rank == 3 else { throw .needsImage(sample) }
    guard sample[1] >= 2, sample[2] >= 2 else { throw .tooSmall(window: 2, found: sample) }
    return Shape(sample[0], sample[1] / 2, sample[2] / 2)
  }

  private func geometry(_ input: Tensor<S>) -> PoolingGeometry {
    PoolingGeometry(
      channels: input.shape[1], height: input.shape[2], width: input.shape[3], window: 2,
      stride: 2)
  }

  /// The forward pass, by the formula above.
  public func forward(_ input: Tensor<S>, in context: inout PassContext) -> (Tensor<S>, Record) {
    let g = geometry(input)
    let samples = input.shape[0]
    var winners = [Int32](repeating: 0, count: samples * g.outputCount)
    let output = Tensor<S>.filled(Shape(samples, g.channels, g.outputHeight, g.outputWidth)) {
      out in
      winners.withUnsafeMutableBufferPointer { buffer in
        guard let winners = buffer.baseAddress else { return }
        input.withPointer { input in
          for n in 0..<samples {
            S.maxPool(
              g, input: input + n * g.inputCount, output: out + n * g.outputCount,
              winners: winners + n * g.outputCount)
          }
        }
      }
    }
    return (output, Record(winners: winners))
  }

  /// The backward pass, by the formulas above.
  public func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    let g = geometry(pass.input)
    let dInput = Tensor<S>.filled(pass.input.shape) { gradient in
      pass.record.winners.withUnsafeBufferPointer { buffer in
        guard let winners = buffer.baseAddress else { return }
        pass.input.withPointer { input in
          pass.output.withPointer { output in
            upstream.out.withPointer { dOutput in
              for n in 0..<pass.input.shape[0] {
                S.routeMaxPool(
                  g, ties: pass.ties, input: input + n * g.inputCount,
                  output: output + n * g.outputCount, winners: winners + n * g.outputCount,
                  dOutput: dOutput + n * g.outputCount, dInput: gradient + n * g.inputCount)
              }
            }
          }
        }
      }
    }
    return LayerGradients(input: dInput)
  }

  /// `winners`: N,C,H,W,2: row and column of each window's winner within the window.
  public func quantity(_ name: String, of pass: Pass<Self>) -> Tensor<S>? {
    guard name == "winners" else { return nil }
    let g = geometry(pass.input)
    let outputShape = pass.output.shape
    let cells = pass.record.winners.indices.flatMap { place -> [S] in
      let winner = Int(pass.record.winners[place])
      let column = place % g.outputWidth
      let row = place / g.outputWidth % g.outputHeight
      return [S(winner / g.width - 2 * row), S(winner % g.width - 2 * column)]
    }
    return Tensor(Shape(outputShape.extents + [2]), cells)
  }

  /// The same layer in another precision.
  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> { MaxPool2<T>() }
}

extension MaxPool2 {
  /// The direction at the winners: the output follows them and nobody else.
  public func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S> {
    let plane = pass.input.shape[2] * pass.input.shape[3]
    let perPlane = pass.output.shape[2] * pass.output.shape[3]
    return Tensor(
      pass.output.shape,
      pass.record.winners.enumerated().map { place, winner in
        direction.values[place / perPlane * plane + Int(winner)]
      })
  }

  /// Why a number of `out`, `winners` or `d_in` is what it is.
  public func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    switch place.quantity {
    case "out", "winners": explainForward(place, value, indices, pass, context)
    case "d_in": explainInputGradient(place, value, indices, pass, context)
    default: nil
    }
  }

  private func window(_ c: Int, _ y: Int, _ x: Int) -> [[Int]] {
    (0..<4).map { [c, 2 * y + $0 / 2, 2 * x + $0 % 2] }
  }

  private func winner(_ c: Int, _ y: Int, _ x: Int, _ pass: Pass<Self>) -> [Int] {
    let offset = pass.output.shape.offset(of: [0, c, y, x])
    let (row, column) = Int(pass.record.winners[offset])
      .quotientAndRemainder(dividingBy: pass.input.shape[3])
    return [c, row, column]
  }

  private func explainForward(
    _ place: Place, _ value: S, _ indices: [Int], _ pass: Pass<Self>,
    _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let (c, y, x) = (indices[0], indices[1], indices[2])
    let values = window(c, y, x).map(context.input)
    let winner = winner(c, y, x, pass)
    let source = context.input(winner)
    let name = source.places[0]
    let largest: Arithmetic<S> = .largest(values)
    let tied = values.count { $0.evaluate() == source.evaluate() }
    let remarks = tied > 1 ? ["\(tied) of the four tie; the first in reading order wins"] : []
    guard place.quantity == "winners" else {
      return Explanation(
        place, value, intro: "The largest of a 2x2 window; the switch remembers that \(name) won.",
        formula: "max over i,j of \(context.inputPlace)[\(c),\(2 * y)+i,\(2 * x)+j]", largest,
        form: .window(columns: 2), remarks: remarks, next: name)
    }
    let isRow = indices[3] == 0
    return Explanation(
      place, value,
      intro:
        "\(name) won window (\(y),\(x)); this is its \(isRow ? "row" : "column") in the window.",
      formula: isRow ? "\(winner[1]) - 2 x \(y)" : "\(winner[2]) - 2 x \(x)",
      .minus(
        .constant(S(isRow ? winner[1] : winner[2])),
        .times(.constant(2), .constant(S(isRow ? y : x)))), remarks: remarks,
      next: Place(layer: context.layer, quantity: "out", indices: [c, y, x]))
  }

  private func explainInputGradient(
    _ place: Place, _ value: S, _ indices: [Int], _ pass: Pass<Self>,
    _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let (c, y, x) = (indices[0], indices[1] / 2, indices[2] / 2)
    let nothing: Arithmetic<S> = .sum([], columns: 1)
    guard y < pass.output.shape[2], x < pass.output.shape[3] else {
      return Explanation(
        place, value,
        intro: "An odd last row or column is in no window, so no gradient comes back.",
        formula: "sum of nothing", nothing)
    }
    let own = context.input(indices).evaluate()
    let winner = winner(c, y, x, pass)
    let best = context.input(winner).evaluate()
    let tied = window(c, y, x).count { context.input($0).evaluate() == best }
    let gradient = context.upstream(c, y, x)
    let hasWon = winner == indices
    let shares = pass.ties != .first && !best.isNaN && own == best
    guard hasWon || shares else {
      let how =
        own == best
        ? "It ties with \(context.input(winner).places[0]), which came first and won window"
        : "It lost to \(context.input(winner).places[0]) in window"
      return Explanation(
        place, value, intro: "\(how) (\(y),\(x)): the output did not feel it, so it gets none.",
        formula: "sum of nothing", nothing,
        next: Place(layer: context.layer, quantity: "d_in", indices: winner))
    }
    let share: Arithmetic<S> =
      pass.ties == .split && tied >= 1 && !best.isNaN
      ? .over(gradient, .constant(S(tied))) : gradient
    let from = context.place("d_out", c, y, x)
    return Explanation(
      place, value,
      intro:
        "It \(hasWon ? "won" : "ties for") window (\(y),\(x)): the switch sends the gradient back to it.",
      formula: pass.ties == .split ? "\(from) / tied cells" : "\(from)",
      .sum([Term("(\(y),\(x))", share)], columns: 1),
      remarks: tied > 1 ? ["\(tied) cells of the window tie; policy: \(pass.ties.rawValue)"] : [],
      next: from)
  }
}

/// `maxpool2` in a diagram.
enum MaxPool2Kind: LayerKind {
  static let word = "maxpool2"
  static let usage = "maxpool2"
  static let summary = "largest of each 2x2 window, stride 2"

  static func make<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, random: inout RandomSource, as type: S.Type
  ) throws(InputError) -> any Layer<S> {
    try arguments.none()
    return MaxPool2<S>()
  }
}
