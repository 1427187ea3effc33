import Terminal
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct TextOutputTests {
  @Test func `a reader that has left ends the output quietly`() throws {
    Interrupt.install()
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let output = TextOutput(descriptor: ends[1])
    output.write("loss\n")
    #expect(!output.isClosed)
    close(ends[0])
    output.write("accuracy\n")
    #expect(output.isClosed)
    close(ends[1])
  }

  @Test func `a text longer than a pipe holds arrives whole`() async throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let text = String(repeating: "0123456789\n", count: 50_000)
    let (source, target) = (ends[0], ends[1])
    // Non-blocking, as a program that shares the terminal may have made it.
    #expect(setNonBlocking(target))
    async let received = Task.detached { readAll(source) }.value
    TextOutput(descriptor: target).write(text)
    close(target)
    let arrived = await received
    #expect(arrived == text)
    close(source)
  }
}
