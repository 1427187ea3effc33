import ConvNet

/// Images and labels as a file of the user's has them.
struct ImageTable {
  /// The file, for errors.
  let file: String
  /// Channels, rows and columns.
  let shape: Shape
  let pixels: [UInt8]
  let labels: [UInt8]

  /// Some of the images.
  fileprivate subscript(range: Range<Int>) -> ImageTable {
    ImageTable(
      file: file, shape: shape,
      pixels: Array(pixels[range.lowerBound * shape.count..<range.upperBound * shape.count]),
      labels: Array(labels[range]))
  }
}

extension LoadedDataset {
  /// A dataset from a file of the user's own. Its classes are the labels from 0 to the largest.
  ///
  /// - Parameters:
  ///   - path: The file; the data are named after it.
  ///   - train: The training images.
  ///   - test: The test images; if there are none, the last sixth of the training images.
  ///   - selection: Which of them are taken.
  /// - Throws: ``DatasetError`` if the two sets do not go together or the selection does not fit.
  init(
    _ path: String, train: ImageTable, test: ImageTable?, _ selection: Selection
  ) throws(DatasetError) {
    if let test, test.shape != train.shape {
      throw DatasetError(
        file: test.file,
        .sizesDiffer(
          expected: train.shape.description, found: test.shape.description,
          expectedFile: train.file))
    }
    let count = train.labels.count
    let split = test == nil && count > 1 ? count - max(1, count / 6) : count
    let parts = (train: train[0..<split], test: test ?? train[(split < count ? split : 0)..<count])
    let largest = max(parts.train.labels.max() ?? 0, parts.test.labels.max() ?? 0)
    let full = max(parts.train.pixels.max() ?? 0, parts.test.pixels.max() ?? 0)
    // Pixels that go to 16, as in scanned 8x8 digits, would all be nearly blank on a scale of 255.
    let normalisation =
      (2...127).contains(full) ? Normalisation(scale: Double(full), mean: 0.5) : .centred
    func images(_ table: ImageTable) -> LabelledImages {
      LabelledImages(
        name: path.split(separator: "/").last.map(String.init) ?? path, imageShape: table.shape,
        pixels: table.pixels, labels: table.labels, classNames: (0...Int(largest)).map(String.init),
        normalisation: normalisation)
    }
    let whole = (train: images(parts.train), test: images(parts.test))
    let taken = try selection.applied(to: whole)
    self.init(
      train: taken.train, test: taken.test, source: .file(path),
      available: (whole.train.count, whole.test.count),
      isTestHeldOut: test == nil || selection.holdout != nil)
  }
}
