/// Images of the user's own, in files of the well-known formats.
///
/// | path | what is read |
/// |---|---|
/// | a folder | four IDX files, in it or in its `raw` or `MNIST/raw`; or arrays, `x_train.npy`, ... |
/// | FOLDER/PREFIX | of several sets of IDX files in a folder, those that begin so: `emnist/emnist-letters` |
/// | `.npz` | arrays in one archive, as Keras' `mnist.npz` |
/// | `.csv`, `.tsv`, `.txt` | a line per image: a label and its pixels; packed with gzip or not |
package enum OwnImages {
  /// The ending of file names that are read.
  package static let endings = [".npz", ".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt"]

  /// Reads what is at a path.
  package static func load(
    _ path: String, _ selection: Selection = .all
  ) throws(DatasetError) -> LoadedDataset {
    switch FileStatus.of(path) {
    case .file:
      let name = path.lowercased()
      if name.hasSuffix(".npz") { return try ArrayImages(archive: path).load(selection) }
      guard endings.contains(where: name.hasSuffix) else {
        throw DatasetError(file: path, .own(.unknownEnding))
      }
      return try TableImages.load(path, selection)
    case .notAFile(.folder): return try load(folder: path, selection)
    case .notAFile(let kind): throw DatasetError(file: path, .notAFile(kind))
    case .missing: return try load(prefixed: path, selection)
    }
  }

  /// The folders inside one in which programs put what they download.
  private static let insides = ["", "/raw", "/MNIST/raw", "/FashionMNIST/raw", "/EMNIST/raw"]

  private static func load(
    folder: String, _ selection: Selection
  ) throws(DatasetError) -> LoadedDataset {
    for inside in insides {
      let path = folder + inside
      guard case .notAFile(.folder) = FileStatus.of(path) else { continue }
      let files = FileStatus.names(in: path)
      let prefixes = IDXFolder.prefixes(in: files)
      if prefixes.count > 1 { throw DatasetError(file: path, .own(.severalSets(prefixes))) }
      if let prefix = prefixes.first { return try load(path, prefix: prefix, selection) }
      let arrays = ArrayImages(folder: path, files: files)
      if arrays.isPromising { return try arrays.load(selection) }
    }
    throw DatasetError(file: folder, .own(.nothingKnown))
  }

  /// Some of the files in a folder, by how their names begin.
  private static func load(
    prefixed path: String, _ selection: Selection
  ) throws(DatasetError) -> LoadedDataset {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
    let known = IDXFolder.prefixes(in: FileStatus.names(in: folder))
    let name = String(parts.last ?? "")
    if let prefix = [name, name + "-"].first(where: known.contains) {
      return try load(folder, prefix: prefix, selection)
    }
    throw DatasetError(file: path, .cannotOpen(reason: "there is no such file or folder"))
  }

  private static func load(
    _ folder: String, prefix: String, _ selection: Selection
  ) throws(DatasetError) -> LoadedDataset {
    let name = prefix.hasSuffix("-") ? String(prefix.dropLast()) : prefix
    let title = name.isEmpty ? folder.split(separator: "/").last.map(String.init) : name
    return try IDXDataset(name: title ?? folder, classNames: nil)
      .load(try IDXFolder(path: folder, prefix: prefix).files(), from: .folder(folder), selection)
  }
}

/// What can be wrong with the place of the user's own images.
package enum OwnImagesFault: FormatFault {
  case unknownEnding
  case severalSets([String])
  case nothingKnown

  package var description: String {
    switch self {
    case .unknownEnding:
      "only \(OwnImages.endings.joined(separator: ", ")) and folders of IDX or .npy files can be read"
    case .severalSets(let prefixes):
      "there are several sets of images: "
        + prefixes.map { $0.hasSuffix("-") ? String($0.dropLast()) : $0 }.joined(separator: ", ")
        + "; add one of these names after the folder's, with a / between them"
    case .nothingKnown:
      "expected a folder with the four files of MNIST's format (train-images-idx3-ubyte, ...),"
        + " or with x_train.npy and y_train.npy"
    }
  }
}

extension DatasetError.Problem {
  package static func own(_ fault: OwnImagesFault) -> Self { .format(AnyFormatFault(fault)) }
}
