import ConvNet
import Datasets

extension LoadedDataset {
  var split: DataSplit { DataSplit(training: train, test: test) }

  /// The folder whose files, in MNIST's format, hold exactly these images.
  var wholeFolder: String? {
    guard case .folder(let path) = source, train.pixelShape[0] == 1, !isTestHeldOut,
      train.count == available.train, test.count == available.test
    else { return nil }
    return path
  }

  /// How the bundled sample is named.
  static let bundledInWords = "from the bundled sample"

  var sourceInWords: String {
    switch source {
    case .folder(let path), .file(let path): "from \(path)"
    case .bundled: Self.bundledInWords
    case .made: "for paper"
    }
  }
}
