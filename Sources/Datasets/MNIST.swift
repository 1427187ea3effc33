import CEmbedded

/// The MNIST database of handwritten digits.
package enum MNIST {
  /// Reads the dataset from the four files in a folder, each packed with gzip or not.
  package static func load(
    folder: String, _ selection: Selection = .all
  ) throws(DatasetError) -> LoadedDataset {
    try dataset.load(try IDXFolder(path: folder).files(), from: .folder(folder), selection)
  }

  /// Reads the dataset from the first of the folders that has any of its files, or else the
  /// bundled sample. A folder with some of the files only is an error: half a download must not
  /// quietly become another dataset.
  package static func find(
    in folders: [String], _ selection: Selection = .all
  ) throws(DatasetError) -> LoadedDataset {
    guard let folder = folders.first(where: { IDXFolder(path: $0).isPromising }) else {
      return try bundled(selection)
    }
    return try load(folder: folder, selection)
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

  private static let dataset = IDXDataset(name: "MNIST", classNames: (0...9).map(String.init))

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
