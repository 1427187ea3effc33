/// Where an image came from.
public enum ImageOrigin: Hashable, Sendable {
  /// From the training set, at this index.
  case training(Int)
  /// From the test set, at this index.
  case test(Int)
  /// Drawn by the user: the pixels C,H,W, before normalising, where 0 is blank paper; and the class
  /// that it shows, an index into the data's class names.
  case drawn(pixels: [UInt8], label: UInt8)
}

/// An image on its way through the network, with its class.
package struct Sample<S: Scalar>: Sendable {
  /// Where it came from.
  package let origin: ImageOrigin
  /// The image as the network sees it: a batch of one, 1,C,H,W.
  package internal(set) var image: Tensor<S>
  /// The class in the data.
  package let label: Int
  /// The index of the class among the network's outputs.
  package let target: Int
  /// Whether the user has changed the image.
  package internal(set) var isEdited = false
}

/// Images on their way through the network together: what one training step learns from.
package struct Batch<S: Scalar>: Sendable {
  /// Where each image came from.
  package let origins: [ImageOrigin]
  /// The images as the network sees them, N,C,H,W.
  package internal(set) var images: Tensor<S>
  /// The class of each image in the data.
  package internal(set) var labels: [Int]
  /// The index of the class of each image among the network's outputs.
  package internal(set) var targets: [Int]
  /// The positions of the images that the user has changed.
  package internal(set) var edited: Set<Int> = []

  /// How many images there are.
  package var count: Int { origins.count }

  /// A batch of the first few images.
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
  package func sample(_ position: Int) -> Sample<S> {
    Sample(
      origin: origins[position], image: images.slice([position]).batched, label: labels[position],
      target: targets[position], isEdited: edited.contains(position))
  }
}

extension Tensor {
  /// A batch of this one sample.
  public var batched: Tensor { reshaped(shape.batched(1)) }

  /// The picture moved right by `dx` and down by `dy`; `blank` fills the space that is left, and
  /// what is moved out is lost.
  ///
  /// - Precondition: The last two axes are rows and columns.
  package func shifted(dx: Int, dy: Int, blank: S) -> Tensor {
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
  public private(set) var training: LabelledImages
  /// What the network is tested on.
  public private(set) var test: LabelledImages

  /// Two sets of the same kind of image.
  ///
  /// - Precondition: Both have images of one shape and the same classes.
  public init(training: LabelledImages, test: LabelledImages) {
    ensure(
      training.imageShape == test.imageShape && training.classNames == test.classNames,
      "Training and test images have the same shape and classes.")
    self.training = training
    self.test = test
  }

  /// The same images with another normalisation.
  public func entering(by normalisation: Normalisation) -> DataSplit {
    DataSplit(
      training: training.entering(by: normalisation), test: test.entering(by: normalisation))
  }

  /// The set that an origin is in, and the index there.
  package func locate(_ origin: ImageOrigin) -> (set: LabelledImages, index: Int) {
    switch origin {
    case .training(let index): (training, index)
    case .test(let index): (test, index)
    case .drawn(let pixels, let label): (training.drawn(pixels, label: label), 0)
    }
  }

  /// Writes the numbers of an image that the user writes, for training and for tests; other images
  /// stay as they are.
  mutating func rewrite<S: Scalar>(_ origin: ImageOrigin, as image: some Collection<S>) {
    switch origin {
    case .training(let index) where training.isWritten, .test(let index) where training.isWritten:
      // They are tested on as well.
      training.rewrite(index, as: image)
      test = training
    case .training, .test, .drawn: break
    }
  }

  /// The output for each class, if the network has this many outputs: with as many outputs as
  /// selected classes, the outputs are in the order of the selection; otherwise the index of a
  /// class is that of its output.
  ///
  /// - Returns: One output per class of the data, `nil` for a class that was left out; or `nil`
  ///   altogether if there are too few outputs.
  package func targets(outputs: Int) -> [Int?]? {
    let names = training.classNames.indices
    if training.classes.count == outputs {
      return names.map { training.classes.firstIndex(of: $0) }
    }
    guard outputs >= names.count else { return nil }
    return names.map { $0 }
  }
}
