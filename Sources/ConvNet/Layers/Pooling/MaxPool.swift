/// Max pooling over windows of any size and stride, overlapping or not.
///
/// - Forward: out[n,c,y,x] = the largest of in[n,c,s*y..s*y+k-1,s*x..s*x+k-1]; k is the window, s
///   the stride. Rows and columns left over at the right and at the bottom are dropped.
/// - Backward: each window's d_out goes to the cell that won it; if windows overlap, their
///   gradients add up. If several cells tie, ``TiePolicy`` decides; the first in row-major order
///   wins by default.
/// - Shapes: N,C,H,W to N,C,(H-k)/s+1,(W-k)/s+1, rounded down.
public struct MaxPool<S: Scalar>: MaxPooling {
  /// Rows and columns of a window.
  public let window: Int
  /// How far the window moves each time.
  public let stride: Int

  /// A pooling with the given window and stride.
  ///
  /// - Precondition: Window and stride are at least 1.
  public init(window: Int, stride: Int) {
    ensure(window >= 1 && stride >= 1, "A window and a stride are at least 1.")
    self.window = window
    self.stride = stride
  }

  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> {
    MaxPool<T>(window: window, stride: stride)
  }
}

/// `maxpool WINDOW [stride=WINDOW]` in a diagram.
enum MaxPoolFactory: LibraryLayerFactory {
  static let word = "maxpool"
  static let layer: any Layer<Float>.Type = MaxPool<Float>.self
  static let usage = "maxpool WINDOW [stride=WINDOW]"
  static let summary = "largest of each window; overlapping windows add up their gradients"
  static let options = ["stride"]

  static func draft<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, as type: S.Type
  ) throws(DiagramError) -> LayerDraft<S> {
    guard arguments.numbers.count == 1, arguments.kernels.isEmpty, !arguments.coversAll else {
      throw .windowMissing(arguments.word)
    }
    let window = arguments.numbers[0]
    let stride = try arguments.whole(
      "stride", default: window, in: 1...65_536)
    return LayerDraft(MaxPool<S>(window: window, stride: stride))
  }
}
