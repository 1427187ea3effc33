import ConvNet

/// A dataset in four files, like MNIST's.
struct IDXDataset {
  let name: String
  /// The names of the classes; `nil` if the labels tell how many there are.
  let classNames: [String]?
  /// The fewest classes if the labels tell how many there are.
  var fewestClasses = 1

  /// The locations of the four files.
  struct Files {
    var trainImages: InputFile.Location
    var trainLabels: InputFile.Location
    var testImages: InputFile.Location
    var testLabels: InputFile.Location
  }

  /// Reads the files, but keeps only the selected images.
  func load(
    _ files: Files, from source: LoadedDataset.Source, _ selection: Selection
  ) throws(DatasetError) -> LoadedDataset {
    let trainImages = try IDX(files.trainImages, .images)
    let testImages = try IDX(files.testImages, .images)
    let trainLabels = try labels(files.trainLabels, for: trainImages)
    let testLabels = try labels(files.testLabels, for: testImages)
    let shape = try trainImages.imageShape()
    let testShape = try testImages.imageShape()
    guard shape == testShape else {
      throw DatasetError(
        file: testImages.name,
        .sizesDiffer(
          expected: Self.size(shape), found: Self.size(testShape), expectedFile: trainImages.name))
    }
    let largest = max(trainLabels.max() ?? 0, testLabels.max() ?? 0)
    let classNames =
      classNames ?? (0..<max(fewestClasses, Int(largest) + 1)).map(String.init)
    let picks = try selection.picks(
      trainLabels: trainLabels, testLabels: testLabels, classes: classNames.count)
    func labelled(_ picks: [Int], _ labels: [UInt8], _ pixels: [UInt8]) -> LabelledImages {
      LabelledImages(
        name: name, imageShape: shape, pixels: pixels, labels: picks.map { labels[$0] },
        classNames: classNames, classes: selection.only)
    }

    let train: LabelledImages
    let test: LabelledImages
    let testPixels = try testImages.images(keeping: picks.test)
    if let heldOut = picks.heldOut {
      let pixels = try trainImages.images(keeping: picks.train + heldOut)
      let split = picks.train.count * shape.count
      train = labelled(picks.train, trainLabels, Array(pixels[..<split]))
      test = labelled(heldOut, trainLabels, Array(pixels[split...]))
    } else {
      let pixels = try trainImages.images(keeping: picks.train)
      train = labelled(picks.train, trainLabels, pixels)
      test = labelled(picks.test, testLabels, testPixels)
    }
    return LoadedDataset(
      train: train, test: test, source: source, available: (trainImages.count, testImages.count),
      isTestHeldOut: picks.heldOut != nil)
  }

  private func labels(
    _ location: InputFile.Location, for images: IDX
  ) throws(DatasetError) -> [UInt8] {
    let file = try IDX(location, .labels)
    guard file.count == images.count else {
      throw DatasetError(
        file: images.name,
        .countsDiffer(images: images.count, labels: file.count, labelsFile: file.name))
    }
    return try file.labels(classes: classNames?.count)
  }

  /// `28x28`, or `3x32x32`.
  private static func size(_ shape: Shape) -> String {
    (shape[0] == 1 ? shape.withoutFirst : shape).description
  }
}
