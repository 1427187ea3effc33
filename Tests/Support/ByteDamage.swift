import ConvNet

/// Changes bytes at random, from a seed, so that a failure can be reproduced.
package struct ByteDamage: RandomNumberGenerator {
  private var source: RandomSource

  /// Damage that is the same for the same seed.
  package init(seed: UInt64) { source = RandomSource(seed: seed) }

  package mutating func next() -> UInt64 { source.next() }

  /// The bytes with one to four of them changed, half of them to a digit or a punctuation mark that
  /// a header may contain, and sometimes truncated.
  package mutating func damaging(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let marks = Array(#"0123456789{}[]()"'\,:"#.utf8)
    for _ in 0..<Int.random(in: 1...4, using: &self) {
      let index = Int.random(in: 0..<bytes.count, using: &self)
      bytes[index] =
        Bool.random(using: &self)
        ? .random(in: 0...255, using: &self)
        : marks[Int.random(in: 0..<marks.count, using: &self)]
    }
    if Int.random(in: 0..<8, using: &self) == 0 {
      bytes.removeLast(Int.random(in: 0..<bytes.count, using: &self))
    }
    return bytes
  }
}
