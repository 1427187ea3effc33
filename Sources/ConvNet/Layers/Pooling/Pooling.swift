/// A layer that makes one number of each window of each channel.
///
/// - Shapes: N,C,H,W to N,C,(H-k)/s+1,(W-k)/s+1, rounded down; k is the window, s the stride. What is
///   left over at the right and at the bottom is dropped.
public protocol Pooling<S>: Layer, ParameterFreeLayer, BufferFreeLayer {
  /// Rows and columns of a window.
  var window: Int { get }
  /// How far the window moves.
  var stride: Int { get }
}

extension Pooling {
  public static var kind: String { "pool" }
  public static var ending: Ending { .none }
  /// Of a map that is the same everywhere, a pooling makes one.
  public static var isDrawnAgainstBlankPaper: Bool { true }

  /// C,H,W to C,H',W'; at least one window fits.
  public func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape {
    guard sample.rank == 3 else { throw .needsImage(sample) }
    guard sample[1] >= window, sample[2] >= window else {
      throw .tooSmall(window: window, found: sample)
    }
    let g = geometry(sample.batched(1))
    return Shape(sample[0], g.outputHeight, g.outputWidth)
  }

  public func smallestBatch(for sample: Shape) -> Int { 1 }

  func geometry(_ input: Shape) -> PoolingGeometry {
    PoolingGeometry(
      channels: input[1], height: input[2], width: input[3], window: window, stride: stride)
  }

  /// The window's rows and columns, in the output's own channel.
  public func window(ofOutput indices: [Int]) -> InputWindow? {
    let (top, left) = (indices[1] * stride, indices[2] * stride)
    return InputWindow(
      channel: indices[0], rows: top..<top + window, columns: left..<left + window)
  }

  /// The cells of a window, as indices of the input of one sample.
  func cells(_ c: Int, _ y: Int, _ x: Int) -> [[Int]] {
    (0..<window * window).map { [c, stride * y + $0 / window, stride * x + $0 % window] }
  }

  /// The windows that hold a cell along one axis that has `count` windows.
  func windows(over cell: Int, count: Int) -> Range<Int> {
    let first = max(0, (cell - window + stride) / stride)
    return first..<max(first, min(count, cell / stride + 1))
  }
}
