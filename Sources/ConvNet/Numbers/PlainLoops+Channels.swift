// The plain loops over a batch, channel by channel, for batch normalisation.

extension Scalar {
  /// The sum over the samples and places of a channel, in eight columns: made in Double, and rounded
  /// once.
  @inline(__always)
  private static func channelSum(
    _ g: ChannelGeometry, _ channel: Int, _ term: (Int) -> Double
  ) -> Self {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 8) { columns in
      columns.initialize(repeating: 0)
      var column = 0
      for n in 0..<g.samples {
        let start = g.start(sample: n, channel: channel)
        for k in start..<start + g.places {
          columns[column] += term(k)
          column = (column + 1) & 7
        }
      }
      var total = columns[0]
      for k in 1..<8 { total += columns[k] }
      return Self(total)
    }
  }

  public static func moments(
    _ g: ChannelGeometry, input: UnsafePointer<Self>, mean: UnsafeMutablePointer<Self>,
    variance: UnsafeMutablePointer<Self>
  ) {
    let count = Self(g.count)
    for c in 0..<g.channels {
      let centre = channelSum(g, c) { Double(input[$0]) } / count
      mean[c] = centre
      variance[c] =
        channelSum(g, c) { k in
          let distance = Double(input[k] - centre)
          return distance * distance
        } / count
    }
  }

  public static func standardise(
    _ g: ChannelGeometry, input: UnsafePointer<Self>, mean: UnsafePointer<Self>,
    deviation: UnsafePointer<Self>, gains: UnsafePointer<Self>, shifts: UnsafePointer<Self>,
    normalised: UnsafeMutablePointer<Self>, output: UnsafeMutablePointer<Self>
  ) {
    for n in 0..<g.samples {
      for c in 0..<g.channels {
        let start = g.start(sample: n, channel: c)
        let (centre, width, gain, shift) = (mean[c], deviation[c], gains[c], shifts[c])
        for k in start..<start + g.places {
          let value = (input[k] - centre) / width
          normalised[k] = value
          output[k] = gain * value + shift
        }
      }
    }
  }

  public static func standardiseParameterGradient(
    _ g: ChannelGeometry, normalised: UnsafePointer<Self>, dOutput: UnsafePointer<Self>,
    dGains: UnsafeMutablePointer<Self>, dShifts: UnsafeMutablePointer<Self>
  ) {
    for c in 0..<g.channels {
      dGains[c] = channelSum(g, c) { Double(dOutput[$0]) * Double(normalised[$0]) }
      dShifts[c] = channelSum(g, c) { Double(dOutput[$0]) }
    }
  }

  public static func standardiseInputGradient(
    _ g: ChannelGeometry, normalised: UnsafePointer<Self>, dOutput: UnsafePointer<Self>,
    slope: UnsafePointer<Self>, meanOfD: UnsafePointer<Self>, meanOfDTimes: UnsafePointer<Self>,
    dInput: UnsafeMutablePointer<Self>
  ) {
    for n in 0..<g.samples {
      for c in 0..<g.channels {
        let start = g.start(sample: n, channel: c)
        let (steepness, mean, meanTimes) = (slope[c], meanOfD[c], meanOfDTimes[c])
        for k in start..<start + g.places {
          dInput[k] = steepness * ((dOutput[k] - mean) - normalised[k] * meanTimes)
        }
      }
    }
  }

  public static func scaleChannels(
    _ g: ChannelGeometry, input: UnsafePointer<Self>, factors: UnsafePointer<Self>,
    output: UnsafeMutablePointer<Self>
  ) {
    for n in 0..<g.samples {
      for c in 0..<g.channels {
        let start = g.start(sample: n, channel: c)
        let factor = factors[c]
        for k in start..<start + g.places { output[k] = factor * input[k] }
      }
    }
  }

  public static func multiply(
    count: Int, input: UnsafePointer<Self>, factors: UnsafePointer<Self>,
    output: UnsafeMutablePointer<Self>
  ) {
    for k in 0..<count { output[k] = input[k] * factors[k] }
  }
}
