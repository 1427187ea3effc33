/// The part of a layer's input that its outputs depend on.
package protocol LayerWindows: Sendable {
  /// The part of the input that determines the output at some indices of a sample; `nil` if all of
  /// the input does, or if each output depends only on the number at its own place.
  func window(ofOutput indices: [Int]) -> InputWindow?
}

/// The rows and columns of an input that determine one output. With padding they may extend beyond
/// the input.
package struct InputWindow: Hashable, Sendable {
  /// The channel; `nil` for all channels.
  package let channel: Int?
  /// The rows.
  package let rows: Range<Int>
  /// The columns.
  package let columns: Range<Int>

  /// A window on one channel or all of them.
  package init(channel: Int?, rows: Range<Int>, columns: Range<Int>) {
    self.channel = channel
    self.rows = rows
    self.columns = columns
  }
}

/// A layer that does not slide a window over its input.
package protocol WindowFreeLayer: LibraryLayer {}

extension WindowFreeLayer {
  package func window(ofOutput indices: [Int]) -> InputWindow? { nil }
  package static var isDrawnAgainstBlankPaper: Bool { false }
}
