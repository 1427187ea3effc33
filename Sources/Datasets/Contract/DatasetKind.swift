/// A data set that is known by name.
package protocol DatasetKind: Sendable {
  /// The name it is chosen by.
  static var word: String { get }
  /// What people call it.
  static var title: String { get }
  /// What it is, in a line.
  static var summary: String { get }
  /// What its classes are called, in the order of their numbers.
  static var classNames: [String] { get }
  /// Its folder, below those that hold data sets; `nil` where a program makes it.
  static var folderName: String? { get }
  /// What to do where it lies in no folder.
  static var remedy: String { get }

  /// Whether a folder has at least one of its files.
  static func isPromising(_ folder: String) -> Bool

  /// Reads it from its files in a folder.
  static func load(
    folder: String, _ selection: Selection
  ) throws(DatasetError) -> LoadedDataset

  /// What the program carries of it; `nil` where it carries nothing.
  static func carried(_ selection: Selection) throws(DatasetError) -> LoadedDataset?
}

extension DatasetKind {
  /// Reads it from the first of the folders that has any of its files, or else takes what the
  /// program carries. A folder with some of the files only is an error: half a download must not
  /// quietly become another data set.
  package static func find(
    in folders: [String], _ selection: Selection = .all
  ) throws(DatasetError) -> LoadedDataset {
    if let folder = folders.first(where: isPromising) { return try load(folder: folder, selection) }
    if let carried = try carried(selection) { return carried }
    throw DatasetError(.foundNowhere(title: title, folders: folders, remedy: remedy))
  }
}
