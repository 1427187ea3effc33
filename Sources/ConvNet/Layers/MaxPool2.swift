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
