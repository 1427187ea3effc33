import Foundation
import SystemPackage
import Terminal
import Testing

@Suite struct TextOutputTests {
  @Test func `a reader that has left ends the output quietly`() throws {
    Interrupt.install()
    let ends = try FileDescriptor.pipe()
    let output = TextOutput(descriptor: ends.writeEnd)
    output.write("loss\n")
    #expect(!output.isClosed)
    try ends.readEnd.close()
    output.write("accuracy\n")
    #expect(output.isClosed)
    try ends.writeEnd.close()
  }

  @Test func `a text longer than a pipe holds arrives whole`() throws {
    let (source, target) = try FileDescriptor.pipe()
    let text = String(repeating: "0123456789\n", count: 50_000)
    // Non-blocking, as another program on the same terminal may have set it.
    #expect(setNonBlocking(target.rawValue))
    let reader = Reader(of: source)
    TextOutput(descriptor: target).write(text)
    try target.close()
    #expect(reader.result == text)
    try source.close()
  }
}

/// Reads all of a pipe while a test writes to it, on a thread of its own: a task would wait for one
/// of the threads on which tests run, and the writer that waits for it occupies one.
private final class Reader: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)
  private var text = ""

  init(of source: FileDescriptor) {
    Thread.detachNewThread { [self] in
      text = readAll(source.rawValue)
      done.signal()
    }
  }

  /// What was read, when all is.
  var result: String {
    done.wait()
    return text
  }
}
