/// A layer's part of a training step that keeps nothing to be looked at: its own copy of the
/// parameters, and room for its numbers, laid out once.
///
/// It calls the same loops in the same order as the layer, one sample at a time, and so gives the
/// same bits.
public protocol TrainingStage<S>: AnyObject {
  /// What the layer computes in.
  associatedtype S: Scalar

  /// The parameters as they are now, in the order of the layer's.
  var parameters: [Buffer<S>] { get }

  /// Computes the output of one sample.
  ///
  /// - Returns: The output; it stands until the next call.
  func forward(_ input: UnsafePointer<S>) -> UnsafePointer<S>

  /// Computes dL/d(input) and moves the parameters by -rate times their gradients.
  ///
  /// - Parameters:
  ///   - dOutput: dL/d(out) of the sample that went forward last; for an answering layer
  ///     dL/d(totals).
  ///   - input: That sample.
  ///   - rate: The learning rate.
  /// - Returns: dL/d(input); it stands until the next call. Of a first layer it says nothing.
  func backwardAndUpdate(
    _ dOutput: UnsafePointer<S>, input: UnsafePointer<S>, rate: S
  ) -> UnsafePointer<S>
}

/// Room for so many numbers, at an address that stays.
public final class Buffer<S: Scalar> {
  /// The first number.
  public let start: UnsafeMutablePointer<S>
  /// How many there are.
  public let count: Int

  /// Room for `count` numbers, all 0.
  public init(_ count: Int) {
    start = .allocate(capacity: count)
    self.count = count
    clear()
  }

  /// Room that holds a tensor's numbers.
  public convenience init(_ tensor: Tensor<S>) {
    self.init(tensor.shape.count)
    tensor.withPointer { start.update(from: $0, count: count) }
  }

  deinit { start.deallocate() }

  /// Makes all numbers 0.
  func clear() {
    // The bytes of 0 are 0 in every format of IEEE 754.
    UnsafeMutableRawPointer(start).initializeMemory(
      as: UInt8.self, repeating: 0, count: count * MemoryLayout<S>.stride)
  }
}
