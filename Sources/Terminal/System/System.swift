#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the operating system said of a failed call.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
  package let code: Int32

  package init(code: Int32 = errno) { self.code = code }

  /// There is no such file, or no such folder on the way to it.
  package var isMissingFile: Bool { code == ENOENT || code == ENOTDIR }

  package var description: String {
    guard let text = strerror(code) else { return "error \(code)" }
    return String(cString: text)
  }
}

/// Calls `body` again for as long as a signal interrupts it.
func retrying(_ body: () -> Int) -> Int {
  while true {
    let result = body()
    if result >= 0 || errno != EINTR { return result }
  }
}

/// Writes all of `bytes`, however often the system takes only a part of them.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
  var done = 0
  while done < bytes.count {
    let written = bytes.withUnsafeBytes { buffer in
      retrying { write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done) }
    }
    if written >= 0 {
      done += written
    } else if errno == EAGAIN {
      // Somebody else has made our output non-blocking: wait until it takes more.
      var target = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = poll(&target, 1, -1)
    } else {
      throw SystemError()
    }
  }
}

/// `read(2)`, for where a method of that name stands in the way.
func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
