import ConvNet
import Testing

@Suite struct DiagramTests {
  private func build(_ text: String, input: Shape = Shape(1, 28, 28)) throws(NetworkError)
    -> Network<Float>
  {
    var random = RandomSource(seed: 1)
    let diagram: Diagram
    do { diagram = try Diagram(parsing: text) } catch { throw .diagram(error, layer: 0) }
    return try Network(input: input, diagram: diagram, random: &random)
  }

  @Test(arguments: [
    "conv3x3 8, maxpool2, softmax 10", "conv3x3 8 normal=10, maxpool2, sigmoid",
    "conv3x3 1 8, maxpool2, softmax 1352 10 normal=0.5", "softmax 2",
  ])
  func `a diagram is the text that makes it`(_ text: String) throws {
    #expect(try Diagram(parsing: text).description == text)
    _ = try build(text)
  }

  @Test func `spaces do not matter`() throws {
    let diagram = try Diagram(parsing: "  conv3x3\t8 ,maxpool2,  softmax   10 ")
    #expect(diagram.description == "conv3x3 8, maxpool2, softmax 10")
  }

  @Test func `layers are named by kind, and numbered where a kind occurs twice`() throws {
    let network = try build("conv3x3 8, maxpool2, conv3x3 4, maxpool2, softmax 10")
    #expect(network.nodes.map(\.name) == ["conv1", "pool1", "conv2", "pool2", "softmax"])
    #expect(
      network.outputs
        == [
          Shape(8, 26, 26), Shape(8, 13, 13), Shape(4, 11, 11), Shape(4, 5, 5), Shape(10),
        ])
    #expect(network.parameterCount == 72 + 288 + 1_010)
  }

  @Test func `layers that do not fit are both named, with both sizes`() {
    func message(_ text: String) -> String? {
      do {
        _ = try build(text)
        return nil
      } catch {
        if case .shape(let error, _) = error { return error.description }
        return nil
      }
    }
    #expect(
      message("conv3x3 8, maxpool2, softmax 300 10")
        == "softmax expects 300 inputs, but pool gives 8x13x13 = 1352.")
    #expect(
      message("conv3x3 8, conv3x3 3 4, softmax 10")
        == "conv2 has filters for 3 channels, but conv1 gives 8 (8x26x26).")
    #expect(
      message("conv3x3 2 8, softmax 10")
        == "conv has filters for 2 channels, but image gives 1 (1x28x28).")
    #expect(
      message("maxpool2, maxpool2, maxpool2, maxpool2, conv3x3 1, softmax 10")
        == "conv needs at least 3x3 places, but pool4 gives 1x1x1.")
    #expect(
      message("maxpool2, maxpool2, maxpool2, maxpool2, maxpool2, softmax 10")
        == "pool5 needs at least 2x2 places, but pool4 gives 1x1x1.")
  }
}
