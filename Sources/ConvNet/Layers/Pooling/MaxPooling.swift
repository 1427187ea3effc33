/// A layer that takes the largest number of each window; see ``MaxPool``.
///
/// It records the winner of each window: its offset within the input plane (row * W + column).
package protocol MaxPooling<S>: Pooling where Record == [Int32] {
  /// Rows and columns of a window.
  var window: Int { get }
}

extension MaxPooling {
  public var rows: Int { window }
  public var columns: Int { window }

  func geometry(_ input: Shape) -> PoolingGeometry {
    PoolingGeometry(
      channels: input[1], height: input[2], width: input[3], window: window, stride: stride)
  }

  /// `winners`, N,C,H,W,2: row and column of each window's winner within the window.
  public static var quantities: [LayerQuantity<Self>] {
    [
      LayerQuantity(
        "winners", shape: { Shape($1.extents + [2]) }, values: { $0.layer.winners(of: $0) })
    ]
  }
  package static var forwardView: LayerView { .route }
  package static var backwardView: LayerView { .route }

  package func narrateForward(output: Shape) -> ForwardNarration {
    .line("each window kept its largest value; a switch remembers who won")
  }

  package var backwardNarration: String {
    "the switch: each winner gets its window's gradient, losers get none"
  }

  public var summary: String {
    "largest of \(window)x\(window)" + (stride == window ? "" : ", stride \(stride)")
  }

  /// The largest number of each window, and the cell it was in.
  public func forward(
    _ input: Tensor<S>, in context: inout PassContext
  ) -> (Tensor<S>, [Int32]) {
    let g = geometry(input.shape)
    let samples = input.shape[0]
    var output = Tensor<S>(Shape([]))
    let winners = [Int32](unsafeUninitializedCapacity: samples * g.outputCount) { buffer, count in
      // Work that is stopped leaves some winners at this value, and winners are used as offsets.
      buffer.initialize(repeating: 0)
      count = samples * g.outputCount
      guard let winners = buffer.baseAddress else { return }
      output = .filled(Shape(samples, g.channels, g.outputHeight, g.outputWidth)) { out in
        input.withPointer { input in
          Parallel.split(samples, work: g.inputCount) { part in
            for n in part {
              S.maxPool(
                g, input: input + n * g.inputCount, output: out + n * g.outputCount,
                winners: winners + n * g.outputCount)
            }
          }
        }
      }
    }
    return (output, winners)
  }

  public func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    let g = geometry(pass.input.shape)
    let dInput = Tensor<S>.filled(pass.input.shape) { gradient in
      pass.record.withUnsafeBufferPointer { buffer in
        guard let winners = buffer.baseAddress else { return }
        pass.input.withPointer { input in
          pass.output.withPointer { output in
            upstream.out.withPointer { dOutput in
              Parallel.split(pass.input.shape[0], work: g.inputCount) { part in
                for n in part {
                  S.routeMaxPool(
                    g, ties: pass.context.ties, input: input + n * g.inputCount,
                    output: output + n * g.outputCount, winners: winners + n * g.outputCount,
                    dOutput: dOutput + n * g.outputCount, dInput: gradient + n * g.inputCount)
                }
              }
            }
          }
        }
      }
    }
    return LayerGradients(input: dInput)
  }

  /// Row and column of each window's winner within the window, N,C,H,W,2.
  func winners(of pass: Pass<Self>) -> Tensor<S> {
    let g = geometry(pass.input.shape)
    var cells: [Int32] = []
    cells.reserveCapacity(2 * pass.record.count)
    for (place, winner) in pass.record.enumerated() {
      let column = place % g.outputWidth
      let row = place / g.outputWidth % g.outputHeight
      cells.append(winner / Int32(g.width) - Int32(stride * row))
      cells.append(winner % Int32(g.width) - Int32(stride * column))
    }
    return Tensor(Shape(pass.output.shape.extents + [2]), whole: cells)
  }

  /// The winners: on the other side of a corner, another cell wins. A tie is on the first cell's
  /// piece, and stays there as long as the tied cells move together, as they do on blank paper.
  public func branches(of pass: Pass<Self>) -> [Int32]? { pass.record }

  /// The direction at the cells that get the gradient: what moves is what the backward pass names,
  /// by the policy for ties.
  public func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S> {
    let winning = tangentOfWinners(direction, pass)
    guard pass.context.ties != .first else { return winning }
    let (input, output) = (pass.input.shape, pass.output.shape)
    var tangent = winning
    for offset in tangent.values.indices where !pass.output.values[offset].isNaN {
      let indices = output.indices(at: offset)
      let tied = cells(indices[1], indices[2], indices[3])
        .map { input.offset(of: [indices[0]] + $0) }
        .filter { pass.input.values[$0] == pass.output.values[offset] }
      let sum = tied.reduce(S.zero) { $0 + direction.values[$1] }
      tangent.values[offset] = pass.context.ties == .all ? sum : sum / S(tied.count)
    }
    return tangent
  }

  private func tangentOfWinners(_ direction: Tensor<S>, _ pass: Pass<Self>) -> Tensor<S> {
    let plane = pass.input.shape[2] * pass.input.shape[3]
    let perPlane = pass.output.shape[2] * pass.output.shape[3]
    return direction.gathered(
      pass.record.enumerated().map { $0 / perPlane * plane + Int($1) },
      as: pass.output.shape)
  }
}
