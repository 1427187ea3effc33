import ConvNet
import Rendering
import Testing

@Suite struct PrintedTensorTests {
  @Test func `the first line states name, shape, range, mean and zeros`() {
    let tensor = Tensor<Float>(Shape(2, 2), [-1, 0, 0, 2])
    #expect(
      PrintedTensor.summary("conv.out", tensor) == "conv.out  2x2  -1 .. 2  mean 0.25  zeros 2")
    let broken = Tensor<Float>(Shape(2), [.nan, 1])
    #expect(PrintedTensor.summary("x", broken) == "x  2  1 .. 1  mean 1  zeros 0  nan 1")
  }

  @Test func `a single number is printed after its name`() {
    #expect(
      PrintedTensor.block("loss", Tensor<Double>(Shape(), [2.302585]), width: 80).lines
        == ["loss  2.30259"])
  }

  @Test func `a list is broken into rows that begin with an index`() {
    let list = Tensor<Float>(Shape(12), (0..<12).map { Float($0) })
    #expect(
      PrintedTensor.block("b", list, width: 50).lines.dropFirst() == [
        " [0]   0   1   2   3   4   5   6   7   8   9",
        "[10]  10  11",
      ])
  }

  @Test func `a map has row and column numbers`() {
    let map = Tensor<Float>(Shape(2, 3), [0.5, -0.5, 0, 1, 0.25, -0.125])
    #expect(
      PrintedTensor.block("m", map, width: 80).lines.dropFirst() == [
        "         0       1       2",
        "0    0.500  -0.500   0",
        "1    1.000   0.250  -0.125",
      ])
  }

  @Test func `slices stand under their indices`() {
    let tensor = Tensor<Float>(Shape(2, 1, 1, 1), [3, 4])
    #expect(
      PrintedTensor.block("w", tensor, width: 80).lines.dropFirst() == [
        "[0,0]   [1,0]", "    0       0", "0   3   0   4",
      ])
  }

  @Test func `what is left out is counted, and how to see a part is said`() {
    let maps = Tensor<Float>(Shape(8, 26, 26), repeating: 0.5)
    let block = PrintedTensor.block("conv.out", maps, width: 80)
    #expect(block.height <= 22)
    #expect(block.lines.last?.hasSuffix("of 5,408 numbers left out") == true)
    func hint(_ tensor: Tensor<Float>, _ name: String) -> String? {
      PrintedTensor.block(name, tensor, width: 80) { "see \($0), \($1)" }.lines.last
    }
    #expect(
      hint(maps, "conv.out")?.hasSuffix("numbers left out: see conv.out[4,13], false") == true)
    #expect(hint(maps.slice([2]), "conv.out[2]")?.hasSuffix("see conv.out[2,13], false") == true)
    let list = Tensor<Float>(Shape(4_000), repeating: 0.5)
    #expect(hint(list, "fc.in")?.hasSuffix("see fc.in[2000], true") == true)
  }
}
