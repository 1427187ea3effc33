// The plain loops: the definition of the arithmetic, and the reference for any faster loop. They
// run along rows of outputs where they can, so that each output keeps its order of terms while the
// compiler works on several outputs at once.

extension Scalar {
  static func plainCorrelate(
    _ g: ConvolutionGeometry, input: UnsafePointer<Self>, filters: UnsafePointer<Self>,
    output: UnsafeMutablePointer<Self>
  ) {
    let (rows, columns) = (g.outputHeight, g.outputWidth)
    for f in 0..<g.filters {
      for y in 0..<rows {
        let out = output + (f * rows + y) * columns
        out.update(repeating: 0, count: columns)
        for c in 0..<g.channels {
          for i in 0..<g.kernelHeight {
            let row = y * g.stride + i - g.padding
            guard row >= 0, row < g.height else { continue }
            let source = input + (c * g.height + row) * g.width - g.padding
            let weights = filters + ((f * g.channels + c) * g.kernelHeight + i) * g.kernelWidth
            for j in 0..<g.kernelWidth {
              let weight = weights[j]
              let span = g.columns(under: j)
              addScaled(
                span.count, source + (span.lowerBound * g.stride + j), every: g.stride,
                times: weight, to: out + span.lowerBound, every: 1)
            }
          }
        }
      }
    }
  }

  /// to[k * toStep] += from[k * fromStep] * factor; the compiler vectorises the case of neighbours.
  @inline(__always)
  private static func addScaled(
    _ count: Int, _ from: UnsafePointer<Self>, every fromStep: Int, times factor: Self,
    to: UnsafeMutablePointer<Self>, every toStep: Int
  ) {
    if fromStep == 1, toStep == 1 {
      for k in 0..<count { to[k] += from[k] * factor }
    } else {
      for k in 0..<count { to[k * toStep] += from[k * fromStep] * factor }
    }
  }

  static func plainAddFilterGradient(
    _ g: ConvolutionGeometry, input: UnsafePointer<Self>, dOutput: UnsafePointer<Self>,
    dFilters: UnsafeMutablePointer<Self>
  ) {
    let (rows, columns) = (g.outputHeight, g.outputWidth)
    let perFilter = g.channels * g.kernelHeight * g.kernelWidth
    for f in 0..<g.filters {
      let gradient = dFilters + f * perFilter
      for y in 0..<rows {
        for x in 0..<columns {
          let upstream = dOutput[(f * rows + y) * columns + x]
          if upstream == 0 { continue }
          for c in 0..<g.channels {
            for i in 0..<g.kernelHeight {
              let row = y * g.stride + i - g.padding
              guard row >= 0, row < g.height else { continue }
              let line = input + (c * g.height + row) * g.width
              let target = gradient + (c * g.kernelHeight + i) * g.kernelWidth
              for j in 0..<g.kernelWidth {
                let column = x * g.stride + j - g.padding
                guard column >= 0, column < g.width else { continue }
                target[j] += upstream * line[column]
              }
            }
          }
        }
      }
    }
  }

  static func plainInputGradient(
    _ g: ConvolutionGeometry, dOutput: UnsafePointer<Self>, filters: UnsafePointer<Self>,
    dInput: UnsafeMutablePointer<Self>
  ) {
    let (rows, columns) = (g.outputHeight, g.outputWidth)
    for c in 0..<g.channels {
      for f in 0..<g.filters {
        for i in 0..<g.kernelHeight {
          for j in 0..<g.kernelWidth {
            let weight = filters[((f * g.channels + c) * g.kernelHeight + i) * g.kernelWidth + j]
            for y in 0..<rows {
              let row = y * g.stride + i - g.padding
              guard row >= 0, row < g.height else { continue }
              let target = dInput + (c * g.height + row) * g.width + j - g.padding
              let source = dOutput + (f * rows + y) * columns
              let span = g.columns(under: j)
              addScaled(
                span.count, source + span.lowerBound, every: 1, times: weight,
                to: target + span.lowerBound * g.stride, every: g.stride)
            }
          }
        }
      }
    }
  }

