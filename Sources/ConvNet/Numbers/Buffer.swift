/// Memory for a fixed number of values, at a fixed address.
package final class Buffer<S: Scalar> {
  /// The first number.
  package let start: UnsafeMutablePointer<S>
  /// How many there are.
  package let count: Int

  /// Memory for `count` numbers, all 0.
  package init(_ count: Int) {
    start = .allocate(capacity: count)
    self.count = count
    clear()
  }

  /// Memory that holds a tensor's numbers.
  package convenience init(_ tensor: Tensor<S>) {
    self.init(tensor.shape.count)
    tensor.withPointer { start.update(from: $0, count: count) }
  }

  deinit { start.deallocate() }

  /// Makes all numbers 0.
  func clear() {
    // The bytes of 0 are 0 in every IEEE 754 format.
    UnsafeMutableRawPointer(start).initializeMemory(
      as: UInt8.self, repeating: 0, count: count * MemoryLayout<S>.stride)
  }
}
