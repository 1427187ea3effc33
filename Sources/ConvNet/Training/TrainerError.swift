/// Why a network cannot learn from some images. The cases state facts; ``description`` puts them
/// into words.
public enum TrainerError: Error, Hashable, Sendable {
  /// The network takes images of a different shape.
  case imageShape(network: Shape, data: Shape)
  /// There are no images in the training set, or in the test set.
  case noImages(isTest: Bool)
  /// The learning rate is negative or not finite.
  case learningRate(Double)
  /// A batch has fewer images than one.
  case batchSize(Int)
  /// The last layer distinguishes a different number of classes.
  case classes(layer: String, network: Int, data: Int)
  /// A step would take more memory than is allowed.
  case tooLarge(MemoryNeed)
  /// The layer normalises over the batch, but the batch gives it only one number per channel.
  case batchTooSmall(layer: String)
}

extension TrainerError: CustomStringConvertible {
  /// What does not fit, in a sentence.
  public var description: String {
    switch self {
    case .imageShape(let network, let data):
      "The network takes images of \(network), but the data has \(data)."
    case .noImages(let isTest): "The \(isTest ? "test" : "training") set has no images."
    case .learningRate(let rate):
      "The learning rate must be a finite number that is not negative, not \(rate.text)."
    case .batchSize(let size): "A batch needs at least one image, not \(size.grouped)."
    case .classes(let layer, let network, let data):
      "\(layer) is for \(network.counted("class")), but the data has \(data.grouped)."
    case .tooLarge(let need): need.description
    case .batchTooSmall(let layer):
      "`\(layer)` needs more than one image per step to train: with one, each channel is one number, "
        + "whose variance is 0, and its output would be constant."
    }
  }
}