  static func plainMaxPool(
    _ g: PoolingGeometry, input: UnsafePointer<Self>, output: UnsafeMutablePointer<Self>,
    winners: UnsafeMutablePointer<Int32>
  ) {
    let (rows, columns) = (g.outputHeight, g.outputWidth)
    for c in 0..<g.channels {
      let plane = input + c * g.height * g.width
      for y in 0..<rows {
        for x in 0..<columns {
          let corner = y * g.stride * g.width + x * g.stride
          var best = plane[corner]
          var winner = corner
          for i in 0..<g.window {
            for j in 0..<g.window {
              let offset = corner + i * g.width + j
              let value = plane[offset]
              if value > best || (value.isNaN && !best.isNaN) {
                best = value
                winner = offset
              }
            }
          }
          let place = (c * rows + y) * columns + x
          output[place] = best
          winners[place] = Int32(truncatingIfNeeded: winner)
        }
      }
    }
  }

  static func plainRouteMaxPool(
    _ g: PoolingGeometry, ties: TiePolicy, input: UnsafePointer<Self>,
    output: UnsafePointer<Self>, winners: UnsafePointer<Int32>, dOutput: UnsafePointer<Self>,
    dInput: UnsafeMutablePointer<Self>
  ) {
    let (rows, columns) = (g.outputHeight, g.outputWidth)
    for c in 0..<g.channels {
      let plane = input + c * g.height * g.width
      let target = dInput + c * g.height * g.width
      for y in 0..<rows {
        for x in 0..<columns {
          let place = (c * rows + y) * columns + x
          let upstream = dOutput[place]
          if ties == .first || output[place].isNaN {
            target[Int(winners[place])] += upstream
            continue
          }
          let corner = y * g.stride * g.width + x * g.stride
          var tied = 0
          for i in 0..<g.window {
            for j in 0..<g.window where plane[corner + i * g.width + j] == output[place] {
              tied += 1
            }
          }
          let share = ties == .all ? upstream : upstream / Self(tied)
          for i in 0..<g.window {
            for j in 0..<g.window where plane[corner + i * g.width + j] == output[place] {
              target[corner + i * g.width + j] += share
            }
          }
        }
      }
    }
  }

  public static func dense(
    inputs: Int, outputs: Int, weights: UnsafePointer<Self>, biases: UnsafePointer<Self>,
    input: UnsafePointer<Self>, totals: UnsafeMutablePointer<Self>
  ) {
    let whole = inputs / 8 * 8
    for o in 0..<outputs {
      let row = weights + o * inputs
      var columns = (
        Self.zero, Self.zero, Self.zero, Self.zero, Self.zero, Self.zero, Self.zero, Self.zero
      )
      var i = 0
      while i < whole {
        columns.0 += row[i] * input[i]
        columns.1 += row[i + 1] * input[i + 1]
        columns.2 += row[i + 2] * input[i + 2]
        columns.3 += row[i + 3] * input[i + 3]
        columns.4 += row[i + 4] * input[i + 4]
        columns.5 += row[i + 5] * input[i + 5]
        columns.6 += row[i + 6] * input[i + 6]
        columns.7 += row[i + 7] * input[i + 7]
        i += 8
      }
      withUnsafeMutableBytes(of: &columns) { bytes in
        let column = bytes.assumingMemoryBound(to: Self.self)
        while i < inputs {
          column[i - whole] += row[i] * input[i]
          i += 1
        }
      }
      var total = columns.0 + columns.1
      total += columns.2
      total += columns.3
      total += columns.4
      total += columns.5
      total += columns.6
      total += columns.7
      totals[o] = total + biases[o]
    }
  }

  public static func addDenseGradient(
    inputs: Int, outputs: Int, input: UnsafePointer<Self>, dTotals: UnsafePointer<Self>,
    dWeights: UnsafeMutablePointer<Self>, dBiases: UnsafeMutablePointer<Self>
  ) {
    for o in 0..<outputs {
      let upstream = dTotals[o]
      let row = dWeights + o * inputs
      for i in 0..<inputs { row[i] += upstream * input[i] }
      dBiases[o] += upstream
    }
  }

  public static func denseInputGradient(
    inputs: Int, outputs: Int, weights: UnsafePointer<Self>, dTotals: UnsafePointer<Self>,
    dInput: UnsafeMutablePointer<Self>
  ) {
    for o in 0..<outputs {
      let upstream = dTotals[o]
      let row = weights + o * inputs
      for i in 0..<inputs { dInput[i] += row[i] * upstream }
    }
  }

