import SystemPackage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A source of bytes that are read one piece at a time.
protocol ByteSource {
  /// Fills the buffer until it is full or the source ends, and returns how many bytes were read.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int
}

extension ByteSource {
  /// Fills some bytes, or a part of them, until they are full or the source ends, and returns how
  /// many bytes were read.
  func read(into bytes: inout [UInt8], _ part: Range<Int>? = nil) throws(DatasetError) -> Int {
    let part = part ?? 0..<bytes.count
    return try bytes.withUnsafeMutableBufferPointer { buffer throws(DatasetError) in
      try read(into: UnsafeMutableRawBufferPointer(.init(rebasing: buffer[part])))
    }
  }
}

/// A file that is read from beginning to end: one on the disk, or one in memory.
final class InputFile: ByteSource {
  /// Where the bytes are.
  enum Location {
    case disk(path: String)
    /// Bytes that remain valid as long as they are read.
    case memory(name: String, UnsafeRawBufferPointer)

    var name: String {
      switch self {
      case .disk(let path): path
      case .memory(let name, _): name
      }
    }
  }

  let name: String
  /// How many bytes it has.
  let size: Int
  /// How many of them have been read.
  private(set) var position = 0

  private let bytes: Bytes

  private enum Bytes {
    case descriptor(FileDescriptor)
    case memory(UnsafeRawBufferPointer)
  }

  init(_ location: Location) throws(DatasetError) {
    name = location.name
    switch location {
    case .disk(let path):
      let (descriptor, size) = try Self.open(path)
      self.size = size
      bytes = .descriptor(descriptor)
    case .memory(_, let memory):
      size = memory.count
      bytes = .memory(memory)
    }
    guard size > 0 else { throw DatasetError(file: name, .empty) }
  }

  deinit {
    if case .descriptor(let descriptor) = bytes { try? descriptor.close() }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    let got: Int
    switch bytes {
    case .memory(let memory):
      got = min(buffer.count, size - position)
      buffer.copyMemory(from: .init(rebasing: memory[position..<position + got]))
    case .descriptor(let descriptor):
      got = try read(descriptor, into: buffer)
    }
    position += got
    return got
  }

  private func read(
    _ descriptor: FileDescriptor, into buffer: UnsafeMutableRawBufferPointer
  ) throws(DatasetError) -> Int {
    var filled = 0
    do {
      while filled < buffer.count {
        let got = try descriptor.read(into: .init(rebasing: buffer[filled...]))
        if got == 0 { break }
        filled += got
      }
    } catch {
      throw DatasetError(
        file: name, at: .byte(position + filled), .cannotRead(reason: "\(error)"))
    }
    return filled
  }

  /// Opens a regular file and gets its size.
  private static func open(_ path: String) throws(DatasetError) -> (FileDescriptor, size: Int) {
    do {
      // Opening a pipe would wait for a writer.
      let descriptor = try FileDescriptor.open(
        path, .readOnly, options: [.nonBlocking, .closeOnExec])
      do {
        let status = try descriptor.stat()
        if let kind = FileStatus.kindOtherThanFile(status) {
          throw DatasetError(file: path, .notAFile(kind))
        }
        return (descriptor, Int(status.size))
      } catch {
        try? descriptor.close()
        throw error
      }
    } catch let error as DatasetError {
      throw error
    } catch {
      throw DatasetError(file: path, .cannotOpen(reason: "\(error)"))
    }
  }
}

/// What the file system knows about a path.
enum FileStatus {
  case missing
  case file
  case notAFile(DatasetError.FileKind)

  /// What is at a path, after following symbolic links.
  static func of(_ path: String) -> FileStatus {
    guard let status = try? Stat(path) else { return .missing }
    return kindOtherThanFile(status).map(FileStatus.notAFile) ?? .file
  }

  /// - Throws: ``DatasetError`` if there is no folder at the path.
  static func expectFolder(_ path: String) throws(DatasetError) {
    switch of(path) {
    case .missing: throw DatasetError(file: path, .cannotOpen(reason: "there is no such folder"))
    case .notAFile(.folder): break
    case .file, .notAFile: throw DatasetError(file: path, .notAFolder)
    }
  }

  /// The names of what is in a folder; none if it cannot be read.
  static func names(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  static func kindOtherThanFile(_ status: Stat) -> DatasetError.FileKind? {
    switch status.type {
    case .regular: nil
    case .directory: .folder
    case .fifo: .pipe
    default: .other
    }
  }
}
