// The loops of a convolution over a batch, built from those over a sample. Work is split by
// outputs.

extension Scalar {
  public static func correlateBatch(
    _ g: ConvolutionGeometry, samples: Int, input: UnsafePointer<Self>,
    filters: UnsafePointer<Self>, biases: UnsafePointer<Self>?, output: UnsafeMutablePointer<Self>
  ) {
    plainCorrelateBatch(
      g, samples: samples, input: input, filters: filters, biases: biases, output: output)
  }

  public static func filterGradientBatch(
    _ g: ConvolutionGeometry, samples: Int, input: UnsafePointer<Self>,
    dOutput: UnsafePointer<Self>, dFilters: UnsafeMutablePointer<Self>,
    dBiases: UnsafeMutablePointer<Self>?
  ) {
    plainFilterGradientBatch(
      g, samples: samples, input: input, dOutput: dOutput, dFilters: dFilters, dBiases: dBiases)
  }

  public static func inputGradientBatch(
    _ g: ConvolutionGeometry, samples: Int, dOutput: UnsafePointer<Self>,
    filters: UnsafePointer<Self>, dInput: UnsafeMutablePointer<Self>
  ) {
    plainInputGradientBatch(
      g, samples: samples, dOutput: dOutput, filters: filters, dInput: dInput)
  }

  static func plainCorrelateBatch(
    _ g: ConvolutionGeometry, samples: Int, input: UnsafePointer<Self>,
    filters: UnsafePointer<Self>, biases: UnsafePointer<Self>?, output: UnsafeMutablePointer<Self>
  ) {
    Parallel.split(samples, work: g.work) { part in
      for n in part {
        let out = output + n * g.outputCount
        correlate(g, input: input + n * g.inputCount, filters: filters, output: out)
        if let biases {
          addBiases(
            channels: g.filters, places: g.outputCount / g.filters, biases: biases, output: out)
        }
      }
    }
  }

  static func plainFilterGradientBatch(
    _ g: ConvolutionGeometry, samples: Int, input: UnsafePointer<Self>,
    dOutput: UnsafePointer<Self>, dFilters: UnsafeMutablePointer<Self>,
    dBiases: UnsafeMutablePointer<Self>?
  ) {
    let (map, filter) = (g.outputCount / g.filters, g.channels * g.kernelHeight * g.kernelWidth)
    Parallel.split(g.filters, work: samples * g.work / g.filters) { part in
      let own = g.with(filters: part.count)
      for n in 0..<samples {
        let upstream = dOutput + n * g.outputCount + part.lowerBound * map
        addFilterGradient(
          own, input: input + n * g.inputCount, dOutput: upstream,
          dFilters: dFilters + part.lowerBound * filter)
        if let dBiases {
          addBiasGradient(
            channels: part.count, places: map, dOutput: upstream,
            dBiases: dBiases + part.lowerBound)
        }
      }
    }
  }

  static func plainInputGradientBatch(
    _ g: ConvolutionGeometry, samples: Int, dOutput: UnsafePointer<Self>,
    filters: UnsafePointer<Self>, dInput: UnsafeMutablePointer<Self>
  ) {
    Parallel.split(samples, work: g.work) { part in
      for n in part {
        let gradient = dInput + n * g.inputCount
        gradient.initialize(repeating: 0, count: g.inputCount)
        inputGradient(
          g, dOutput: dOutput + n * g.outputCount, filters: filters, dInput: gradient)
      }
    }
  }

  public static func denseGradientBatch(
    samples: Int, inputs: Int, outputs: Int, input: UnsafePointer<Self>,
    dTotals: UnsafePointer<Self>, dWeights: UnsafeMutablePointer<Self>,
    dBiases: UnsafeMutablePointer<Self>
  ) {
    Parallel.split(outputs, work: samples * inputs) { part in
      for n in 0..<samples {
        addDenseGradient(
          inputs: inputs, outputs: part.count, input: input + n * inputs,
          dTotals: dTotals + n * outputs + part.lowerBound,
          dWeights: dWeights + part.lowerBound * inputs, dBiases: dBiases + part.lowerBound)
      }
    }
  }

  public static func denseInputGradientBatch(
    samples: Int, inputs: Int, outputs: Int, weights: UnsafePointer<Self>,
    dTotals: UnsafePointer<Self>, dInput: UnsafeMutablePointer<Self>
  ) {
    Parallel.split(samples, work: inputs * outputs) { part in
      for n in part {
        denseInputGradient(
          inputs: inputs, outputs: outputs, weights: weights, dTotals: dTotals + n * outputs,
          dInput: dInput + n * inputs)
      }
    }
  }

  public static func drawMask(
    count: Int, keep: Double, factor: Self, random: inout RandomSource,
    mask: UnsafeMutablePointer<Self>
  ) {
    for k in 0..<count { mask[k] = random.uniform() < keep ? factor : 0 }
  }
}
