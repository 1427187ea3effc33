import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct PublishedFileTests {
  private let folder: TemporaryFolder
  /// `123456789`, the standard check value for CRC-32 implementations.
  private let digits = Array("123456789".utf8)
  private let file = PublishedFile(
    name: "digits", size: 9, checksum: 0xcbf4_3926, packedSize: 40)

  init() throws { folder = try TemporaryFolder() }

  private func problem(_ bytes: [UInt8]) throws -> DatasetError.Problem? {
    try folder.write(bytes, to: "file")
    do throws(DatasetError) {
      try file.check(folder.path + "/file")
      return nil
    } catch {
      return error.problem
    }
  }

  @Test func `the right bytes pass, packed with gzip or not`() throws {
    #expect(try problem(digits) == nil)
    #expect(try problem(GzipWriter.pack(digits)) == nil)
  }

  @Test func `whatever is different is said`() throws {
    #expect(try problem(Array(digits.dropLast())) == .cutOff(expected: 9, found: 8))
    #expect(try problem(digits + [48]) == .tooLong(expected: 9, found: nil))
    #expect(try problem(GzipWriter.pack(digits + [48])) == .tooLong(expected: 9, found: nil))
    #expect(try problem([]) == .empty)
    guard case .wrongChecksum(expected: 0xcbf4_3926, let found) = try problem(digits.reversed())
    else {
      Issue.record("another order has another checksum")
      return
    }
    let words = DatasetError(.wrongChecksum(expected: 0xcbf4_3926, found: 0x12)).description
    #expect(words.hasPrefix("expected the CRC-32 cbf43926, found 00000012; "))
    #expect(found != 0xcbf4_3926)
  }

  @Test func `it is found in a folder in every usual spelling`() throws {
    let images = MNIST.files[0]
    #expect(images.path(in: folder.path) == nil)
    try folder.write([1], to: "train-images.idx3-ubyte.gz")
    #expect(images.path(in: folder.path) == folder.path + "/train-images.idx3-ubyte.gz")
    try folder.write([1], to: "train-images-idx3-ubyte")
    #expect(images.path(in: folder.path) == folder.path + "/train-images-idx3-ubyte")
  }
}
