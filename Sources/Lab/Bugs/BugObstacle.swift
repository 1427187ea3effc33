/// Why a bug cannot show. The cases state facts; ``description`` puts them into words.
package enum BugObstacle: Hashable, Sendable {
  /// The network has no layer of a kind.
  case lacks(String)
  case noReLUBehindConvolution
  /// No convolution except the first layer has several places.
  case noLaterConvolution
  case noOverlap
  case noSoftmax
  /// Something that is true of a single image hides the bug.
  case needsBatch(alone: String)
  case notShuffled
}

extension BugObstacle: CustomStringConvertible {
  /// The reason, as the part of a sentence after a colon.
  package var description: String {
    switch self {
    case .lacks(let kind): "the network has no \(kind)"
    case .noReLUBehindConvolution: "no ReLU comes after a convolution"
    case .noLaterConvolution: "no convolution after the first layer has several places"
    case .noOverlap: "no pooling has overlapping windows: no stride is below the window"
    case .noSoftmax: "the network's loss does not apply a softmax"
    case .needsBatch(let alone): "with one image per step \(alone)"
    case .notShuffled: "the images are not shuffled"
    }
  }
}
