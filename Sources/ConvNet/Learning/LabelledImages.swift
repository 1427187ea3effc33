/// Images with their classes, as they come from a file: bytes, not yet normalised.
public struct LabelledImages: Equatable, Sendable {
  /// What the data is called: "MNIST".
  public let name: String
  /// Channels, rows and columns of one image.
  public let imageShape: Shape
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
  public let normalisation: Normalisation

  /// Images with their labels.
  ///
  /// - Precondition: There are as many pixels as the labels and the shape ask for, and every label
  ///   names a class.
  public init(
    name: String, imageShape: Shape, pixels: [UInt8], labels: [UInt8], classNames: [String],
    classes: [Int]? = nil, normalisation: Normalisation = .centred
  ) {
    precondition(imageShape.rank == 3, "An image has channels, rows and columns.")
    precondition(
      pixels.count == labels.count * imageShape.count, "Every label needs one image's pixels.")
    precondition(
      labels.allSatisfy { Int($0) < classNames.count }, "Every label must name a class.")
    self.name = name
    self.imageShape = imageShape
    self.pixels = pixels
    self.labels = labels
    self.classNames = classNames
    self.classes = classes ?? Array(classNames.indices)
    self.normalisation = normalisation
  }

  /// How many images there are.
  public var count: Int { labels.count }

  /// The pixels of one image, before normalising.
  public func rawImage(_ index: Int) -> ArraySlice<UInt8> {
    pixels[index * imageShape.count..<(index + 1) * imageShape.count]
  }

  /// One image as the network sees it, C,H,W, normalised.
  public func image<S: Scalar>(_ index: Int, as type: S.Type = S.self) -> Tensor<S> {
    Tensor(imageShape, normalisation.apply(to: rawImage(index)))
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
      name: name, imageShape: imageShape, pixels: pixels, labels: labels, classNames: classNames,
      classes: classes ?? self.classes, normalisation: normalisation)
  }

  /// The images of the given classes only, in their order; the classes keep the order given.
  public func only(_ classes: [Int]) -> LabelledImages {
    let wanted = Set(classes.map { UInt8($0) })
    return selecting(labels.indices.filter { wanted.contains(labels[$0]) }, classes: classes)
  }
}

/// How a pixel p in 0...255 becomes the number that enters the network: p / scale + offset.
public struct Normalisation: Hashable, Sendable {
  /// What a pixel is divided by.
  public let scale: Double
  /// What is added then.
  public let offset: Double

  /// p / scale + offset.
  public init(scale: Double, offset: Double) {
    self.scale = scale
    self.offset = offset
  }

  /// p / 255 - 0.5: from -0.5 (blank paper) to 0.5 (full ink).
  public static let centred = Normalisation(scale: 255, offset: -0.5)
  /// The pixel as it is: for toys that are worked on paper.
  public static let raw = Normalisation(scale: 1, offset: 0)

  /// The numbers for some pixels.
  public func apply<S: Scalar>(to pixels: ArraySlice<UInt8>) -> [S] {
    S.normalised(pixels, scale: S(scale), offset: S(offset))
  }

  /// What blank paper, a pixel of 0, becomes.
  public var blank: Double { offset }
}
