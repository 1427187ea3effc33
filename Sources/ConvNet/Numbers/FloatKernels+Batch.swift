internal import CKernels

// The loops of Float over a batch that have a kernel; see FloatKernels.swift. Work is split by
// outputs.

extension Float {
  /// By the kernels: a lane is a filter if there are many filters, and a place in a row if there
  /// are few.
  public static func correlateBatch(
    _ g: ConvolutionGeometry, samples: Int, input: UnsafePointer<Float>,
    filters: UnsafePointer<Float>, biases: UnsafePointer<Float>?,
    output: UnsafeMutablePointer<Float>
  ) {
    if let size = g.kernelSize, g.filters >= 12, g.outputWidth < 16, samples > 1 {
      let taps = g.weightCount / g.filters
      let room = (taps + 1) * ((g.filters + 15) / 16 * 16)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { turned in
        guard let turned = turned.baseAddress else { return }
        ck_turn_filters(g.filters, taps, filters, biases, turned)
        Parallel.split(samples, work: g.work) { part in
          let n = part.lowerBound
          ck_correlate_many(
            size, part.count, input + n * g.inputCount, turned, output + n * g.outputCount)
        }
      }
    } else if let size = g.kernelSize, !g.filters.isMultiple(of: 8),
      (17...32).contains(g.outputWidth)
    {
      Parallel.split(samples, work: g.work) { part in
        for n in part {
          ck_correlate_wide(
            size, input + n * g.inputCount, filters, biases, output + n * g.outputCount)
        }
      }
    } else {
      plainCorrelateBatch(
        g, samples: samples, input: input, filters: filters, biases: biases, output: output)
    }
  }

  /// By the kernel if every input is finite, because it multiplies inputs by gradients of 0.
  public static func filterGradientBatch(
    _ g: ConvolutionGeometry, samples: Int, input: UnsafePointer<Float>,
    dOutput: UnsafePointer<Float>, dFilters: UnsafeMutablePointer<Float>,
    dBiases: UnsafeMutablePointer<Float>?
  ) {
    guard let size = g.kernelSize, g.kernelWidth <= 64, samples > 1,
      ck_are_finite(samples * g.inputCount, input)
    else {
      return plainFilterGradientBatch(
        g, samples: samples, input: input, dOutput: dOutput, dFilters: dFilters, dBiases: dBiases)
    }
    guard g.outputCount > g.filters else {
      let work = samples * g.work / g.filters
      Parallel.split(g.filters, work: work) { part in
        let (f, taps) = (part.lowerBound, g.inputCount)
        ck_single_place_gradient(
          samples, part.count, g.filters, taps, input, dOutput + f, dFilters + f * taps,
          dBiases.map { $0 + f })
      }
      return
    }
    if g.channels == 1, g.kernelHeight == 5, g.kernelWidth == 5, g.filters < 12 {
      Parallel.split(2, work: samples * g.work / 2, parts: 1) { part in
        for half in part {
          ck_patch_gradient(size, samples, half == 0, input, dOutput, dFilters, dBiases)
        }
      }
      return
    }
    let rows = g.channels * g.kernelHeight
    // Each part rearranges all of dOutput for itself, so there are no more parts than necessary.
    Parallel.split(rows, work: samples * g.work / rows, parts: 1) { part in
      ck_filter_gradient_rows(
        size, samples, part.lowerBound, part.count, input, dOutput, dFilters,
        part.lowerBound == 0 ? dBiases : nil)
    }
  }

  /// By the kernel for filters of 5x5 and 3x3, and for one output per filter. At an edge, weights
  /// are multiplied by 0, so they must be finite there.
  public static func inputGradientBatch(
    _ g: ConvolutionGeometry, samples: Int, dOutput: UnsafePointer<Float>,
    filters: UnsafePointer<Float>, dInput: UnsafeMutablePointer<Float>
  ) {
    guard let size = g.kernelSize, samples > 1 else {
      return plainInputGradientBatch(
        g, samples: samples, dOutput: dOutput, filters: filters, dInput: dInput)
    }
    if g.outputCount == g.filters {
      Parallel.split(samples, work: g.work) { part in
        let n = part.lowerBound
        ck_single_place_inputs(
          part.count, g.filters, g.inputCount, dOutput + n * g.outputCount, filters,
          dInput + n * g.inputCount)
      }
    } else if g.kernelHeight == g.kernelWidth, [3, 5].contains(g.kernelWidth), g.width >= 8,
      ck_are_finite(g.weightCount, filters)
    {
      let room = g.filters * g.outputHeight * (max(g.width, 16) + g.kernelWidth - 1)
      Parallel.split(samples, work: g.work) { part in
        let n = part.lowerBound
        withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { padded in
          ck_input_gradient_wide(
            size, part.count, dOutput + n * g.outputCount, filters, padded.baseAddress,
            dInput + n * g.inputCount)
        }
      }
    } else {
      plainInputGradientBatch(
        g, samples: samples, dOutput: dOutput, filters: filters, dInput: dInput)
    }
  }

  /// By the kernels for a convolution with one output per filter: it is the same sum.
  public static func denseGradientBatch(
    samples: Int, inputs: Int, outputs: Int, input: UnsafePointer<Float>,
    dTotals: UnsafePointer<Float>, dWeights: UnsafeMutablePointer<Float>,
    dBiases: UnsafeMutablePointer<Float>
  ) {
    Parallel.split(outputs, work: samples * inputs) { part in
      let o = part.lowerBound
      ck_single_place_gradient(
        samples, part.count, outputs, inputs, input, dTotals + o, dWeights + o * inputs,
        dBiases + o)
    }
  }

  /// By the kernel for a convolution with one output per filter.
  public static func denseInputGradientBatch(
    samples: Int, inputs: Int, outputs: Int, weights: UnsafePointer<Float>,
    dTotals: UnsafePointer<Float>, dInput: UnsafeMutablePointer<Float>
  ) {
    Parallel.split(samples, work: inputs * outputs) { part in
      let n = part.lowerBound
      ck_single_place_inputs(
        part.count, outputs, inputs, dTotals + n * outputs, weights, dInput + n * inputs)
    }
  }
}
