/// The extents of a tensor, outermost first.
///
/// Memory order is defined here and nowhere else: tensors are dense and row-major, so the last
/// index moves fastest. Images are N,C,H,W: sample, channel, row, column.
public struct Shape: Hashable, Sendable {
  /// The extents, outermost first. Each is at least 1.
  public let extents: [Int]

  /// A shape of the given extents.
  ///
  /// - Precondition: Every extent is at least 1.
  public init(_ extents: [Int]) {
    ensure(extents.allSatisfy { $0 >= 1 }, "Every extent of a shape must be at least 1.")
    self.extents = extents
  }

  /// A shape of the given extents: `Shape(1, 8, 26, 26)`.
  public init(_ extents: Int...) {
    self.init(extents)
  }

  /// How many numbers a tensor of this shape holds: the product of the extents.
  public var count: Int { extents.reduce(1, *) }

  /// How many indices identify one number.
  public var rank: Int { extents.count }

  /// The extent along one axis.
  public subscript(axis: Int) -> Int { extents[axis] }

  /// The distance in memory between neighbours along each axis.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * extents[axis + 1]
    }
    return strides
  }

  /// The offset in memory of the number with these indices.
  ///
  /// - Precondition: There is one index per axis, and each is within its extent.
  public func offset(of indices: [Int]) -> Int {
    ensure(contains(indices), "The indices \(indices) lie outside the shape \(self).")
    return zip(indices, strides).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The indices of the number at this offset in memory; the inverse of ``offset(of:)``.
  public func indices(at offset: Int) -> [Int] {
    var rest = offset
    return strides.map { stride in
      defer { rest %= stride }
      return rest / stride
    }
  }

  /// Whether there is one index per axis and each is within its extent.
  public func contains(_ indices: [Int]) -> Bool {
    indices.count == rank && holds(indices)
  }

  /// Whether there is at most one leading index per axis, and each is within its extent.
  package func holds(_ leading: [Int]) -> Bool {
    leading.count <= rank && zip(leading, extents).allSatisfy { (0..<$1).contains($0) }
  }

  /// The shape without its first axis: that of one sample of a batch.
  public var withoutFirst: Shape { Shape(Array(extents.dropFirst())) }

  /// The shape with one more axis in front: that of a batch of `count` such samples.
  public func batched(_ count: Int) -> Shape { Shape([count] + extents) }
}

extension Shape: CustomStringConvertible {
  /// The extents with `x` between them, as in `8x26x26`.
  public var description: String { extents.asExtents }
}

extension Shape {
  /// The extents except those of 1: axes of length 1 do not count where numbers come from outside.
  package var essential: [Int] { extents.essential }
}

/// For the extents of arrays that come from outside, which may not be those of a ``Shape``.
extension [Int] {
  /// The extents with `x` between them, as in `8x26x26`; `1` if there are none.
  package var asExtents: String { isEmpty ? "1" : map(String.init).joined(separator: "x") }

  /// The extents except those of 1.
  package var essential: [Int] { filter { $0 != 1 } }
}
