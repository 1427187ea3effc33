import ConvNet
import Foundation
import Testing

@Suite struct RandomSourceTests {
  @Test func `the numbers of a seed are those of SplitMix64`() {
    // The first outputs of the original authors' C code for the seed 1234567.
    var random = RandomSource(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in random.next() } == expected)
  }

  @Test func `a copy goes its own way, the same way`() {
    var random = RandomSource(seed: 7)
    _ = random.normal()
    var copy = random
    #expect(copy == random)
    let drawn = (0..<10).map { _ in random.normal() }
    #expect((0..<10).map { _ in copy.normal() } == drawn)
  }

  @Test func `uniform numbers lie in 0 to 1 and are spread evenly`() {
    var random = RandomSource(seed: 1)
    let numbers = (0..<20_000).map { _ in random.uniform() }
    #expect(numbers.allSatisfy { (0..<1).contains($0) })
    let mean = numbers.reduce(0, +) / 20_000
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(abs(mean - 0.5) < 0.01)
    #expect(abs(variance - 1.0 / 12) < 0.003)
  }

  @Test func `normal numbers have mean 0, variance 1 and the tails of the bell`() {
    var random = RandomSource(seed: 2)
    let numbers = (0..<20_000).map { _ in random.normal() }
    let mean = numbers.reduce(0, +) / 20_000
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(abs(mean) < 0.03)
    #expect(abs(variance - 1) < 0.05)
    let beyondTwo = Double(numbers.count { abs($0) > 2 }) / 20_000
    #expect(abs(beyondTwo - 0.0455) < 0.006)
  }

  @Test func `normal numbers need no C library, and agree with it to the last bits`() {
    // Marsaglia's polar method, with the C library's logarithm.
    var (own, random) = (RandomSource(seed: 3), RandomSource(seed: 3))
    for _ in 0..<5_000 {
      var (u, s) = (0.0, 0.0)
      repeat {
        u = 2 * random.uniform() - 1
        let v = 2 * random.uniform() - 1
        s = u * u + v * v
      } while s == 0 || s >= 1
      let expected = u * (-2 * log(s) / s).squareRoot()
      #expect(abs(own.normal() - expected) <= 8 * expected.ulp)
    }
  }

  @Test func `below gives every number below, equally often`() {
    var random = RandomSource(seed: 4)
    for bound in [1, 2, 3, 10] {
      var counts = [Int](repeating: 0, count: bound)
      for _ in 0..<6_000 { counts[random.below(bound)] += 1 }
      let expected = 6_000 / Double(bound)
      #expect(counts.allSatisfy { abs(Double($0) - expected) < 5 * expected.squareRoot() })
    }
    #expect((0..<100).allSatisfy { _ in (0..<Int.max).contains(random.below(Int.max)) })
  }

  @Test func `a bound that 2^64 is no multiple of favours no number`() {
    var random = RandomSource(seed: 4)
    var counts = [0, 0, 0]
    // Without rejection, two of the numbers would come up 1.5 times as often as the third.
    for _ in 0..<9_000 { counts[random.below(3 << 61) % 3] += 1 }
    #expect(counts.allSatisfy { abs($0 - 3_000) < 250 })
  }

  @Test(arguments: [0, 1, 2, 5, 100])
  func `a permutation has every number once`(_ count: Int) {
    var random = RandomSource(seed: 5)
    #expect(random.permutation(of: count).sorted() == Array(0..<count))
  }

  @Test func `every order of three comes up equally often`() {
    var random = RandomSource(seed: 6)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6_000 { counts[random.permutation(of: 3), default: 0] += 1 }
    #expect(counts.count == 6)
    #expect(counts.values.allSatisfy { abs($0 - 1_000) < 150 })
  }
}
