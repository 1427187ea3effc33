package import ConvNet

/// A dataset as a session opens it.
package struct LoadedDataset: Sendable {
  package let train: LabelledImages
  package let test: LabelledImages
  package let source: Source
  /// How many images the source has, before any selection.
  package let available: (train: Int, test: Int)
  /// Whether the test images are held-out training images.
  package let isTestHeldOut: Bool

  /// Where a dataset came from.
  package enum Source: Hashable, Sendable {
    /// The files in a folder.
    case folder(String)
    /// A file of the user's own.
    case file(String)
    /// The sample that is built into Backstep.
    case bundled
    /// Made by a program, like the toy images.
    case made
  }
}

extension LoadedDataset {
  /// The selected part of a dataset in memory.
  init(
    _ selection: Selection, of data: (train: LabelledImages, test: LabelledImages),
    from source: Source
  ) throws(DatasetError) {
    let (train, test) = try selection.applied(to: data)
    self.init(
      train: train, test: test, source: source, available: (data.train.count, data.test.count),
      isTestHeldOut: selection.holdout != nil)
  }
}
