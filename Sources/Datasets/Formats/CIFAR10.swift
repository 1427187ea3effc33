import ConvNet

/// CIFAR-10: colour photographs of ten kinds of things (Krizhevsky 2009), in its binary version.
package enum CIFAR10: DatasetKind {
  package static let word = "cifar10"
  package static let title = "CIFAR-10"
  package static let summary = "32x32 colour photographs, ten classes (the binary version)"
  package static let folderName: String? = word
  package static let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  package static let remedy =
    "unpack CIFAR-10's binary version (cifar-10-binary.tar.gz) there, or name the folder with "
    + "its data_batch_1.bin and test_batch.bin"

  package static func isPromising(_ folder: String) -> Bool {
    CIFARFolder(path: folder).isPromising
  }

  package static func carried(_ selection: Selection) throws(DatasetError) -> LoadedDataset? { nil }

  /// Reads the dataset from the files in a folder, or in the folder inside it that the archive
  /// unpacks to: for training those of data_batch_1.bin to data_batch_5.bin that exist, in this
  /// order, and test_batch.bin for testing.
  package static func load(
    folder: String, _ selection: Selection = .all
  ) throws(DatasetError) -> LoadedDataset {
    let files = try CIFARFolder(path: folder).files()
    let train = try images(files.train)
    let test = try images([files.test])
    return try LoadedDataset(selection, of: (train, test), from: .folder(folder))
  }

  private static func images(_ paths: [String]) throws(DatasetError) -> LabelledImages {
    var records = CIFARRecords(classes: classNames.count)
    for path in paths { try records.append(path) }
    return LabelledImages(
      name: title, imageShape: CIFARRecords.image, pixels: records.pixels, labels: records.labels,
      classNames: classNames)
  }
}
