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

  /// Reads the dataset from the four files in a folder, or in the one inside it in which PyTorch
  /// puts them, each packed with gzip or not. Images may be of any size, and there may be more
  /// classes than ten, as in EMNIST.
  package static func load(
    folder: String, _ selection: Selection = .all
  ) throws(DatasetError) -> LoadedDataset {
    let path = ["", "/raw", "/MNIST/raw"].map { folder + $0 }.first(where: isPromising) ?? folder
    return try dataset.load(try IDXFolder(path: path).files(), from: .folder(path), selection)
  }

  package static func carried(_ selection: Selection) throws(DatasetError) -> LoadedDataset? {
    try bundled(selection)
  }

  /// The sample that is built into the program: the first 2,000 training images and the first 1,000
  /// test images.
  package static func bundled(_ selection: Selection = .all) throws(DatasetError) -> LoadedDataset {
    selection == .all ? try whole.get() : try unpacked(selection)
  }

  /// Unpacked once; sessions begin with it.
  private static let whole = Result { () throws(DatasetError) in try unpacked(.all) }

  private static func unpacked(_ selection: Selection) throws(DatasetError) -> LoadedDataset {
    let files = IDXDataset.Files(
      trainImages: embedded(.trainImages), trainLabels: embedded(.trainLabels),
      testImages: embedded(.testImages), testLabels: embedded(.testLabels))
    do throws(DatasetError) {
      return try dataset.load(files, from: .bundled, selection)
    } catch {
      throw error.inSample
    }
  }

  private static let dataset = IDXDataset(name: title, classNames: nil, fewestClasses: 10)

  private static func embedded(_ which: EmbeddedDigits) -> InputFile.Location {
    let file = embedded_digits(which)
    return .memory(
      name: "the bundled \(String(cString: file.name))",
      UnsafeRawBufferPointer(start: file.bytes, count: file.count))
  }
}

extension DatasetError {
  /// The same error, with the information that more images are available.
  fileprivate var inSample: DatasetError {
    guard case .tooManyAsked(let option, let asked, let available, _) = problem else { return self }
    return DatasetError(
      .tooManyAsked(option, asked: asked, available: available, isSample: true))
  }
}
