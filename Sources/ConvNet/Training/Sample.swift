/// An image on its way through the network, with its class.
public struct Sample<S: Scalar>: Sendable {
  /// Where an image came from.
  public enum Origin: Hashable, Sendable {
    /// The training set, at this position.
    case training(Int)
    /// The test set, at this position.
    case test(Int)
    /// A person's own hand.
    case drawn(DrawnImage)
  }

  /// Where it came from.
  public let origin: Origin
  /// The image as the network sees it: a batch of one, 1,C,H,W.
  public internal(set) var image: Tensor<S>
  /// The class in the data.
  public let label: Int
  /// The class as the network's outputs count it.
  public let target: Int
  /// Whether a person has changed the image.
  public internal(set) var isEdited = false
}

/// Images on their way through the network together: what one training step learns from.
public struct Batch<S: Scalar>: Sendable {
  /// Where each came from.
  public let origins: [Sample<S>.Origin]
  /// The images as the network sees them, N,C,H,W.
  public internal(set) var images: Tensor<S>
  /// The class of each in the data.
  public internal(set) var labels: [Int]
  /// The class of each as the network's outputs count it.
  public internal(set) var targets: [Int]
  /// The positions of those whose image a person has changed.
  public internal(set) var edited: Set<Int> = []

  /// How many images there are.
  public var count: Int { origins.count }

  /// The first few of the images.
  func first(_ limit: Int) -> Batch {
    guard limit < count else { return self }
    let shape = images.shape.withoutFirst
    return Batch(
      origins: Array(origins.prefix(limit)),
      images: Tensor(shape.batched(limit), Array(images.values.prefix(limit * shape.count))),
      labels: Array(labels.prefix(limit)), targets: Array(targets.prefix(limit)),
      edited: edited.filter { $0 < limit })
  }

  /// One of the images.
  ///
  /// - Precondition: `position` is in 0..<``count``.
  public func sample(_ position: Int) -> Sample<S> {
    Sample(
      origin: origins[position], image: images.slice([position]).batched, label: labels[position],
      target: targets[position], isEdited: edited.contains(position))
  }
}

extension Tensor {
  /// A batch of this one sample.
  public var batched: Tensor { reshaped(shape.batched(1)) }

  /// The picture moved right by `dx` and down by `dy`; what comes in is `blank`, what leaves is
  /// lost.
  ///
  /// - Precondition: The last two axes are rows and columns.
  public func shifted(dx: Int, dy: Int, blank: S) -> Tensor {
    let (height, width) = (shape[shape.rank - 2], shape[shape.rank - 1])
    var moved = Tensor(shape, repeating: blank)
    for plane in 0..<shape.count / (height * width) {
      for row in 0..<height where (0..<height).contains(row - dy) {
        for column in 0..<width where (0..<width).contains(column - dx) {
          let base = plane * height * width
          moved.values[base + row * width + column] =
            values[base + (row - dy) * width + column - dx]
        }
      }
    }
    return moved
  }
}

/// Images to learn from and images to be tested on.
public struct DataSplit: Equatable, Sendable {
  /// What the network learns from.
  public let training: LabelledImages
  /// What it is tested on.
  public let test: LabelledImages

  /// Two sets of the same kind of image.
  ///
  /// - Precondition: Both have images of one shape and the same classes.
  public init(training: LabelledImages, test: LabelledImages) {
    precondition(
      training.imageShape == test.imageShape && training.classNames == test.classNames,
      "Training and test images are of one kind.")
    self.training = training
    self.test = test
  }

  /// The same images, entering the network another way.
  public func entering(by normalisation: Normalisation) -> DataSplit {
    DataSplit(
      training: training.entering(by: normalisation), test: test.entering(by: normalisation))
  }

  /// The set that an origin is in, and the position there.
  public func locate<S>(_ origin: Sample<S>.Origin) -> (set: LabelledImages, index: Int) {
    switch origin {
    case .training(let index): (training, index)
    case .test(let index): (test, index)
    case .drawn(let drawing): (training.drawn(drawing), 0)
    }
  }

  /// The output that stands for a class, where the network has so many outputs: with as many
  /// outputs as classes asked for, the order asked for counts; else a class is its own output.
  ///
  /// - Returns: An output for every class of the data, `nil` for a class that was left out; or
  ///   `nil` where the outputs are too few.
  public func targets(outputs: Int) -> [Int?]? {
    let names = training.classNames.indices
    if training.classes.count == outputs {
      return names.map { training.classes.firstIndex(of: $0) }
    }
    guard outputs >= names.count else { return nil }
    return names.map { $0 }
  }
}
