package import ConvNet

/// Images and labels in NumPy's arrays: an `.npz` archive, or a folder of `.npy` files.
///
/// Images have the shape N,H,W, or N,C,H,W or N,H,W,C with one or three channels; their numbers go
/// from 0 to 255, or from 0 to 1 if they are fractions. Labels have the shape N or N,1.
struct ArrayImages {
  typealias Names = (
    trainImages: String, trainLabels: String, testImages: String, testLabels: String
  )

  /// The names under which the arrays are looked for: Keras', MedMNIST's, and the plain ones.
  static let names: [Names] = [
    ("x_train", "y_train", "x_test", "y_test"),
    ("train_images", "train_labels", "test_images", "test_labels"),
    ("images", "labels", "test_images", "test_labels"),
    ("x", "y", "x_test", "y_test"),
    ("data", "target", "test_data", "test_target"),
  ]

  /// The file or folder.
  private let path: String
  /// The arrays that there are, by their names in lower case without the ending.
  private let known: [String: String]
  /// The bytes of one of them.
  private let read: (String) throws(DatasetError) -> [UInt8]

  /// The arrays of an archive.
  init(archive path: String) throws(DatasetError) {
    let archive = try ZipArchive(name: path, try InputFile(.disk(path: path)).all())
    let members = Dictionary(archive.members.map { ($0.name, $0) }) { first, _ in first }
    self.path = path
    known = Self.keys(archive.members.map(\.name))
    read = { (name) throws(DatasetError) in
      guard let member = members[name] else { return [] }
      return try archive.content(of: member)
    }
  }

  /// The `.npy` files of a folder, by the names that it has.
  init(folder path: String, files: [String]) {
    self.path = path
    known = Self.keys(files.filter { $0.hasSuffix(".npy") })
    read = { (name) throws(DatasetError) in
      try InputFile(.disk(path: "\(path)/\(name)")).all()
    }
  }

  private static func keys(_ names: [String]) -> [String: String] {
    Dictionary(
      names.map { name in
        ((name.hasSuffix(".npy") ? String(name.dropLast(4)) : name).lowercased(), name)
      }
    ) { first, _ in first }
  }

  /// Whether it has images and labels under one of the known pairs of names.
  var isPromising: Bool { pair != nil }

  private var pair: Names? {
    Self.names.first { known[$0.trainImages] != nil && known[$0.trainLabels] != nil }
  }

  /// Reads the data.
  func load(_ selection: Selection) throws(DatasetError) -> LoadedDataset {
    guard let pair else {
      throw DatasetError(file: path, .arrays(.noImages(found: known.values.sorted())))
    }
    let train = try table(pair.trainImages, pair.trainLabels)
    let hasTest = known[pair.testImages] != nil && known[pair.testLabels] != nil
    let test = hasTest ? try table(pair.testImages, pair.testLabels) : nil
    return try LoadedDataset(path, train: train, test: test, selection)
  }

  private func array(_ key: String) throws(DatasetError) -> (file: String, array: NPYArray) {
    let name = known[key] ?? key
    let file = "\(path): \(name)"
    let bytes = try read(name)
    do throws(FileFormatError) {
      return (file, try NPYFile.array(bytes))
    } catch {
      throw DatasetError(file: file, .arrays(.unreadable(error)))
    }
  }

  private func table(_ imagesKey: String, _ labelsKey: String) throws(DatasetError) -> ImageTable {
    let (file, images) = try array(imagesKey)
    let (labelsFile, labels) = try array(labelsKey)
    guard labels.shape.reduce(1, *) == labels.shape.first else {
      throw DatasetError(
        file: labelsFile, .arrays(.labelsShape(labels.shape)))
    }
    guard images.shape.first == labels.shape.first else {
      throw DatasetError(
        file: file,
        .countsDiffer(
          images: images.shape.first ?? 0, labels: labels.shape.first ?? 0,
          labelsFile: labelsFile))
    }
    let (shape, channelsLast) = try Self.layout(images.shape, file: file)
    var pixels = try PixelScale.bytes(images, file: file)
    if channelsLast { pixels = Self.channelsFirst(pixels, shape) }
    return ImageTable(
      file: file, shape: shape, pixels: pixels,
      labels: try PixelScale.labels(labels.values(as: Double.self), file: labelsFile))
  }

