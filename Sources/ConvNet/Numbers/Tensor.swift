/// A dense array of numbers in the order that ``Shape`` defines.
public struct Tensor<S: Scalar>: Equatable, Sendable {
  /// The extents.
  public private(set) var shape: Shape
  /// The numbers, row-major.
  public var values: [S] {
    didSet { ensure(values.count == shape.count, "A tensor keeps its number of values.") }
  }

  /// A tensor that holds `values` in row-major order.
  ///
  /// - Precondition: There are as many values as the shape requires.
  public init(_ shape: Shape, _ values: [S]) {
    ensure(
      values.count == shape.count, "\(values.count) values do not fill the shape \(shape).")
    self.shape = shape
    self.values = values
  }

  /// A tensor with the same value everywhere.
  public init(_ shape: Shape, repeating value: S = 0) {
    self.init(shape, [S](repeating: value, count: shape.count))
  }

  /// A tensor of whole numbers in row-major order.
  ///
  /// - Precondition: There are as many as the shape requires.
  @specialized(where S == Float)
  @specialized(where S == Double)
  init(_ shape: Shape, whole: [Int32]) {
    self.init(shape, whole.map { S($0) })
  }

  /// The number at the given indices, one per axis.
  public subscript(indices: Int...) -> S {
    get { values[shape.offset(of: indices)] }
    set { values[shape.offset(of: indices)] = newValue }
  }

  /// The same numbers in another shape.
  ///
  /// - Precondition: Both shapes hold the same number of values.
  public func reshaped(_ shape: Shape) -> Tensor { Tensor(shape, values) }

  /// The part at the given leading indices: `[2]` of an 8x26x26 map is 26x26.
  ///
  /// - Precondition: The indices lie within the shape.
  public func slice(_ leading: [Int]) -> Tensor {
    ensure(
      shape.holds(leading),
      "The indices \(leading) lie outside the shape \(shape).")
    if leading.isEmpty { return self }
    let rest = Shape(Array(shape.extents.dropFirst(leading.count)))
    let start = zip(leading, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }
    return Tensor(rest, Array(values[start..<start + rest.count]))
  }

  /// The numbers at some offsets in memory, in another shape.
  ///
  /// - Precondition: There are as many as the shape requires, and all are within the tensor.
  @specialized(where S == Float)
  @specialized(where S == Double)
  func gathered(_ offsets: [Int], as shape: Shape) -> Tensor {
    Tensor(shape, offsets.map { values[$0] })
  }

  /// The same numbers in another precision, each rounded once.
  @specialized(where S == Float, T == Double)
  @specialized(where S == Double, T == Float)
  public func converted<T: Scalar>(to type: T.Type = T.self) -> Tensor<T> {
    Tensor<T>(shape, values.map { T(Double($0)) })
  }

  /// The smallest and the largest value, ignoring NaN; `nil` if there is none.
  public var range: ClosedRange<S>? {
    S.extremes(values).map { $0.low...$0.high }
  }

  /// The square root of the sum of squares, computed in Double.
  public var norm: Double {
    @specialized(where S == Float)
    @specialized(where S == Double)
    get { values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
  }
}

extension Tensor {
  /// Calls `body` with the address of the first number.
  func withPointer<R>(_ body: (UnsafePointer<S>) -> R) -> R {
    values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("A tensor is never empty.") }
      return body(base)
    }
  }

  /// Calls `body` with the addresses of the first numbers of two tensors.
  static func withPointers<R>(
    _ a: Tensor, _ b: Tensor, _ body: (UnsafePointer<S>, UnsafePointer<S>) -> R
  ) -> R {
    a.withPointer { a in b.withPointer { b in body(a, b) } }
  }

  /// Calls `body` with the addresses of the first numbers of three tensors.
  static func withPointers<R>(
    _ a: Tensor, _ b: Tensor, _ c: Tensor,
    _ body: (UnsafePointer<S>, UnsafePointer<S>, UnsafePointer<S>) -> R
  ) -> R {
    withPointers(a, b) { a, b in c.withPointer { c in body(a, b, c) } }
  }

  /// Calls `body` with the address of the first number and the count of numbers.
  mutating func update(_ body: (UnsafeMutablePointer<S>, Int) -> Void) {
    values.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { body(base, buffer.count) }
    }
  }

  /// Makes a tensor and lets `fill` write all its numbers, which are 0 before.
  static func filled(_ shape: Shape, _ fill: (UnsafeMutablePointer<S>) -> Void) -> Tensor {
    var values = S.zeros(shape.count)
    values.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { fill(base) }
    }
    return Tensor(shape, values)
  }

  /// Makes a tensor and lets `write` write all its numbers, which may hold anything before.
  static func written(_ shape: Shape, _ write: (UnsafeMutablePointer<S>) -> Void) -> Tensor {
    Tensor(
      shape,
      [S](unsafeUninitializedCapacity: shape.count) { buffer, count in
        if let base = buffer.baseAddress { write(base) }
        count = shape.count
      })
  }
}
