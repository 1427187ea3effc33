/// Why a bug cannot show. The cases state facts; ``description`` puts them into words.
package enum BugObstacle: Hashable, Sendable {
  /// The network does not have a layer of this kind.
  case lacks(String)
  /// All layers of a kind are frozen, such as one with this name.
  case frozen(String, layer: String)
  /// The first layer that could learn is frozen.
  case firstIsFrozen(layer: String)
  /// ReLU is not used on maps.
  case noReLUOnMaps
  /// No convolution except the first layer has several places.
  case noLaterConvolution
  /// Every filter has one place per step.
  case onePlace
  /// No convolution has a stride above 1 and several places.
  case noStride
  /// Every kernel is a single number.
  case pointKernels
  case noOverlap
  /// Every max pooling has a single window.
  case oneWindow
  /// No window has several cells, so no two cells can tie.
  case noTies
  /// The tie policy already does what the bug does.
  case tiesAll
  case noSoftmax
  /// With a single image, something is true that hides the bug.
  case needsBatch(alone: String)
  case notShuffled
}

extension BugObstacle: CustomStringConvertible {
  /// The reason, as the part of a sentence after a colon.
  package var description: String {
    switch self {
    case .lacks(let kind): "the network has no \(kind)"
    case .frozen(let kind, _): "every \(kind) is frozen"
    case .firstIsFrozen(let layer): "`\(layer)`, the first layer that could learn, is frozen"
    case .noReLUOnMaps: "no ReLU works on another layer's maps"
    case .noLaterConvolution: "no convolution after the first layer has more than one place"
    case .onePlace: "with one image per step and one place per filter, there is nothing to sum"
    case .noStride: "no convolution with several places has a stride above 1"
    case .pointKernels: "every kernel is 1x1"
    case .noOverlap: "no pooling has overlapping windows"
    case .oneWindow: "every max pooling has a single window"
    case .noTies: "no pooling window has more than one cell"
    case .tiesAll: "with the tie policy all, correct code does the same"
    case .noSoftmax: "neither the network nor its loss applies a softmax"
    case .needsBatch(let alone): "with one image per step, \(alone)"
    case .notShuffled: "the images are not shuffled"
    }
  }
}
