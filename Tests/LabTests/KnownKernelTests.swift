import Lab
import Testing

@Suite struct KnownKernelTests {
  private func values(_ name: String, _ channels: Int, _ rows: Int, _ columns: Int) -> [Double]? {
    KnownKernel.named(name)?.values(channels: channels, rows: rows, columns: columns)
  }

  @Test func `the 3x3 kernels are those of the books`() {
    #expect(values("blur", 1, 3, 3)?.map { $0 * 16 } == [1, 2, 1, 2, 4, 2, 1, 2, 1])
    #expect(values("sharpen", 1, 3, 3) == [0, -1, 0, -1, 5, -1, 0, -1, 0])
    #expect(values("sobel-x", 1, 3, 3) == [-1, 0, 1, -2, 0, 2, -1, 0, 1])
    #expect(values("sobel-y", 1, 3, 3) == [-1, -2, -1, 0, 0, 0, 1, 2, 1])
    #expect(values("edge", 1, 3, 3) == [-1, -1, -1, -1, 8, -1, -1, -1, -1])
    #expect(values("identity", 1, 3, 3) == [0, 0, 0, 0, 1, 0, 0, 0, 0])
  }

  @Test func `blur is a wider bell in a larger window`() {
    let line = [1.0, 4, 6, 4, 1]
    #expect(
      values("blur", 1, 5, 5)?.map { $0 * 256 } == line.flatMap { a in line.map { a * $0 } })
    #expect(values("blur", 1, 1, 1) == [1])
  }

  @Test func `the others stand in the middle with zeros around`() {
    #expect(
      values("sobel-y", 1, 3, 5)
        == [0, -1, -2, -1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 1, 0])
    #expect(values("identity", 1, 5, 3)?.firstIndex(of: 1) == 7)
  }

  @Test func `several channels share the kernel, so that its sum is the same`() throws {
    for kernel in KnownKernel.all {
      let one = try #require(kernel.values(channels: 1, rows: 5, columns: 5))
      let three = try #require(kernel.values(channels: 3, rows: 5, columns: 5))
      #expect(three.count == 75)
      let sums: [Double] = [one, three].map { $0.reduce(0, +) }
      #expect(abs(sums[0] - sums[1]) < 1e-12, "\(kernel.name)")
      #expect(Array(three[0..<25]) == Array(three[50...]))
    }
  }

  @Test func `a window without a middle takes none, one that is too small only what fits`() {
    for kernel in KnownKernel.all {
      #expect(kernel.values(channels: 1, rows: 2, columns: 2) == nil)
      #expect(kernel.values(channels: 1, rows: 3, columns: 4) == nil)
      #expect(
        (kernel.values(channels: 1, rows: 1, columns: 1) == nil)
          == !["blur", "identity"].contains(kernel.name))
    }
  }
}
