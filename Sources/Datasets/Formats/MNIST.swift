import CEmbedded

/// The MNIST database of handwritten digits.
package enum MNIST: DatasetKind {
  package static let word = "mnist"
  package static let title = "MNIST"
  package static let summary = "28x28 handwritten digits; the first 2,000 and 1,000 are built in"
  package static let classNames = (0...9).map(String.init)
  package static let folderName: String? = word
  package static let remedy = "put its four files there, or name their folder"

  package static func isPromising(_ folder: String) -> Bool { IDXFolder(path: folder).isPromising }

  /// Reads the dataset from the four files in a folder, each packed with gzip or not.
  package static func load(
    folder: String, _ selection: Selection = .all
  ) throws(DatasetError) -> LoadedDataset {
    try dataset.load(try IDXFolder(path: folder).files(), from: .folder(folder), selection)
  }

  package static func carried(_ selection: Selection) throws(DatasetError) -> LoadedDataset? {
    try bundled(selection)
  }

  /// The sample that the program carries along: the first 2,000 training images and the first 1,000
  /// test images.
  package static func bundled(_ selection: Selection = .all) throws(DatasetError) -> LoadedDataset {
    let files = IDXDataset.Files(
      trainImages: embedded(.trainImages), trainLabels: embedded(.trainLabels),
      testImages: embedded(.testImages), testLabels: embedded(.testLabels))
    do throws(DatasetError) {
      return try dataset.load(files, from: .bundled, selection)
    } catch {
      throw error.inSample
    }
  }

  private static let dataset = IDXDataset(name: title, classNames: classNames)

  private static func embedded(_ which: EmbeddedDigits) -> InputFile.Location {
    let file = embedded_digits(which)
    return .memory(
      name: "the bundled \(String(cString: file.name))",
      UnsafeRawBufferPointer(start: file.bytes, count: file.count))
  }
}

extension DatasetError {
  /// The same error, knowing that more images can be had.
  fileprivate var inSample: DatasetError {
    guard case .tooManyAsked(let option, let asked, let available, _) = problem else { return self }
    return DatasetError(
      .tooManyAsked(option, asked: asked, available: available, isSample: true))
  }
}
