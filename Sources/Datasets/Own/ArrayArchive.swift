package import ConvNet

/// Arrays of any meaning in an `.npz` archive.
package enum ArrayArchive {
  /// Whether a file begins as an archive does.
  package static func isArchive(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4b]) }

  /// The arrays of an archive by name, without the `.npy` that it appends.
  ///
  /// - Parameters:
  ///   - name: The file's name, for errors.
  ///   - bytes: Its content.
  ///   - type: The type of number wanted.
  /// - Returns: The arrays; numbers of other types are converted, each rounded at most once.
  /// - Throws: ``DatasetError`` if it is damaged, too large, or holds anything but arrays of numbers.
  package static func tensors<S: Scalar>(
    name: String, _ bytes: [UInt8], as type: S.Type = S.self
  ) throws(DatasetError) -> [String: Tensor<S>] {
    let archive = try ZipArchive(name: name, bytes)
    var (tensors, size): ([String: Tensor<S>], Int) = ([:], 0)
    for member in archive.members {
      size += member.size
      guard size <= ZipArchive.maximumBytes else {
        throw DatasetError(
          file: name, .zip(.tooLarge(member: "all of it", most: ZipArchive.maximumBytes)))
      }
      let content = try archive.content(of: member)
      do throws(FileFormatError) {
        tensors[member.name.hasSuffix(".npy") ? String(member.name.dropLast(4)) : member.name] =
          try NPYFile.decode(content)
      } catch {
        throw DatasetError(file: "\(name): \(member.name)", .arrays(.unreadable(error)))
      }
    }
    return tensors
  }
}
