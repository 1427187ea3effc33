internal import CKernels

// The loops of Float over batches and activations that have a kernel; see FloatKernels.swift.

extension Float {
  public static func moments(
    _ g: ChannelGeometry, input: UnsafePointer<Float>, mean: UnsafeMutablePointer<Float>,
    variance: UnsafeMutablePointer<Float>
  ) {
    ck_moments(g.kernelSize, input, mean, variance)
  }

  public static func standardiseParameterGradient(
    _ g: ChannelGeometry, normalised: UnsafePointer<Float>, dOutput: UnsafePointer<Float>,
    dGains: UnsafeMutablePointer<Float>, dShifts: UnsafeMutablePointer<Float>
  ) {
    ck_standardise_parameter_gradient(g.kernelSize, normalised, dOutput, dGains, dShifts)
  }

  public static func standardise(
    _ g: ChannelGeometry, input: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    deviation: UnsafePointer<Float>, gains: UnsafePointer<Float>, shifts: UnsafePointer<Float>,
    normalised: UnsafeMutablePointer<Float>, output: UnsafeMutablePointer<Float>
  ) {
    ck_standardise(g.kernelSize, input, mean, deviation, gains, shifts, normalised, output)
  }

  public static func standardiseInputGradient(
    _ g: ChannelGeometry, normalised: UnsafePointer<Float>, dOutput: UnsafePointer<Float>,
    slope: UnsafePointer<Float>, meanOfD: UnsafePointer<Float>,
    meanOfDTimes: UnsafePointer<Float>, dInput: UnsafeMutablePointer<Float>
  ) {
    ck_standardise_input_gradient(
      g.kernelSize, normalised, dOutput, slope, meanOfD, meanOfDTimes, dInput)
  }

  /// By the kernel for a ReLU.
  public static func activate(
    _ activation: ActivationFunction, count: Int, input: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>
  ) {
    guard activation != .relu else { return ck_relu(count, input, output) }
    plainActivate(activation, count: count, input: input, output: output)
  }

  /// By the kernel for a ReLU.
  public static func activationGradient(
    _ activation: ActivationFunction, count: Int, input: UnsafePointer<Float>,
    output: UnsafePointer<Float>, dOutput: UnsafePointer<Float>,
    dInput: UnsafeMutablePointer<Float>
  ) {
    guard activation != .relu else { return ck_relu_gradient(count, input, dOutput, dInput) }
    plainActivationGradient(
      activation, count: count, input: input, output: output, dOutput: dOutput, dInput: dInput)
  }
}

extension ChannelGeometry {
  fileprivate var kernelSize: ck_batch {
    ck_batch(samples: samples, channels: channels, places: places, pitch: pitch)
  }
}
