/// Why a network cannot learn from some images. The cases state facts; ``description`` puts them
/// into words.
public enum TrainerError: Error, Hashable, Sendable {
  /// The network takes images of a different shape.
  case imageShape(network: Shape, data: Shape)
  /// The last layer tells a different number of classes apart.
  case classes(layer: String, network: Int, data: Int)
  /// A step of this many images would take more memory than it may; `most` are possible.
  case batchTooLarge(Int, most: Int)
  /// The layer normalises over a batch that gives it one number per channel.
  case batchTooSmall(layer: String)
}

extension TrainerError: CustomStringConvertible {
  /// What does not fit, in a sentence.
  public var description: String {
    switch self {
    case .imageShape(let network, let data):
      "The network takes images of \(network), the data has \(data)."
    case .classes(let layer, let network, let data):
      "\(layer) tells \(network) classes apart, the data has \(data)."
    case .batchTooLarge(let count, _): "A step of \(count) images would take more than 4 GB."
    case .batchTooSmall(let layer):
      "`\(layer)` normalises over the batch: with one image each channel is one number, whose "
        + "variance is 0, and its output would be constant."
    }
  }
}
