/// Fashion-MNIST: articles of clothing in MNIST's format (Xiao, Rasul, Vollgraf 2017).
package enum FashionMNIST: DatasetKind {
  package static let word = "fashion"
  package static let title = "Fashion-MNIST"
  package static let summary = "28x28 articles of clothing, ten classes"
  package static let folderName: String? = "fashion-mnist"
  package static let classNames = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
    "Ankle boot",
  ]
  package static let remedy =
    "on Debian and Ubuntu, install it with `sudo apt-get install dataset-fashion-mnist`; or put its "
    + "four files there, or name their folder"

  package static func isPromising(_ folder: String) -> Bool { IDXFolder(path: folder).isPromising }

  package static func carried(_ selection: Selection) throws(DatasetError) -> LoadedDataset? { nil }

  /// Reads the dataset from the four files in a folder, each packed with gzip or not.
  package static func load(
    folder: String, _ selection: Selection = .all
  ) throws(DatasetError) -> LoadedDataset {
    try IDXDataset(name: title, classNames: classNames)
      .load(try IDXFolder(path: folder).files(), from: .folder(folder), selection)
  }
}
