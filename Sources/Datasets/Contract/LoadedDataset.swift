package import ConvNet

/// A dataset as a session opens it.
package struct LoadedDataset: Sendable {
  package let train: LabelledImages
  package let test: LabelledImages
  package let source: Source
  /// How many images the source has, before any selection.
  package let available: (train: Int, test: Int)
  /// Whether the test images are training images that were held out.
  package let isTestHeldOut: Bool

  /// Where a dataset came from.
  package enum Source: Hashable, Sendable {
    /// The files in a folder.
    case folder(String)
    /// The sample that Backstep carries along.
    case bundled
    /// Made by a program, as the toy is.
    case made
  }
}
