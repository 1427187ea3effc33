/// A layer that reduces each window of each channel to one number.
///
/// - Shapes: N,C,H,W to N,C,(H-K)/s+1,(W-L)/s+1, rounded down; K,L is the window, s the stride.
///   Rows and columns left over at the right and at the bottom are dropped.
package protocol Pooling<S>: LibraryLayer, ParameterFreeLayer {
  /// Rows of a window.
  var rows: Int { get }
  /// Columns of a window.
  var columns: Int { get }
  /// How far the window moves each time.
  var stride: Int { get }
}

extension Pooling {
  public static var kind: String { "pool" }
  public static var ending: Ending { .none }
  /// A pooling of a uniform map is uniform.
  package static var isDrawnAgainstBlankPaper: Bool { true }

  /// C,H,W to C,H',W'; at least one window must fit.
  public func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape {
    guard sample.rank == 3 else { throw .needsImage(sample) }
    guard sample[1] >= rows, sample[2] >= columns else {
      throw .tooSmall(rows: rows, columns: columns, found: sample)
    }
    return Shape(
      sample[0], (sample[1] - rows) / stride + 1, (sample[2] - columns) / stride + 1)
  }
  /// The window's rows and columns, in the output's own channel.
  package func window(ofOutput indices: [Int]) -> InputWindow? {
    let (top, left) = (indices[1] * stride, indices[2] * stride)
    return InputWindow(
      channel: indices[0], rows: top..<top + rows, columns: left..<left + columns)
  }

  /// The cells of a window, as indices of the input of one sample.
  func cells(_ c: Int, _ y: Int, _ x: Int) -> [[Int]] {
    (0..<rows * columns).map { [c, stride * y + $0 / columns, stride * x + $0 % columns] }
  }

  /// The cells of a window in a formula over i and j: `conv.out[2,6+i,8+j]`.
  func input<T>(of c: Int, _ y: Int, _ x: Int, _ context: ExplanationContext<T>) -> String {
    context.input(
      sample: context.n, channel: "\(c)", row: ExplanationContext<T>.index(from: stride * y, "i"),
      column: ExplanationContext<T>.index(from: stride * x, "j"))
  }

  /// The windows that contain a cell along one axis. There are `count` windows, each `size` long.
  func windows(over cell: Int, size: Int, count: Int) -> Range<Int> {
    let first = max(0, (cell - size + stride) / stride)
    return first..<max(first, min(count, cell / stride + 1))
  }
}
