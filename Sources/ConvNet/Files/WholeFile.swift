#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads and writes whole files with the C library.
enum WholeFile {
  /// The reason that the system gives for a failure, such as "No such file or directory".
  struct Failure: Error {
    let reason: String

    /// The reason for the failure of the last call.
    static var last: Failure { Failure(reason: String(cString: strerror(errno))) }
  }

  /// All bytes of a file.
  static func read(_ path: String) throws(Failure) -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw .last }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&block, 1, block.count, file)
      bytes += block[..<count]
      if count < block.count { break }
    }
    guard ferror(file) == 0 else { throw .last }
    return bytes
  }

  /// Writes a file whole or not at all: the bytes go to a new file beside it, which then takes its
  /// place.
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let temporary = "\(path).\(getpid()).part"
    do throws(Failure) {
      guard let file = fopen(temporary, "wb") else { throw Failure.last }
      let isWritten =
        fwrite(bytes, 1, bytes.count, file) == bytes.count && fflush(file) == 0
        && fsync(fileno(file)) == 0
      let failure = Failure.last
      guard fclose(file) == 0, isWritten else { throw isWritten ? .last : failure }
      guard rename(temporary, path) == 0 else { throw Failure.last }
    } catch {
      unlink(temporary)
      throw error
    }
  }
}