  /// Channels, rows and columns of one image, and whether the channels come last.
  private static func layout(
    _ shape: [Int], file: String
  ) throws(DatasetError) -> (Shape, channelsLast: Bool) {
    switch shape.count {
    case 3: return (Shape(1, shape[1], shape[2]), false)
    case 4 where [1, 3].contains(shape[1]): return (Shape(shape[1], shape[2], shape[3]), false)
    case 4 where [1, 3].contains(shape[3]): return (Shape(shape[3], shape[1], shape[2]), true)
    default: throw DatasetError(file: file, .arrays(.imagesShape(shape)))
    }
  }

  /// N,H,W,C to N,C,H,W.
  private static func channelsFirst(_ pixels: [UInt8], _ shape: Shape) -> [UInt8] {
    let (channels, places) = (shape[0], shape[1] * shape[2])
    guard channels > 1 else { return pixels }
    var result = pixels
    for image in 0..<pixels.count / shape.count {
      let start = image * shape.count
      for place in 0..<places {
        for channel in 0..<channels {
          result[start + channel * places + place] = pixels[start + place * channels + channel]
        }
      }
    }
    return result
  }
}

/// How numbers of the user's become pixels and labels.
enum PixelScale {
  /// The pixels of an array: whole numbers from 0 to 255, or fractions from 0 to 1 times 255,
  /// rounded.
  static func bytes(_ array: NPYArray, file: String) throws(DatasetError) -> [UInt8] {
    if let bytes = array.unsignedBytes { return Array(bytes) }
    return try bytes(
      array.values(as: Float.self), mayBeFractions: array.isFloatingPoint, file: file)
  }

  static func bytes(
    _ values: [Float], mayBeFractions: Bool, file: String
  ) throws(DatasetError) -> [UInt8] {
    let isFraction = mayBeFractions && values.allSatisfy { (0...1).contains($0) }
    if isFraction { return values.map { UInt8(($0 * 255).rounded()) } }
    if let wrong = firstThatIsNoByte(values) {
      throw DatasetError(
        file: file, .arrays(.pixelOutOfRange(values[wrong].description, number: wrong)))
    }
    return values.map { UInt8($0) }
  }

  /// Labels: whole numbers from 0 to 255.
  static func labels(_ values: [Double], file: String) throws(DatasetError) -> [UInt8] {
    if let wrong = firstThatIsNoByte(values) {
      throw DatasetError(
        file: file, .arrays(.labelOutOfRange(values[wrong].description, item: wrong)))
    }
    return values.map { UInt8($0) }
  }

  private static func firstThatIsNoByte(_ values: [some BinaryFloatingPoint]) -> Int? {
    values.firstIndex { !((0...255).contains($0) && $0.rounded() == $0) }
  }
}

/// What can be wrong with arrays of images and labels.
package enum ArraysFault: FormatFault {
  case noImages(found: [String])
  case unreadable(FileFormatError)
  case imagesShape([Int])
  case labelsShape([Int])
  case pixelOutOfRange(String, number: Int)
  case labelOutOfRange(String, item: Int)

  package var description: String {
    switch self {
    case .noImages(let found):
      "expected arrays named x_train and y_train (or "
        + ArrayImages.names.dropFirst().map { "\($0.trainImages) and \($0.trainLabels)" }
        .joined(separator: ", ") + "), found "
        + (found.isEmpty ? "none" : found.prefix(8).joined(separator: ", "))
    case .unreadable(let error): error.statement
    case .imagesShape(let shape):
      "expected images of the shape N,H,W, or with one or three channels, found \(shape)"
    case .labelsShape(let shape): "expected one label per image, found the shape \(shape)"
    case .pixelOutOfRange(let value, let number):
      "expected whole numbers from 0 to 255, or fractions from 0 to 1, found \(value)"
        + " as number \(number)"
    case .labelOutOfRange(let value, let item):
      "expected labels from 0 to 255, found \(value) for image \(item)"
    }
  }
}

extension DatasetError.Problem {
  package static func arrays(_ fault: ArraysFault) -> Self { .format(AnyFormatFault(fault)) }
}

extension InputFile {
  /// All bytes of the file.
  func all() throws(DatasetError) -> [UInt8] {
    guard size <= ZipArchive.maximumBytes else {
      throw DatasetError(
        file: name, .moreThanIsRead(found: size, atMost: ZipArchive.maximumBytes))
    }
    var bytes = [UInt8](repeating: 0, count: size)
    let got = try read(into: &bytes)
    guard got == size else {
      throw DatasetError(file: name, at: .byte(got), .cutOff(expected: size, found: got))
    }
    return bytes
  }
}
