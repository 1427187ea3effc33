/// The terms of a sum, in the order in which they are added.
///
/// A sum over a batch may have a hundred thousand terms, of which a reader sees five. So this
/// stores the value that each term adds, and makes the places and words of a term only on request.
public struct Terms<S: Scalar>: Sendable {
  /// What terms have in common; a kind is summarised when there are too many terms to show.
  package enum Kind: Sendable {
    /// Nothing special.
    case plain
    /// The term sees only blank paper in the image.
    case onBlankPaper
    /// A product whose first factor is 0.
    case zeroFactor
  }

  /// What each term adds, rounded.
  public let values: [S]
  /// The kind of each term.
  package let kinds: [Kind]
  /// What each term adds, where the sum is made in Double and rounded at its end.
  private let exact: [Double]?
  private let term: @Sendable (Int) -> Term<S>

  /// Terms that already exist.
  public init(_ terms: [Term<S>]) {
    self.init(terms.map { $0.arithmetic.evaluate() }, kinds: terms.map(\.kind)) { terms[$0] }
  }

  /// Terms by what they add, rounded, and exactly where the sum is made in Double; `term` makes one
  /// of them.
  ///
  /// - Precondition: There is a kind for each value, and an exact value for each or for none.
  init(
    _ values: [S], exact: [Double]? = nil, kinds: [Kind],
    term: @escaping @Sendable (Int) -> Term<S>
  ) {
    ensure(
      values.count == kinds.count && values.count == exact?.count ?? values.count,
      "Each term has a value and a kind.")
    self.values = values
    self.exact = exact
    self.kinds = kinds
    self.term = term
  }

  /// The term with the largest absolute value; the earlier one of two equal terms.
  public var strongest: Term<S>? {
    strongest(1).first.map { self[$0] }
  }

  /// The indices of the terms in order of absolute value, largest first; of two equal terms, the
  /// earlier one comes first.
  @specialized(where S == Float)
  @specialized(where S == Double)
  package func strongest(_ count: Int) -> [Int] {
    values.largest(count) { $0.magnitude }
  }

  /// Whether they are added in Double, and only their sum is rounded.
  package var areAddedInDouble: Bool { exact != nil }

  /// The sum: from +0 on, term k in column k mod columns, then the columns from left to right.
  @specialized(where S == Float)
  @specialized(where S == Double)
  func sum(columns: Int) -> S {
    exact.map { S(Self.sum($0, columns: columns)) } ?? Self.sum(values, columns: columns)
  }

  @inline(__always)
  private static func sum<T: Scalar>(_ values: [T], columns: Int) -> T {
    var totals = [T](repeating: 0, count: columns)
    for index in values.indices { totals[index % columns] += values[index] }
    return totals.dropFirst().reduce(totals[0], +)
  }
}

extension Terms: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { values.count }
  /// The term at a position, with its places and words.
  public subscript(position: Int) -> Term<S> { term(position) }
}

/// One term of a sum.
public struct Term<S: Scalar>: Sendable {
  /// Which term it is, as in `(17,8)`.
  public let label: String
  /// What is added.
  public let arithmetic: Arithmetic<S>

  /// A term with its name.
  public init(_ label: String, _ arithmetic: Arithmetic<S>) {
    self.label = label
    self.arithmetic = arithmetic
  }

  /// What it has in common with other terms.
  var kind: Terms<S>.Kind {
    if case .times(let first, _) = arithmetic, first.evaluate() == 0 { return .zeroFactor }
    return .plain
  }
}

extension Collection {
  /// The positions of the elements with the largest absolute values, largest first; of two equal
  /// ones, the earlier comes first.
  @inline(__always)
  func largest<Size: Comparable>(_ count: Int, by size: (Element) -> Size) -> [Index] {
    var found: [(index: Index, size: Size)] = []
    for index in indices {
      let own = size(self[index])
      if found.count == count, let last = found.last, !(own > last.size) { continue }
      let place = found.firstIndex { own > $0.size } ?? found.count
      found.insert((index, own), at: place)
      if found.count > count { found.removeLast() }
    }
    return found.map(\.index)
  }
}
