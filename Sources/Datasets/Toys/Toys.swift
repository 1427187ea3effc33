import ConvNet

/// Images small enough to work out on paper.
package enum Toys: DatasetKind {
  package static let word = "toy"
  package static let title = "toy"
  package static let summary = "four 6x6 images, small enough for paper"
  package static let classNames = ["0", "1"]
  package static let folderName: String? = nil
  package static let remedy = "the toy images are built in"

  package static func isPromising(_ folder: String) -> Bool { false }

  package static func load(
    folder: String, _ selection: Selection
  ) throws(DatasetError) -> LoadedDataset { try load(selection) }

  package static func carried(_ selection: Selection) throws(DatasetError) -> LoadedDataset? {
    try load(selection)
  }

  /// Image 0 is for stepping through by hand. Images 1 to 3 are about translation: 2 is 1 moved
  /// down by one row, 3 is 1 moved left by one column. The rows of 1 repeat with period 2, so after
  /// pooling 1 and 2 agree for every filter; 1 and 3 rarely do. The test set is the same four
  /// images.
  package static func load(_ selection: Selection = .all) throws(DatasetError) -> LoadedDataset {
    let images = LabelledImages(
      name: title, imageShape: Shape(1, 6, 6), pixels: worked + lab + labRowDown + labColumnLeft,
      labels: [0, 1, 1, 1], classNames: classNames, normalisation: .raw)
    return try LoadedDataset(selection, of: (images, images), from: .made)
  }

  /// A zero whose upper edge, under the toy preset's filter, wins each window in a different
  /// corner.
  private static let worked: [UInt8] = [
    0, 0, 1, 3, 0, 0,
    0, 1, 0, 0, 3, 0,
    0, 1, 0, 0, 3, 0,
    0, 3, 0, 0, 3, 0,
    0, 3, 0, 0, 3, 0,
    0, 0, 2, 1, 0, 0,
  ]

  private static let lab: [UInt8] = [
    0, 0, 0, 0, 1, 0,
    0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 1, 0,
    0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 1, 0,
    0, 0, 0, 0, 0, 0,
  ]

  private static let labRowDown: [UInt8] = [
    0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 1, 0,
    0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 1, 0,
    0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 1, 0,
  ]

  private static let labColumnLeft: [UInt8] = [
    0, 0, 0, 1, 0, 0,
    0, 0, 0, 0, 0, 0,
    0, 0, 0, 1, 0, 0,
    0, 0, 0, 0, 0, 0,
    0, 0, 0, 1, 0, 0,
    0, 0, 0, 0, 0, 0,
  ]
}
