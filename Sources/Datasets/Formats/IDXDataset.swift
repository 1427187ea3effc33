import ConvNet

/// A dataset in the four files that MNIST has.
struct IDXDataset {
  let name: String
  let classNames: [String]

  /// Where the four files lie.
  struct Files {
    var trainImages: InputFile.Location
    var trainLabels: InputFile.Location
    var testImages: InputFile.Location
    var testLabels: InputFile.Location
  }

  /// Reads the files, but keeps only the images selected.
  func load(
    _ files: Files, from source: LoadedDataset.Source, _ selection: Selection
  ) throws(DatasetError) -> LoadedDataset {
    let trainImages = try IDX(files.trainImages, .images)
    let testImages = try IDX(files.testImages, .images)
    let trainLabels = try labels(files.trainLabels, for: trainImages)
    let testLabels = try labels(files.testLabels, for: testImages)
    try expectEqualSizes(trainImages, testImages)

    let picks = try selection.picks(
      trainLabels: trainLabels, testLabels: testLabels, classes: classNames.count)
    let shape = Shape([1] + trainImages.extents.dropFirst())
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
    return try file.labels(classes: classNames.count)
  }

  private func expectEqualSizes(_ train: IDX, _ test: IDX) throws(DatasetError) {
    guard train.extents.dropFirst() == test.extents.dropFirst() else {
      throw DatasetError(
        file: test.name,
        .sizesDiffer(expected: Self.size(train), found: Self.size(test), expectedFile: train.name))
    }
  }

  private static func size(_ images: IDX) -> String {
    "\(images.extents[1])x\(images.extents[2])"
  }
}
