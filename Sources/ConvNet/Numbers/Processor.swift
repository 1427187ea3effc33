internal import CKernels

/// The most that the processor can do in the arithmetic of this library: products and sums of
/// Float, each rounded separately, in its widest vectors.
package enum Processor {
  /// The instruction set that the kernels chose on this machine.
  package static var instructionSet: String { String(cString: ck_instruction_set()) }

  /// The processor's name for itself; `nil` if it does not give one.
  package static var name: String? {
    var bytes = [CChar](repeating: 0, count: 49)
    ck_processor_name(&bytes)
    let characters = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let words = String(decoding: characters, as: UTF8.self).split(separator: " ")
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// Products and sums per second of one core: the highest value measured in a few runs.
  package static func peak() -> Double {
    let clock = ContinuousClock()
    var most = 0.0
    for lanes in [4, 8, 16] {
      for _ in 0..<5 {
        var sink: Float = 1.0001
        var operations = 0.0
        let time = clock.measure { operations = ck_peak(lanes, 200_000, &sink) }
        most = max(most, operations / (time / .seconds(1)))
      }
    }
    return most
  }
}
