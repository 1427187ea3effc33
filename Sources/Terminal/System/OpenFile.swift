package import SystemPackage

extension Errno {
  /// There is no such file, or no such folder on the path to it.
  package var isMissingFile: Bool { self == .noSuchFileOrDirectory || self == .notDirectory }

  /// The result of a call. swift-system's calls throw only `Errno`, but their types do not say so.
  static func typed<R>(_ call: () throws -> R) throws(Errno) -> R {
    do {
      return try call()
    } catch let error as Errno {
      throw error
    } catch {
      preconditionFailure("A system call throws Errno, not \(error).")
    }
  }
}

extension FileDescriptor {
  /// Writes all bytes, even if the system accepts only a part of them at a time.
  func writeWhole(_ bytes: [UInt8]) throws(Errno) {
    var done = 0
    while done < bytes.count {
      do throws(Errno) {
        done += try Errno.typed {
          try bytes.withUnsafeBytes { try write(UnsafeRawBufferPointer(rebasing: $0[done...])) }
        }
      } catch {
        // Another process may have made our output non-blocking.
        guard error == .resourceTemporarilyUnavailable else { throw error }
        waitUntilWritable()
      }
    }
  }

  /// Reads once: the available bytes, none at the end of the file; `nil` if a signal came first, or
  /// if a non-blocking descriptor has none yet.
  package func readAvailable(atMost count: Int) throws(Errno) -> [UInt8]? {
    do throws(Errno) {
      return try Errno.typed {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, got in
          got = try read(into: UnsafeMutableRawBufferPointer(buffer), retryOnInterrupt: false)
        }
      }
    } catch {
      guard error == .interrupted || error == .resourceTemporarilyUnavailable else { throw error }
      return nil
    }
  }

  /// Up to `count` bytes, from an offset, or from where the last read ended.
  func readUpTo(_ count: Int, from offset: Int64? = nil) throws(Errno) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = try Errno.typed {
        try bytes.withUnsafeMutableBytes { buffer in
          let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
          return if let offset {
            try read(fromAbsoluteOffset: offset + Int64(filled), into: rest)
          } else {
            try read(into: rest)
          }
        }
      }
      if got == 0 { break }
      filled += got
    }
    bytes.removeLast(count - filled)
    return bytes
  }
}

/// A file that is open for as long as this value lives, and is closed exactly once.
package struct OpenFile: ~Copyable {
  package let descriptor: FileDescriptor

  /// Opens a file; child processes do not inherit it.
  package init(
    _ path: String, _ mode: FileDescriptor.AccessMode, options: FileDescriptor.OpenOptions = [],
    permissions: FilePermissions? = nil
  ) throws(Errno) {
    descriptor = try Errno.typed {
      try FileDescriptor.open(
        path, mode, options: options.union(.closeOnExec), permissions: permissions)
    }
  }

  /// Takes ownership of an open descriptor.
  init(owning descriptor: FileDescriptor) {
    self.descriptor = descriptor
    descriptor.closeOnExecution()
  }

  deinit { try? descriptor.close() }

  /// Closes the file now, and throws an error that the system reports only on closing.
  package consuming func close() throws(Errno) {
    let descriptor = descriptor
    discard self
    try Errno.typed { try descriptor.close() }
  }

  /// Whether the path still leads to this file and not to another one.
  func isAt(_ path: String) -> Bool {
    guard let ours = try? Stat(descriptor), let current = try? Stat(path) else { return false }
    return ours.inode == current.inode && ours.deviceID == current.deviceID
  }

  /// `fstat(2)`.
  package func status() throws(Errno) -> Stat { try Stat(descriptor) }

  /// Up to `count` bytes, from an offset, or from where the last read ended.
  package func read(_ count: Int, from offset: Int64? = nil) throws(Errno) -> [UInt8] {
    try descriptor.readUpTo(count, from: offset)
  }

  package func append(_ bytes: [UInt8]) throws(Errno) { try descriptor.writeWhole(bytes) }

  /// `ftruncate(2)`: cuts the file to this size.
  package func truncate(to size: Int64) throws(Errno) {
    try Errno.typed { try descriptor.resize(to: size) }
  }

  /// Appends all bytes, or none; afterwards they are on the disk.
  package func appendWhole(_ bytes: [UInt8]) throws(Errno) {
    let size = try status().size
    do throws(Errno) {
      try append(bytes)
      try synchronize()
    } catch {
      try? descriptor.resize(to: size)
      throw error
    }
  }

  /// `fsync(2)`: waits until the bytes are on the disk.
  package func synchronize() throws(Errno) { try descriptor.synchronize() }
}

/// A pipe to or from a program: one end is given to it and then closed here, the other one is kept.
package struct Pipe: ~Copyable {
  package let readEnd: OpenFile
  package let writeEnd: OpenFile

  package init() throws(Errno) {
    let ends = try Errno.typed { try FileDescriptor.pipe() }
    readEnd = OpenFile(owning: ends.readEnd)
    writeEnd = OpenFile(owning: ends.writeEnd)
  }

  package consuming func keepReadEnd() -> OpenFile { readEnd }

  consuming func keepWriteEnd() -> OpenFile { writeEnd }
}
