import ConvNet
import Foundation
import Shell
import Testing

/// The shift lab, whatever the strides: its table is computed again by plain loops.
struct InvarianceTests {
  private static let networks: [String] =
    [
      "conv3x3 4, maxpool2, softmax 10", "conv3x3 4, maxpool 4, softmax 10",
      "conv3x3 3, relu, maxpool 3 stride=1, softmax 10",
      "conv2d 3 4x4 stride=2, maxpool 2, softmax 10",
      "conv2d 3 5x5 padding=2, tanh, maxpool 3 stride=2, fc 10",
      "conv2d 3 28x28, maxpool 1, softmax 10",
    ] + drawn

  private static let drawn: [String] = {
    var random = RandomSource(seed: 9)
    return (0..<12).map { _ in
      func number(_ range: ClosedRange<Int>) -> Int { range.lowerBound + random.below(range.count) }
      let (stride, padding) = (number(1...3), number(0...1))
      // Strides divide what is left beside the first window.
      let kernels = (2...5).filter { (28 + 2 * padding - $0).isMultiple(of: stride) }
      let kernel = kernels[random.below(kernels.count)]
      let size = (28 + 2 * padding - kernel) / stride + 1
      let next = size.isMultiple(of: 2) ? 2 : 3
      let between = [
        "", "relu, ", "batchnorm, leakyrelu, ", "conv2d 2 \(next)x\(next) stride=2, ",
      ]
      return "conv2d \(number(1...3)) \(kernel)x\(kernel) stride=\(stride) padding=\(padding), "
        + "\(between[random.below(between.count)])\(["max", "avg"][random.below(2)])pool "
        + "\(number(1...3)) stride=\(number(1...4)), softmax 10"
    }
  }()

  /// |moved back - still| / |still - blank| over the columns that both have.
  private static func change(
    _ moved: Tensor<Float>, _ still: Tensor<Float>, _ blank: Tensor<Float>, back: Int
  ) -> Double? {
    let (maps, rows, columns) = (still.shape[1], still.shape[2], still.shape[3])
    guard columns > back else { return nil }
    var (far, size) = (0.0, 0.0)
    for map in 0..<maps {
      for row in 0..<rows {
        for column in 0..<columns - back {
          let old = Double(still[0, map, row, column])
          far += pow(Double(moved[0, map, row, column + back]) - old, 2)
          size += pow(old - Double(blank[0, map, row, column]), 2)
        }
      }
    }
    return far == 0 ? 0 : (far / size).squareRoot()
  }

  @Test(arguments: networks)
  func `each number of the table is what plain loops give`(_ diagram: String) throws {
    let shell = try TestShell("net new \(diagram)", "set batch 2", "sgd 5", "image 3")
    let trainer = shell.session.trainer
    let network = trainer.network
    let image = try #require(shell.session.sample).image
    let paper = Float(trainer.data.training.normalisation.blank)
    func passes(_ image: Tensor<Float>) -> [any AnyPass<Float>] {
      var context = PassContext(mode: .evaluation)
      return network.forward(image, in: &context)
    }
    let pooling = try #require(network.nodes.firstIndex { $0.name == "pool" })
    let layers = diagram.split(separator: ", ")
    func stride(_ layer: Int) -> Int {
      let words = layers[layer].split(separator: " ")
      if let word = words.first(where: { $0.hasPrefix("stride=") }) {
        return Int(word.dropFirst("stride=".count)) ?? 0
      }
      let window = words.dropFirst().first.flatMap { Int($0) }
      return words[0].hasPrefix("maxpool") ? window ?? 2 : 1
    }
    let mapStride = (0..<pooling).reduce(1) { $0 * stride($1) }
    let shifted = (0...5).map { shift in
      var moved = Tensor<Float>(image.shape, repeating: paper)
      for row in 0..<28 {
        for column in shift..<28 { moved[0, 0, row, column] = image[0, 0, row, column - shift] }
      }
      return passes(moved)
    }
    let blank = passes(Tensor(image.shape, repeating: paper))
    func expected(_ layer: Int, _ stride: Int?) -> [Double?] {
      (0...5).map { shift in
        Self.change(
          shifted[shift][layer].output, shifted[0][layer].output, blank[layer].output,
          back: stride.map { shift / $0 } ?? 0)
      }
    }
    let source = pooling == 1 ? "conv" : network.nodes[pooling - 1].name
    let text = try shell.run("invariance")
    let lines = text.split(separator: "\n")
    func check(_ name: String, _ values: [Double?]) throws {
      let line = try #require(lines.first { $0.hasPrefix(name + " ") }, "\(name)")
      let cells = line.dropFirst(name.count).split(separator: " ")
      #expect(cells.count == 6)
      for (cell, value) in zip(cells, values) {
        switch value {
        case nil: #expect(cell == "-", "\(name)")
        case 0?: #expect(cell == "=", "\(name)")
        case let value? where !value.isFinite: #expect(Double(cell)?.isFinite != true, "\(name)")
        case let value?:
          #expect(abs((Double(cell) ?? .infinity) - value) <= 0.00501, "\(name) \(value)")
        }
      }
    }
    try check("change of the \(source) maps", expected(pooling - 1, nil))
    try check("change of the pooled maps", expected(pooling, nil))
    try check("\(source) maps moved back", expected(pooling - 1, mapStride))
    let pooledStride = mapStride * stride(pooling)
    let pooled = expected(pooling, pooledStride)
    try check("pooled maps moved back", pooled)
    // What is said of the pooled maps holds for every shift.
    let sentence = "pooled maps move with the image exactly"
    let whole = (1...5).filter { $0.isMultiple(of: pooledStride) && pooled[$0] != nil }
    let isExact = !whole.isEmpty && whole.allSatisfy { pooled[$0] == 0 }
    let plain = text.split { " \n".contains($0) }.joined(separator: " ")
    #expect(plain.contains(sentence) == isExact)
    if pooledStride > 1, isExact {
      #expect(plain.contains("\(sentence) for shifts by multiples of \(pooledStride) pixels"))
    }
  }

  @Test func `pooled maps of a stride of four move back by one for a shift by four`() throws {
    let shell = try TestShell("net new conv3x3 4, maxpool 4, softmax 10", "image 7")
    let line = try #require(
      shell.run("invariance").split(separator: "\n").first { $0.hasPrefix("pooled maps moved") })
    #expect(
      line.split(separator: " ")[4...].map { $0 == "=" } == [
        true, false, false, false, true, false,
      ])
  }
}
