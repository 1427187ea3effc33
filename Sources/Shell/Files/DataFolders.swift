package import Datasets

/// The folders in which data sets may be.
package struct DataFolders: Sendable {
  /// The user's own folder of data sets, if there is one.
  package let user: String?
  /// The system's.
  package let system: String?
  /// Whether MNIST is always the bundled sample, whatever is in the folders.
  private var hasOnlySample = false

  package init(user: String? = nil, system: String? = nil) {
    self.user = user
    self.system = system
  }

  /// No folders, so that the session is the same for everyone.
  package static let none = DataFolders()

  /// The same folders, but with the bundled sample as MNIST, which everyone has.
  var withSample: DataFolders {
    var folders = self
    folders.hasOnlySample = true
    return folders
  }

  /// Where a data set may be, with the user's folder first.
  package func places(of kind: any DatasetKind.Type) -> [String] {
    guard let name = kind.folderName, !hasOnlySample || kind.word != MNIST.word else { return [] }
    return [user, system].compactMap { $0.map { "\($0)/\(name)" } }
  }
}
