import ConvNet
import Lab
import TestSupport
import Testing

/// One whole step of the preset `toy`, computed on paper.
///
/// The filter is a row of 1, a row of 0, a row of -1: each output is the sum of three neighbours in
/// a row minus the sum of the three that are two rows below. Sums of three neighbours of the image:
///
///     row 0   0 0 1 3 0 0    1 4 4 3
///     row 1   0 1 0 0 3 0    1 1 3 3
///     row 2   0 1 0 0 3 0    1 1 3 3
///     row 3   0 3 0 0 3 0    3 3 3 3
///     row 4   0 3 0 0 3 0    3 3 3 3
///     row 5   0 0 2 1 0 0    2 3 3 1
@Suite struct ToyByHandTests {
  private func check<S: Scalar>(_ type: S.Type) throws {
    var timeline = Timeline(try SmallData.trainer(.toy, as: S.self))
    func expect(_ place: String, _ expected: [S]) throws {
      #expect(try timeline.values(place) == expected, "\(place)")
    }
    timeline.perform(.choose(.training(0)))

    timeline.operate()
    try expect("conv.out", [0, 3, 1, 0, -2, -2, 0, 0, -2, -2, 0, 0, 1, 0, 0, 2])
    timeline.operate()
    try expect("pool.out", [3, 1, 1, 2])
    try expect("pool.winners", [0, 1, 0, 0, 1, 0, 1, 1])
    timeline.operate()
    // 0*3 + 1*1 - 1*1 + 2*2 = 4 and 2*3 - 1*1 + 3*1 - 2*2 = 4.
    try expect("softmax.totals", [4, 4])
    try expect("softmax.out", [0.5, 0.5])
    timeline.operate()
    // Two equal totals: log(1 + 1) - 0.
    try expect("loss", [S.log(2)])

    timeline.operate()
    try expect("softmax.d_out", [-2, 0])
    timeline.operate()
    try expect("softmax.d_totals", [-0.5, 0.5])
    try expect("softmax.d_weights", [-1.5, -0.5, -0.5, -1, 1.5, 0.5, 0.5, 1])
    try expect("softmax.d_biases", [-0.5, 0.5])
    // Half the second row of weights minus half the first: ([2 -1 3 -2] - [0 1 -1 2]) / 2.
    try expect("softmax.d_in", [1, -1, 2, -2])
    try expect("pool.d_out", [1, -1, 2, -2])
    timeline.operate()
    try expect("conv.d_out", [0, 1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, -2])
    timeline.operate()
    // Four patches of the image, those at (0,1), (0,2), (3,0) and (3,3), times 1, -1, 2 and -2:
    //      0 1 3     1 3 0     0 3 0     0 3 0
    //      1 0 0  -  0 0 3  + (0 3 0  -  0 3 0) * 2
    //      1 0 0     0 0 3     0 0 2     1 0 0
    try expect("conv.d_filters", [-1, -2, 3, 1, 0, -3, -1, 0, 1])
    // The filter placed at the same four positions, with the same factors.
    try expect(
      "conv.d_in",
      [
        0, 1, 0, 0, -1, 0,
        0, 0, 0, 0, 0, 0,
        0, -1, 0, 0, 1, 0,
        2, 2, 2, -2, -2, -2,
        0, 0, 0, 0, 0, 0,
        -2, -2, -2, 2, 2, 2,
      ])
    try expect("conv.filters", [1, 1, 1, 0, 0, 0, -1, -1, -1])

    timeline.operate()
    let rate: S = 0.1
    try expect(
      "conv.filters",
      [
        1 + rate, 1 + 2 * rate, 1 - 3 * rate, -rate, 0, 3 * rate, -1 + rate, -1, -1 - rate,
      ])
    try expect("softmax.biases", [rate / 2, -rate / 2])
    #expect(timeline.state.updates == 1)
  }

  @Test func `float gives the numbers on paper`() throws { try check(Float.self) }
  @Test func `double gives the numbers on paper`() throws { try check(Double.self) }
}
