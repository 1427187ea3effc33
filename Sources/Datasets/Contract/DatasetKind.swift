/// A data set that can be loaded by name.
package protocol DatasetKind: Sendable {
  /// The word that selects it.
  static var word: String { get }
  /// Its usual name.
  static var title: String { get }
  /// What it is, in one line.
  static var summary: String { get }
  /// The names of its classes, in the order of their numbers.
  static var classNames: [String] { get }
  /// Its folder, inside the folders that hold data sets; `nil` if a program makes it.
  static var folderName: String? { get }
  /// What to do if it is not in any folder.
  static var remedy: String { get }

  /// Whether a folder has at least one of its files.
  static func isPromising(_ folder: String) -> Bool

  /// Reads it from its files in a folder.
  static func load(
    folder: String, _ selection: Selection
  ) throws(DatasetError) -> LoadedDataset

  /// The part of it that is built into the program; `nil` if none is.
  static func carried(_ selection: Selection) throws(DatasetError) -> LoadedDataset?
}

extension DatasetKind {
  /// Reads it from the first of the folders that has any of its files, or else takes the part that
  /// is built into the program. A folder with only some of the files is an error: half a download
  /// must not silently become another data set.
  package static func find(
    in folders: [String], _ selection: Selection = .all
  ) throws(DatasetError) -> LoadedDataset {
    if let folder = folders.first(where: isPromising) { return try load(folder: folder, selection) }
    if let carried = try carried(selection) { return carried }
    throw DatasetError(.foundNowhere(title: title, folders: folders, remedy: remedy))
  }
}
