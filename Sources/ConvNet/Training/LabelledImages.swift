/// Images with their classes: bytes, as they come from a file, which are normalised on their way into
/// the network; or numbers, which enter the network as they are.
public struct LabelledImages: Equatable, Sendable {
  /// The name of the data: "MNIST".
  public let name: String
  /// Channels, rows and columns of one image as stored in the data.
  public let pixelShape: Shape
  /// All pixels, image after image, each image C,H,W.
  public private(set) var pixels: [UInt8]
  /// The numbers of images that are given as numbers, laid out as the pixels are, which are then the
  /// nearest bytes; empty for other images.
  public private(set) var numbers: [Float] = []
  /// One class per image, an index into ``classNames``.
  public let labels: [UInt8]
  /// The names of the classes, one for every value that a label may have.
  public let classNames: [String]
  /// The classes that were selected, in the order given; all of them if none was left out.
  public let classes: [Int]
  /// How a pixel becomes an input of the network.
  public private(set) var normalisation: Normalisation

  /// Images with their labels.
  ///
  /// - Precondition: There are as many pixels as the labels and the shape require, every label names
  ///   a class, and so does every number in `classes`.
  public init(
    name: String, imageShape pixelShape: Shape, pixels: [UInt8], labels: [UInt8],
    classNames: [String],
    classes: [Int]? = nil, normalisation: Normalisation = .centred
  ) {
    ensure(pixelShape.rank == 3, "An image has channels, rows and columns.")
    ensure(
      pixels.count == labels.count * pixelShape.count, "Every label needs one image's pixels.")
    ensure(
      labels.allSatisfy { Int($0) < classNames.count }, "Every label must name a class.")
    ensure(
      (classes ?? []).allSatisfy(classNames.indices.contains),
      "Every selected class must be one of the classes.")
    self.name = name
    self.pixelShape = pixelShape
    self.pixels = pixels
    self.labels = labels
    self.classNames = classNames
    self.classes = classes ?? Array(classNames.indices)
    self.normalisation = normalisation
  }

  /// Images given as numbers, which enter the network as they are.
  ///
  /// - Precondition: There are as many finite numbers as the labels and the shape require, and every
  ///   label names a class.
  public init(
    name: String, imageShape: Shape, numbers: [Float], labels: [UInt8], classNames: [String],
    classes: [Int]? = nil
  ) {
    ensure(numbers.allSatisfy(\.isFinite), "An image consists of finite numbers.")
    self.init(
      name: name, imageShape: imageShape,
      pixels: numbers.map { Normalisation.raw.pixel(of: Double($0)) }, labels: labels,
      classNames: classNames, classes: classes, normalisation: .raw)
    self.numbers = numbers
  }

  /// Whether the images are given as numbers, which the user may overwrite.
  public var isWritten: Bool { !numbers.isEmpty }

  /// Writes the numbers of one image.
  mutating func rewrite<S: Scalar>(_ index: Int, as image: some Collection<S>) {
    for (offset, number) in zip(index * pixelShape.count..<(index + 1) * pixelShape.count, image) {
      numbers[offset] = Float(number)
      pixels[offset] = Normalisation.raw.pixel(of: Double(number))
    }
  }

  /// How many images there are.
  public var count: Int { labels.count }

  /// Channels, rows and columns of one image as the network sees it.
  public var imageShape: Shape {
    let margin = 2 * normalisation.padding
    return Shape(pixelShape[0], pixelShape[1] + margin, pixelShape[2] + margin)
  }

  /// The same images with another normalisation; images that are given as numbers have none.
  public func entering(by normalisation: Normalisation) -> LabelledImages {
    if isWritten { return self }
    var images = self
    images.normalisation = normalisation
    return images
  }

  /// The pixels of one image, before normalising.
  package func rawImage(_ index: Int) -> ArraySlice<UInt8> {
    pixels[index * pixelShape.count..<(index + 1) * pixelShape.count]
  }

  /// One image as the network sees it, C,H,W, normalised.
  ///
  /// - Precondition: `index` is in 0..<``count``.
  public func image<S: Scalar>(_ index: Int, as type: S.Type = S.self) -> Tensor<S> {
    ensureImage(index)
    return .written(imageShape) { write(index, to: $0) }
  }

