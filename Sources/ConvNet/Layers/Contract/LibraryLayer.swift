/// A layer of the library's own, which has more than a layer of another package must have: words and
/// pictures, windows, a way to train without inspection, and counterparts in PyTorch and NumPy.
package protocol LibraryLayer<S>: Layer, LayerNarration, LayerWindows, LayerTraining, LayerTorch,
  LayerNumPy
{}

extension Layer {
  /// The layer with what only the library's own layers have; `nil` for one of another package.
  package var libraryLayer: (any LibraryLayer<S>)? { self as? any LibraryLayer<S> }
}

/// A layer of the library whose function has no corners.
package protocol SmoothLayer: LibraryLayer {}

extension SmoothLayer {
  public func branches(of pass: Pass<Self>) -> [Int32]? { nil }
}
