/// Images with their classes, as they come from a file: bytes, not yet normalised.
public struct LabelledImages: Equatable, Sendable {
  /// What the data is called: "MNIST".
  public let name: String
  /// Channels, rows and columns of one image in the data.
  public let pixelShape: Shape
  /// All pixels, image after image, each image C,H,W.
  public let pixels: [UInt8]
  /// One class an image, an index into ``classNames``.
  public let labels: [UInt8]
  /// What the classes are called, one for every value a label may have.
  public let classNames: [String]
  /// The classes that were asked for, in the order asked for; all of them where nothing was left
  /// out.
  public let classes: [Int]
  /// How a pixel enters the network.
  public private(set) var normalisation: Normalisation

  /// Images with their labels.
  ///
  /// - Precondition: There are as many pixels as the labels and the shape ask for, and every label
  ///   names a class.
  public init(
    name: String, imageShape pixelShape: Shape, pixels: [UInt8], labels: [UInt8],
    classNames: [String],
    classes: [Int]? = nil, normalisation: Normalisation = .centred
  ) {
    precondition(pixelShape.rank == 3, "An image has channels, rows and columns.")
    precondition(
      pixels.count == labels.count * pixelShape.count, "Every label needs one image's pixels.")
    precondition(
      labels.allSatisfy { Int($0) < classNames.count }, "Every label must name a class.")
    self.name = name
    self.pixelShape = pixelShape
    self.pixels = pixels
    self.labels = labels
    self.classNames = classNames
    self.classes = classes ?? Array(classNames.indices)
    self.normalisation = normalisation
  }

  /// How many images there are.
  public var count: Int { labels.count }

  /// Channels, rows and columns of one image as the network sees it.
  public var imageShape: Shape {
    let margin = 2 * normalisation.padding
    return Shape(pixelShape[0], pixelShape[1] + margin, pixelShape[2] + margin)
  }

  /// The same images, entering the network another way.
  public func entering(by normalisation: Normalisation) -> LabelledImages {
    var images = self
    images.normalisation = normalisation
    return images
  }

  /// The pixels of one image, before normalising.
  public func rawImage(_ index: Int) -> ArraySlice<UInt8> {
    pixels[index * pixelShape.count..<(index + 1) * pixelShape.count]
  }

  /// One image as the network sees it, C,H,W, normalised.
  public func image<S: Scalar>(_ index: Int, as type: S.Type = S.self) -> Tensor<S> {
    .written(imageShape) { write(index, to: $0) }
  }

  /// Writes one image as the network sees it, C,H,W, normalised.
  func write<S: Scalar>(_ index: Int, to values: UnsafeMutablePointer<S>) {
    let (shape, margin, count) = (imageShape, normalisation.padding, pixelShape.count)
    pixels.withUnsafeBufferPointer { pixels in
      guard let raw = pixels.baseAddress.map({ $0 + index * count }) else { return }
      guard margin > 0 else { return normalisation.write(raw, count: count, to: values) }
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: shape.count) { padded in
        guard let padded = padded.baseAddress else { return }
        padded.initialize(repeating: 0, count: shape.count)
        for line in 0..<pixelShape[0] * pixelShape[1] {
          let (plane, row) = line.quotientAndRemainder(dividingBy: pixelShape[1])
          let target = (plane * shape[1] + row + margin) * shape[2] + margin
          (padded + target).update(from: raw + line * pixelShape[2], count: pixelShape[2])
        }
        normalisation.write(padded, count: shape.count, to: values)
      }
    }
  }

  /// How many images each class has, in the order of ``classNames``.
  public var counts: [Int] {
    labels.reduce(into: [Int](repeating: 0, count: classNames.count)) { $0[Int($1)] += 1 }
  }

  /// The images at the given positions.
  public func selecting(_ indices: some Sequence<Int>, classes: [Int]? = nil) -> LabelledImages {
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for index in indices {
      pixels += rawImage(index)
      labels.append(self.labels[index])
    }
    return LabelledImages(
      name: name, imageShape: pixelShape, pixels: pixels, labels: labels, classNames: classNames,
      classes: classes ?? self.classes, normalisation: normalisation)
  }

  /// The images of the given classes only, in their order; the classes keep the order given.
  public func only(_ classes: [Int]) -> LabelledImages {
    let wanted = Set(classes.map { UInt8($0) })
    return selecting(labels.indices.filter { wanted.contains(labels[$0]) }, classes: classes)
  }
}

/// How a pixel p in 0...255 becomes the number that enters the network:
/// (p / scale - mean) / deviation.
public struct Normalisation: Hashable, Sendable {
  /// What a pixel is divided by first.
  public let scale: Double
  /// What is taken away then.
  public let mean: Double
  /// What the rest is divided by.
  public let deviation: Double
  /// Rows and columns of blank paper, pixels of 0, that are put around the image before.
  public let padding: Int

  /// (p / scale - mean) / deviation.
  public init(scale: Double, mean: Double, deviation: Double = 1, padding: Int = 0) {
    self.scale = scale
    self.mean = mean
    self.deviation = deviation
    self.padding = padding
  }

  /// p / 255 - 0.5: from -0.5 (blank paper) to 0.5 (full ink).
  public static let centred = Normalisation(scale: 255, mean: 0.5)
  /// (p / 255 - 0.1307) / 0.3081, mean 0 and deviation 1 over MNIST, on paper two pixels wider at
  /// each side.
  public static let standardised = Normalisation(
    scale: 255, mean: 0.1307, deviation: 0.3081, padding: 2)
  /// The pixel as it is: for toys that are worked on paper.
  public static let raw = Normalisation(scale: 1, mean: 0)

  /// Writes the numbers for some pixels.
  func write<S: Scalar>(
    _ pixels: UnsafePointer<UInt8>, count: Int, to values: UnsafeMutablePointer<S>
  ) {
    S.normalise(
      count: count, pixels: pixels, scale: S(scale), mean: S(mean), deviation: S(deviation),
      values: values)
  }

  /// What blank paper, a pixel of 0, becomes.
  public var blank: Double { -mean / deviation }
  /// What full ink, a pixel of 255, becomes.
  public var full: Double { (255 / scale - mean) / deviation }
}

extension Normalisation: CustomStringConvertible {
  /// The rule in symbols: `p/255 - 0.5`.
  public var description: String {
    let scaled =
      scale == 1 ? "p" : "p/\(scale == scale.rounded() ? String(Int(scale)) : "\(scale)")"
    let centred = mean == 0 ? scaled : "\(scaled) - \(mean)"
    return (deviation == 1 ? centred : "(\(centred))/\(deviation)")
      + (padding > 0 ? ", with \(padding) blank pixels around" : "")
  }
}
