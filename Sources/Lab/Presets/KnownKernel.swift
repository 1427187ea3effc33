/// A kernel that people worked out by hand, long before networks learned theirs.
package struct KnownKernel: Sendable {
  /// The kernel's name.
  package let name: String
  /// Its effect on an image, in one line.
  package let effect: String
  /// Its numbers for a window with the given rows and columns; `nil` if it needs more room.
  private let make: @Sendable (_ rows: Int, _ columns: Int) -> [Double]?

  /// All known kernels: to add one, add it here.
  package static let all = [
    KnownKernel(
      name: "blur", effect: "replaces each pixel by a weighted mean of its surroundings"
    ) { r, c in
      // Binomials: the more rows, the closer to a Gaussian bell.
      let (down, across) = (binomials(r), binomials(c))
      return down.flatMap { a in across.map { a * $0 } }
    },
    KnownKernel(
      name: "sharpen", effect: "exaggerates each pixel's difference from its four neighbours"
    ) { centred([0, -1, 0, -1, 5, -1, 0, -1, 0], $0, $1) },
    KnownKernel(
      name: "sobel-x", effect: "high where ink begins to the right, low where it ends"
    ) { centred([-1, 0, 1, -2, 0, 2, -1, 0, 1], $0, $1) },
    KnownKernel(
      name: "sobel-y", effect: "high where ink begins below, low where it ends"
    ) { centred([-1, -2, -1, 0, 0, 0, 1, 2, 1], $0, $1) },
    KnownKernel(
      name: "edge", effect: "0 on even areas; high on one side of an edge, low on the other"
    ) { centred([-1, -1, -1, -1, 8, -1, -1, -1, -1], $0, $1) },
    KnownKernel(name: "identity", effect: "the image unchanged, but without its margin") { r, c in
      (0..<r * c).map { $0 == r * c / 2 ? 1 : 0 }
    },
  ]

  package static func named(_ name: String) -> KnownKernel? { all.first { $0.name == name } }

  /// Its numbers for a filter over some channels: every channel gets the kernel divided by the
  /// number of channels, so that the filter works on the mean of the channels and a sum stays in
  /// range.
  ///
  /// - Parameters:
  ///   - channels: How many channels the filter covers.
  ///   - rows: How many rows its window has.
  ///   - columns: How many columns its window has.
  /// - Returns: The numbers in the order C,K,L; `nil` if the window has no centre or is too small.
  package func values(channels: Int, rows: Int, columns: Int) -> [Double]? {
    guard rows % 2 == 1, columns % 2 == 1, let kernel = make(rows, columns) else { return nil }
    let one = kernel.map { $0 / Double(channels) }
    return (0..<channels).flatMap { _ in one }
  }

  /// 1 2 1 / 4, 1 4 6 4 1 / 16, and so on: `count` binomial coefficients, scaled to sum to 1.
  private static func binomials(_ count: Int) -> [Double] {
    var row = [1.0]
    while row.count < count {
      row = zip([0] + row, row + [0]).map { ($0 + $1) / 2 }
    }
    return row
  }

  /// A 3x3 kernel in the centre of a window, with zeros around it.
  private static func centred(_ kernel: [Double], _ rows: Int, _ columns: Int) -> [Double]? {
    guard rows >= 3, columns >= 3 else { return nil }
    var values = [Double](repeating: 0, count: rows * columns)
    for (index, number) in kernel.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: 3)
      values[(row + rows / 2 - 1) * columns + column + columns / 2 - 1] = number
    }
    return values
  }
}
