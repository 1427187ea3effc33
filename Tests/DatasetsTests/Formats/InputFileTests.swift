import ConvNet
import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct InputFileTests {
  private let name = "train-images-idx3-ubyte"

  /// The error when one file is replaced by something else.
  private func error(_ put: (_ path: String) throws -> Void) throws -> DatasetError? {
    let folder = try TemporaryFolder()
    try SmallMNIST().write(to: folder)
    let path = "\(folder.path)/\(name)"
    try FileManager.default.removeItem(atPath: path)
    try put(path)
    return #expect(throws: DatasetError.self) { try MNIST.load(folder: folder.path) }
  }

  @Test func `a folder in the place of a file is named`() throws {
    let error = try error {
      try FileManager.default.createDirectory(atPath: $0, withIntermediateDirectories: false)
    }
    #expect(error?.problem == .notAFile(.folder))
    #expect(error?.file?.hasSuffix(name) == true)
  }

  @Test func `a pipe without a writer does not block`() throws {
    let error = try error { #expect(mkfifo($0, 0o600) == 0) }
    #expect(error?.problem == .notAFile(.pipe))
  }

  @Test func `an endless device is refused`() throws {
    let error = try error {
      try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: "/dev/zero")
    }
    #expect(error?.problem == .notAFile(.other))
  }

  @Test func `a dangling link counts as a missing file`() throws {
    let error = try error {
      try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: "nowhere")
    }
    #expect(
      error?.problem
        == .filesMissing([name], of: "the four files of MNIST's format", mayBePacked: true))
  }

  @Test(.enabled(if: getuid() != 0, "root may read every file"))
  func `a file without permission says so`() throws {
    let error = try error {
      _ = FileManager.default.createFile(
        atPath: $0, contents: Data([1]), attributes: [.posixPermissions: 0])
    }
    #expect(error?.problem == .cannotOpen(reason: String(cString: strerror(EACCES))))
  }

  @Test func `a folder of the same name does not hide the file beside it`() throws {
    let folder = try TemporaryFolder()
    try SmallMNIST().write(to: folder, suffix: ".gz")
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/\(name)", withIntermediateDirectories: false)
    #expect(try MNIST.load(folder: folder.path).train.count == 6)
  }
}