  public static func softmax(
    count: Int, totals: UnsafePointer<Self>, exponentials: UnsafeMutablePointer<Self>,
    output: UnsafeMutablePointer<Self>
  ) -> (maximum: Self, sum: Self) {
    var maximum = totals[0]
    for k in 1..<max(count, 1) where totals[k] > maximum { maximum = totals[k] }
    var sum = Self.zero
    for k in 0..<count {
      exponentials[k] = exp(totals[k] - maximum)
      sum += exponentials[k]
    }
    for k in 0..<count { output[k] = exponentials[k] / sum }
    return (maximum, sum)
  }

  public static func descend(
    count: Int, rate: Self, gradient: UnsafePointer<Self>, values: UnsafeMutablePointer<Self>
  ) {
    for k in 0..<count { values[k] -= rate * gradient[k] }
  }

  public static func signs(_ values: [Self]) -> [Int32] {
    values.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
  }

  public static func extremes(_ values: [Self]) -> (low: Self, high: Self)? {
    guard var low = values.first(where: { !$0.isNaN }) else { return nil }
    var high = low
    for value in values {
      if value < low { low = value }
      if value > high { high = value }
    }
    return (low, high)
  }

  public static func firstNotFinite(_ values: [Self]) -> Int? {
    values.firstIndex { !$0.isFinite }
  }

  public static func tally(_ values: [Self]) -> (sum: Double, zeros: Int, none: Int) {
    var (sum, zeros, none) = (0.0, 0, 0)
    for value in values {
      if value.isNaN { none += 1 } else { sum += Double(value) }
      if value == 0 { zeros += 1 }
    }
    return (sum, zeros, none)
  }

  public static func zeros(_ count: Int) -> [Self] { [Self](repeating: 0, count: count) }

  public static func addBiases(
    channels: Int, places: Int, biases: UnsafePointer<Self>, output: UnsafeMutablePointer<Self>
  ) {
    for c in 0..<channels {
      for k in c * places..<(c + 1) * places { output[k] += biases[c] }
    }
  }

  public static func addBiasGradient(
    channels: Int, places: Int, dOutput: UnsafePointer<Self>,
    dBiases: UnsafeMutablePointer<Self>
  ) {
    for c in 0..<channels {
      for k in c * places..<(c + 1) * places { dBiases[c] += dOutput[k] }
    }
  }

  static func plainActivate(
    _ activation: ActivationFunction, count: Int, input: UnsafePointer<Self>,
    output: UnsafeMutablePointer<Self>
  ) {
    for k in 0..<count { output[k] = activation.value(at: input[k]) }
  }

  static func plainActivationGradient(
    _ activation: ActivationFunction, count: Int, input: UnsafePointer<Self>,
    output: UnsafePointer<Self>, dOutput: UnsafePointer<Self>,
    dInput: UnsafeMutablePointer<Self>
  ) {
    for k in 0..<count {
      dInput[k] = dOutput[k] * activation.slope(at: input[k], output: output[k])
    }
  }

  public static func descendWithMomentum(
    count: Int, rate: Self, momentum: Self, gradient: UnsafePointer<Self>,
    velocity: UnsafeMutablePointer<Self>, values: UnsafeMutablePointer<Self>
  ) {
    for k in 0..<count {
      velocity[k] = momentum * velocity[k] - rate * gradient[k]
      values[k] += velocity[k]
    }
  }

  public static func descendWithAdam(
    count: Int, rate: Self, decay: (mean: Self, square: Self), epsilon: Self,
    corrections: (mean: Self, square: Self), gradient: UnsafePointer<Self>,
    mean: UnsafeMutablePointer<Self>, square: UnsafeMutablePointer<Self>,
    values: UnsafeMutablePointer<Self>
  ) {
    for k in 0..<count {
      mean[k] = decay.mean * mean[k] + (1 - decay.mean) * gradient[k]
      square[k] = decay.square * square[k] + (1 - decay.square) * (gradient[k] * gradient[k])
      let size = (square[k] / corrections.square).squareRoot() + epsilon
      values[k] -= rate * (mean[k] / corrections.mean) / size
    }
  }

  public static func scale(count: Int, by factor: Self, values: UnsafeMutablePointer<Self>) {
    for k in 0..<count { values[k] *= factor }
  }
}
