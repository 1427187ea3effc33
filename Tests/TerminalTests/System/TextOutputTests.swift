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

  @Test func `a text longer than a pipe holds arrives whole`() async throws {
    let (source, target) = try FileDescriptor.pipe()
    let text = String(repeating: "0123456789\n", count: 50_000)
    // Non-blocking, as another program on the same terminal may have set it.
    #expect(setNonBlocking(target.rawValue))
    async let received = Task.detached { readAll(source.rawValue) }.value
    TextOutput(descriptor: target).write(text)
    try target.close()
    let arrived = await received
    #expect(arrived == text)
    try source.close()
  }
}
