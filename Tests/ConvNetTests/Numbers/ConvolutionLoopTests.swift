import ConvNet
import Testing

/// The loops of convolution against the formulas.
@Suite struct ConvolutionLoopTests {
  /// The smallest sizes, windows that just fit or lie in the padding, then drawn ones.
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
    return [
      size((1, 1, 1), (1, 1, 1), 1, 0), size((1, 3, 3), (1, 3, 3), 1, 0),
      size((1, 1, 1), (1, 3, 3), 1, 1), size((1, 1, 1), (1, 3, 3), 2, 1),
      size((2, 2, 1), (2, 4, 4), 3, 2), size((1, 1, 1), (1, 1, 1), 1, 2),
      size((3, 4, 2), (2, 3, 2), 5, 0), size((1, 6, 6), (1, 3, 3), 1, 0),
      size((1, 28, 28), (2, 3, 3), 1, 0), size((3, 8, 8), (1, 5, 5), 1, 0),
    ] + drawn
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
