/// Changes bytes at random, from a seed, so that a failure can be made again.
struct ByteDamage: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  // SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// The bytes with one to four of them changed, half of them to a digit or a mark that a header
  /// may have, and sometimes without their end.
  mutating func damaging(_ bytes: [UInt8]) -> [UInt8] {
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
