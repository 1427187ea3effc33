import Rendering
import Testing

@Suite struct NumbersTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (0.0312, "0.0312"), (-1.15, "-1.15"), (1.2e-7, "1.2e-07"),
    (2.3, "2.3"), (1, "1"), (12345.6, "12346"), (1_234_567, "1.23e+06"), (0.9996, "1"),
    (99.96, "100"), (1e-300, "1e-300"), (.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf"),
    (.leastNonzeroMagnitude, "5e-324"), (0.00099999, "0.001"),
  ])
  func `a single number has three significant digits`(_ value: Double, _ text: String) {
    #expect(Numbers.compact(value) == text)
  }

  @Test func `a fixed number of places rounds to nearest, halves up`() {
    #expect(Numbers.fixed(0.125, 2) == "0.13")
    #expect(Numbers.fixed(0.375, 2) == "0.38")
    #expect(Numbers.fixed(9.999, 2) == "10.00")
    #expect(Numbers.fixed(0.004, 2) == "0.00")
    #expect(Numbers.fixed(0.006, 2) == "0.01")
    #expect(Numbers.fixed(-0.4, 0) == "-0")
    #expect(Numbers.fixed(0, 2) == "0.00")
    #expect(Numbers.fixed(1e20, 2) == "1.00000e+20")
  }

  @Test func `numbers in a column line up at the point, and exactly 0 is told from nearly 0`() {
    #expect(
      Numbers.column([0.488, -1.0484, 0, 0.0001, .nan])
        == [" 0.488", "-1.048", " 0    ", " 0.000", "   nan"])
    #expect(Numbers.column([1, 0, -1]) == [" 1", " 0", "-1"])
    #expect(Numbers.column([1.712e-5, 0]) == ["1.71e-05", "       0"])
  }

  @Test func `counts have commas, shares are per cent`() {
    #expect(Numbers.count(13602) == "13,602")
    #expect(Numbers.count(-1_000_000) == "-1,000,000")
    #expect(Numbers.count(999) == "999")
    #expect(Numbers.count(1, "window") == "1 window")
    #expect(Numbers.percent(0.97) == "97 %")
    #expect(Numbers.percent(Float(0.968), places: 1) == "96.8 %")
  }
}
