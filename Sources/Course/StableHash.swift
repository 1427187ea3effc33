/// A hash that is the same in every run and on every machine: 64-bit FNV-1a (Fowler, Noll, Vo).
///
/// It tells texts apart that differ by accident; it keeps nobody from making two texts with the same
/// hash.
package struct StableHash: Hashable, Sendable {
  package private(set) var value: UInt64

  /// The hash of nothing, or the continuation of another hash.
  package init(seed: UInt64 = 14_695_981_039_346_656_037) { value = seed }

  package init(_ bytes: some Sequence<UInt8>) {
    self.init()
    combine(bytes)
  }

  package mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 1_099_511_628_211 }
  }

  /// Takes a whole number in at once.
  package mutating func combine(_ number: UInt64) {
    value = (value ^ number) &* 1_099_511_628_211
  }

  /// The hash as 16 hexadecimal digits.
  package var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
