import ConvNet
import Testing

/// The convolution loops against the formulas.
@Suite struct ConvolutionLoopTests {
  /// The smallest sizes, windows that just fit or lie in the padding, then random ones.
  static let sizes: [ConvolutionGeometry] = {
    func size(_ extents: (Int, Int, Int), _ filters: (Int, Int, Int), _ stride: Int, _ padding: Int)
      -> ConvolutionGeometry
    {
      ConvolutionGeometry(
        channels: extents.0, height: extents.1, width: extents.2, filters: filters.0,
        kernelHeight: filters.1, kernelWidth: filters.2, stride: stride, padding: padding)
    }
    var random = RandomSource(seed: 1)
    let drawn = (0..<40).map { _ in
      let (kernel, padding) = (random.within(1...4), random.within(0...2))
      let smallest = max(1, kernel - 2 * padding)
      return size(
        (random.within(1...3), random.within(smallest...9), random.within(smallest...20)),
        (random.within(1...3), kernel, random.within(1...kernel)), random.within(1...3), padding)
    }
    // Sizes for which Float has kernels, near their widths of 4, 8 and 16.
    let dense = (0..<40).map { round in
      let (rows, columns) = (random.within(1...6), round % 3 == 0 ? 3 : random.within(1...6))
      return size(
        (
          random.within(1...8), rows + random.within(0...12), columns + random.within(0...36)
        ), (random.within(1...19), round % 3 == 0 ? 3 : rows, columns), 1, 0)
    }.filter { $0.height >= $0.kernelHeight }
    return [
      size((1, 1, 1), (1, 1, 1), 1, 0), size((1, 3, 3), (1, 3, 3), 1, 0),
      size((1, 1, 1), (1, 3, 3), 1, 1), size((1, 1, 1), (1, 3, 3), 2, 1),
      size((2, 2, 1), (2, 4, 4), 3, 2), size((1, 1, 1), (1, 1, 1), 1, 2),
      size((3, 4, 2), (2, 3, 2), 5, 0), size((1, 6, 6), (1, 3, 3), 1, 0),
      size((1, 28, 28), (2, 3, 3), 1, 0), size((3, 8, 8), (1, 5, 5), 1, 0),
      size((1, 28, 28), (8, 3, 3), 1, 0), size((1, 20, 20), (3, 9, 9), 1, 0),
      size((4, 5, 5), (17, 5, 5), 1, 0), size((6, 14, 14), (16, 5, 5), 1, 0),
    ] + drawn + dense
  }()

