/// A folder that may hold the four files of an IDX dataset, in any of their usual spellings.
struct IDXFolder {
  let path: String
  /// What the names of the files begin with, as in `emnist-letters-`.
  var prefix = ""

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
        .filesMissing(
          missing.map { prefix + $0 }, of: "the four files of MNIST's format", mayBePacked: true))
    }
    return IDXDataset.Files(
      trainImages: .disk(path: paths[0]), trainLabels: .disk(path: paths[1]),
      testImages: .disk(path: paths[2]), testLabels: .disk(path: paths[3]))
  }

  /// Whether at least one of the files exists.
  var isPromising: Bool { Self.parts.contains { find($0) != nil } }

  private static let parts = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
  ]

  /// The path of a part. Unpacking tools like to make a folder of the same name, so a real file is
  /// preferred to anything else with that name.
  func find(_ part: String) -> String? {
    let spellings = Self.spellings(of: part).flatMap { [$0, $0 + ".gz"] }
    let there = spellings.map { "\(path)/\(prefix)\($0)" }.map { ($0, FileStatus.of($0)) }
    let file = there.first { if case .file = $0.1 { true } else { false } }
    let anything = there.first { if case .missing = $0.1 { false } else { true } }
    return (file ?? anything)?.0
  }

  /// Some mirrors write a dot where MNIST has its second dash, EMNIST calls the test set `test`, and
  /// images with channels have four extents.
  private static func spellings(of part: String) -> [String] {
    var names = [part, part.replacing("t10k-", with: "test-")]
    names += names.map { $0.replacing("-idx3", with: "-idx4") }
    return names + names.map { $0.replacing("-idx", with: ".idx") }
  }

  /// The prefixes under which a folder's files hold training images.
  static func prefixes(in files: [String]) -> [String] {
    let endings = spellings(of: parts[0]).flatMap { [$0, $0 + ".gz"] }
    return Set(
      files.compactMap { file in
        endings.first { file.hasSuffix($0) }.map { String(file.dropLast($0.count)) }
      }
    ).sorted()
  }
}