  /// Writes one image as the network sees it, C,H,W, normalised.
  func write<S: Scalar>(_ index: Int, to values: UnsafeMutablePointer<S>) {
    let (shape, margin, count) = (imageShape, normalisation.padding, pixelShape.count)
    guard !isWritten else {
      for offset in 0..<count { values[offset] = S(numbers[index * count + offset]) }
      return
    }
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

  /// Ends the program with a sentence if there is no image at an index.
  func ensureImage(_ index: Int) {
    ensure(
      labels.indices.contains(index),
      "There is no image \(index): \(name) has \(count.counted("image")), counted from 0.")
  }

  /// The images at the given indices.
  ///
  /// - Precondition: Each index is in 0..<``count``.
  public func selecting(_ indices: some Sequence<Int>, classes: [Int]? = nil) -> LabelledImages {
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    var numbers: [Float] = []
    for index in indices {
      ensureImage(index)
      pixels += rawImage(index)
      labels.append(self.labels[index])
      if isWritten {
        numbers += self.numbers[index * pixelShape.count..<(index + 1) * pixelShape.count]
      }
    }
    if isWritten {
      return LabelledImages(
        name: name, imageShape: pixelShape, numbers: numbers, labels: labels,
        classNames: classNames, classes: classes ?? self.classes)
    }
    return LabelledImages(
      name: name, imageShape: pixelShape, pixels: pixels, labels: labels, classNames: classNames,
      classes: classes ?? self.classes, normalisation: normalisation)
  }
}

/// How a pixel p in 0...255 becomes an input of the network: (p / scale - mean) / deviation.
public struct Normalisation: Hashable, Sendable {
  /// The divisor that is applied to a pixel first.
  public let scale: Double
  /// What is subtracted next.
  public let mean: Double
  /// The divisor of the rest.
  public let deviation: Double
  /// Rows and columns of blank paper, pixels of 0, added around the image first.
  public let padding: Int

  /// (p / scale - mean) / deviation.
  ///
  /// - Precondition: The numbers are finite, neither divisor is 0, and the padding is not negative.
  public init(scale: Double, mean: Double, deviation: Double = 1, padding: Int = 0) {
    ensure(
      [scale, mean, deviation].allSatisfy(\.isFinite) && scale != 0 && deviation != 0,
      "A normalisation consists of finite numbers, and its divisors are not 0.")
    ensure(padding >= 0, "A margin has at least 0 pixels.")
    self.scale = scale
    self.mean = mean
    self.deviation = deviation
    self.padding = padding
  }

  /// p / 255 - 0.5: from -0.5 (blank paper) to 0.5 (full ink).
  public static let centred = Normalisation(scale: 255, mean: 0.5)
  /// (p / 255 - 0.1307) / 0.3081, which has mean 0 and standard deviation 1 over MNIST, on paper
  /// two pixels wider on each side.
  public static let standardised = Normalisation(
    scale: 255, mean: 0.1307, deviation: 0.3081, padding: 2)
  /// The pixel unchanged: for toy examples that are worked out on paper.
  public static let raw = Normalisation(scale: 1, mean: 0)

  /// Writes the inputs for some pixels.
  func write<S: Scalar>(
    _ pixels: UnsafePointer<UInt8>, count: Int, to values: UnsafeMutablePointer<S>
  ) {
    S.normalise(
      count: count, pixels: pixels, scale: S(scale), mean: S(mean), deviation: S(deviation),
      values: values)
  }

  /// The input for blank paper, a pixel of 0.
  package var blank: Double { -mean / deviation }
  /// The input for full ink, a pixel of 255.
  package var full: Double { (255 / scale - mean) / deviation }
}

extension Normalisation: CustomStringConvertible {
  /// The rule in symbols: `p/255 - 0.5`.
  public var description: String {
    let scaled =
      scale == 1 ? "p" : "p/\(scale == scale.rounded() ? String(Int(scale)) : "\(scale)")"
    let centred = mean == 0 ? scaled : "\(scaled) - \(mean)"
    return (deviation == 1 ? centred : "(\(centred))/\(deviation)")
      + (padding > 0
        ? ", with a margin of \(padding.counted("blank pixel"))" : "")
  }
}