  @Test(arguments: sizes)
  func `an output is the sum over its window, in the order channel, row, column`(
    _ g: ConvolutionGeometry
  ) {
    func check<S: Scalar>(_ type: S.Type) {
      var random = RandomSource(seed: 2)
      let (input, filters) = (
        random.numbers(g.inputCount, as: S.self), random.numbers(g.filterCount, as: S.self)
      )
      var output: [S]?
      fenced(input) { input in
        fenced(filters) { filters in
          output = fenced([S](repeating: 7, count: g.outputCount)) {
            S.correlate(g, input: input, filters: filters, output: $0)
          }
        }
      }
      #expect(identical(output ?? [], Twin.correlate(g, input: input, filters: filters)))
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: sizes)
  func `a weight's gradient is added up over all places, row by row`(_ g: ConvolutionGeometry) {
    func check<S: Scalar>(_ type: S.Type) {
      var random = RandomSource(seed: 3)
      let (input, dOutput, before) = (
        random.numbers(g.inputCount, as: S.self), random.numbers(g.outputCount, as: S.self),
        random.numbers(g.filterCount, as: S.self)
      )
      var gradient: [S]?
      fenced(input) { input in
        fenced(dOutput) { dOutput in
          gradient = fenced(before) {
            S.addFilterGradient(g, input: input, dOutput: dOutput, dFilters: $0)
          }
        }
      }
      #expect(
        identical(
          gradient ?? [], Twin.filterGradient(g, input: input, dOutput: dOutput, before: before)))
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: sizes)
  func `an input's gradient comes from every window it is in`(_ g: ConvolutionGeometry) {
    func check<S: Scalar>(_ type: S.Type) {
      var random = RandomSource(seed: 4)
      let (filters, dOutput) = (
        random.numbers(g.filterCount, as: S.self), random.numbers(g.outputCount, as: S.self)
      )
      var gradient: [S]?
      fenced(filters) { filters in
        fenced(dOutput) { dOutput in
          gradient = fenced([S](repeating: 0, count: g.inputCount)) {
            S.inputGradient(g, dOutput: dOutput, filters: filters, dInput: $0)
          }
        }
      }
      #expect(
        identical(gradient ?? [], Twin.inputGradient(g, dOutput: dOutput, filters: filters)))
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func `a weight that is no number spoils only the inputs it meets`(_ weight: Float) {
    let g = ConvolutionGeometry(
      channels: 2, height: 5, width: 19, filters: 2, kernelHeight: 3, kernelWidth: 3)
    var random = RandomSource(seed: 6)
    var filters = random.numbers(g.filterCount, as: Float.self)
    filters[7] = weight
    let dOutput = random.numbers(g.outputCount, as: Float.self)
    var gradient = [Float](repeating: 0, count: g.inputCount)
    Float.inputGradient(g, dOutput: dOutput, filters: filters, dInput: &gradient)
    #expect(identical(gradient, Twin.inputGradient(g, dOutput: dOutput, filters: filters)))
    #expect(gradient.contains { $0.isFinite })
  }

  @Test(arguments: [Float.infinity, .nan])
  func `an input that is no number reaches no weight over a gradient of 0`(_ value: Float) {
    let g = ConvolutionGeometry(
      channels: 1, height: 6, width: 20, filters: 9, kernelHeight: 3, kernelWidth: 3)
    var random = RandomSource(seed: 7)
    var input = random.numbers(g.inputCount, as: Float.self)
    input[50] = value
    let dOutput = (0..<g.outputCount).map { $0 % 5 == 0 ? Float(random.normal()) : 0 }
    let before = random.numbers(g.filterCount, as: Float.self)
    var gradient = before
    Float.addFilterGradient(g, input: input, dOutput: dOutput, dFilters: &gradient)
    #expect(
      identical(
        gradient, Twin.filterGradient(g, input: input, dOutput: dOutput, before: before)))
    #expect(gradient.contains { $0.isFinite })
  }

  @Test(arguments: 3...40)
  func `equal patches give equal bits wherever they stand in a row`(_ width: Int) {
    var random = RandomSource(seed: 5)
    let period = 3
    let tile = random.numbers(5 * period, as: Float.self)
    let input = (0..<5 * width).map { tile[$0 / width * period + $0 % width % period] }
    let filters = random.numbers(2 * 9, as: Float.self)
    let g = ConvolutionGeometry(
      channels: 1, height: 5, width: width, filters: 2, kernelHeight: 3, kernelWidth: 3)
    var output = [Float](repeating: 0, count: g.outputCount)
    Float.correlate(g, input: input, filters: filters, output: &output)
    for row in 0..<g.filters * g.outputHeight {
      let values = Array(output[row * g.outputWidth..<(row + 1) * g.outputWidth])
      #expect(identical(Array(values.dropFirst(period)), Array(values.dropLast(period))))
    }
  }

  @Test(arguments: sizes)
  func `there are as many outputs as windows fit`(_ g: ConvolutionGeometry) {
    func windows(_ size: Int, _ kernel: Int) -> Int {
      (0..<size + 2 * g.padding).count {
        $0 % g.stride == 0 && $0 + kernel <= size + 2 * g.padding
      }
    }
    #expect(g.outputHeight == windows(g.height, g.kernelHeight))
    #expect(g.outputWidth == windows(g.width, g.kernelWidth))
  }
}
