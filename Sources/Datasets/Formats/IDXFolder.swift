/// A folder that may hold the four files of an IDX dataset, in any of their usual spellings.
struct IDXFolder {
  let path: String

  /// The four files.
  ///
  /// - Throws: ``DatasetError`` that names the missing ones.
  func files() throws(DatasetError) -> IDXDataset.Files {
    try FileStatus.expectFolder(path)
    let found = Self.parts.map(find)
    let missing = zip(Self.parts, found).filter { $0.1 == nil }.map(\.0)
    guard missing.isEmpty, case let paths = found.compactMap(\.self), paths.count == 4 else {
      throw DatasetError(
        file: path,
        .filesMissing(missing, of: "the four files of MNIST's format", mayBePacked: true))
    }
    return IDXDataset.Files(
      trainImages: .disk(path: paths[0]), trainLabels: .disk(path: paths[1]),
      testImages: .disk(path: paths[2]), testLabels: .disk(path: paths[3]))
  }

  /// Whether at least one of the files is there.
  var isPromising: Bool { Self.parts.contains { find($0) != nil } }

  private static let parts = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
  ]

  /// The path of a part. Unpacking tools like to make a folder of the same name, so a real file
  /// goes before anything else that stands there.
  func find(_ part: String) -> String? {
    // Some mirrors write a dot where MNIST has its second dash.
    let dotted = part.replacing("-idx", with: ".idx")
    let paths = [part, dotted, part + ".gz", dotted + ".gz"].map { "\(path)/\($0)" }
    let there = paths.map { ($0, FileStatus.of($0)) }
    let file = there.first { if case .file = $0.1 { true } else { false } }
    let anything = there.first { if case .missing = $0.1 { false } else { true } }
    return (file ?? anything)?.0
  }
}
