import ConvNet
import Testing

/// The convolution loops over a batch against the formulas, sample by sample.
@Suite struct BatchLoopTests {
  /// The numbers of samples and their sizes: those of the presets, some near widths of 16 and 32,
  /// one output per filter, and sizes that have no kernel.
  static let sizes: [(samples: Int, g: ConvolutionGeometry)] = {
    var random = RandomSource(seed: 1)
    func size(
      _ samples: Int, _ extents: (Int, Int, Int), _ filters: Int, _ kernel: (Int, Int),
      stride: Int = 1, padding: Int = 0
    ) -> (samples: Int, g: ConvolutionGeometry) {
      (
        samples,
        ConvolutionGeometry(
          channels: extents.0, height: extents.1, width: extents.2, filters: filters,
          kernelHeight: kernel.0, kernelWidth: kernel.1, stride: stride, padding: padding)
      )
    }
    let drawn = (0..<10).map { round in
      let (rows, columns) = round % 2 == 0 ? (5, 5) : (random.within(1...4), random.within(1...4))
      return size(
        random.within(1...9),
        (
          round % 4 == 0 ? 1 : random.within(1...7), rows + random.within(0...6),
          columns + random.within(0...36)
        ),
        random.within(1...35), (rows, columns))
    }
    let strided = (0..<8).map { _ in
      let (rows, columns) = (random.within(1...5), random.within(1...5))
      return size(
        random.within(1...4),
        (random.within(1...3), rows + random.within(0...9), columns + random.within(0...20)),
        random.within(1...17), (rows, columns), stride: random.within(1...4),
        padding: random.below(min(rows, columns)))
    }
    return [
      size(2, (1, 32, 32), 6, (5, 5)), size(3, (6, 14, 14), 16, (5, 5)),
      size(19, (16, 5, 5), 120, (5, 5)), size(2, (1, 28, 28), 8, (3, 3)),
      size(3, (1, 9, 40), 11, (5, 5)), size(2, (8, 13, 13), 12, (3, 3)),
      size(9, (3, 3, 3), 37, (3, 3)),
      size(3, (2, 9, 9), 4, (3, 3), stride: 2), size(3, (2, 8, 8), 13, (3, 3), padding: 1),
    ] + drawn + strided
  }()

  @Test(arguments: sizes)
  func `a batch's outputs are those of its samples, plus the bias`(
    _ samples: Int, _ g: ConvolutionGeometry
  ) {
    func check<S: Scalar>(_ type: S.Type) {
      var random = RandomSource(seed: 2)
      let input = random.numbers(samples * g.inputCount, as: S.self)
      let filters = random.numbers(g.filterCount, as: S.self)
      let biases = random.numbers(g.filters, as: S.self)
      for bias in [nil, biases] {
        var output: [S]?
        fenced(input) { input in
          fenced(filters) { filters in
            output = fenced([S](repeating: 7, count: samples * g.outputCount)) { output in
              if var bias {
                S.correlateBatch(
                  g, samples: samples, input: input, filters: filters, biases: &bias,
                  output: output)
              } else {
                S.correlateBatch(
                  g, samples: samples, input: input, filters: filters, biases: nil, output: output)
              }
            }
          }
        }
        let places = g.outputHeight * g.outputWidth
        let expected = (0..<samples).flatMap { n in
          let image = Array(input[n * g.inputCount..<(n + 1) * g.inputCount])
          return Twin.correlate(g, input: image, filters: filters).enumerated().map {
            bias == nil ? $1 : $1 + biases[$0 / places]
          }
        }
        #expect(identical(output ?? [], expected))
      }
    }
    check(Double.self)
    check(Float.self)
  }

  /// The gradients of filters and biases according to the formula.
  private func gradients<S: Scalar>(
    _ samples: Int, _ g: ConvolutionGeometry, _ input: [S], _ dOutput: [S]
  ) -> (filters: [S], biases: [S]) {
    var filters = [S](repeating: 0, count: g.filterCount)
    var biases = [S](repeating: 0, count: g.filters)
    let places = g.outputHeight * g.outputWidth
    for n in 0..<samples {
      let upstream = Array(dOutput[n * g.outputCount..<(n + 1) * g.outputCount])
      filters = Twin.filterGradient(
        g, input: Array(input[n * g.inputCount..<(n + 1) * g.inputCount]), dOutput: upstream,
        before: filters)
      for (k, value) in upstream.enumerated() { biases[k / places] += value }
    }
    return (filters, biases)
  }

  @Test(arguments: sizes)
  func `gradients of weights and biases add up sample after sample`(
    _ samples: Int, _ g: ConvolutionGeometry
  ) {
    func check<S: Scalar>(_ type: S.Type, _ spoilt: S?) {
      var random = RandomSource(seed: 3)
      var input = random.numbers(samples * g.inputCount, as: S.self)
      if let spoilt { input[input.count / 2] = spoilt }
      let dOutput = random.numbers(samples * g.outputCount, as: S.self).enumerated().map {
        $0 % 3 == 0 ? 0 : $1
      }
      var found: (filters: [S]?, biases: [S]?)
      fenced(input) { input in
        fenced(dOutput) { dOutput in
          found.filters = fenced([S](repeating: 0, count: g.filterCount)) { filters in
            found.biases = fenced([S](repeating: 0, count: g.filters)) { biases in
              S.filterGradientBatch(
                g, samples: samples, input: input, dOutput: dOutput, dFilters: filters,
                dBiases: biases)
            }
          }
        }
      }
      let expected = gradients(samples, g, input, dOutput)
      #expect(identical(found.filters ?? [], expected.filters))
      #expect(identical(found.biases ?? [], expected.biases))
    }
    check(Double.self, nil)
    check(Float.self, nil)
    check(Float.self, .infinity)
  }

  @Test(arguments: sizes)
  func `an input's gradient is that of its sample`(_ samples: Int, _ g: ConvolutionGeometry) {
    func check<S: Scalar>(_ type: S.Type, _ spoilt: S?) {
      var random = RandomSource(seed: 4)
      var filters = random.numbers(g.filterCount, as: S.self)
      if let spoilt { filters[filters.count / 2] = spoilt }
      let dOutput = random.numbers(samples * g.outputCount, as: S.self)
      var gradient: [S]?
      fenced(filters) { filters in
        fenced(dOutput) { dOutput in
          gradient = fenced([S](repeating: 7, count: samples * g.inputCount)) {
            S.inputGradientBatch(
              g, samples: samples, dOutput: dOutput, filters: filters, dInput: $0)
          }
        }
      }
      let expected = (0..<samples).flatMap { n in
        Twin.inputGradient(
          g, dOutput: Array(dOutput[n * g.outputCount..<(n + 1) * g.outputCount]),
          filters: filters)
      }
      #expect(identical(gradient ?? [], expected))
    }
    check(Double.self, nil)
    check(Float.self, nil)
    check(Float.self, .infinity)
  }
}
