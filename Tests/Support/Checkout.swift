package import Foundation

/// The checkout that the tests belong to.
package enum Checkout {
  /// The folder that contains Package.swift.
  package static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A file or folder of the checkout.
  package static func url(_ path: String) -> URL { root.appending(path: path) }

  /// A file or folder that may be beside the checkout: data that is too large for it.
  package static func beside(_ path: String) -> URL {
    root.deletingLastPathComponent().appending(path: "shared/" + path)
  }
}
