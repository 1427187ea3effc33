/// The terms of a sum, in the order in which they are added.
///
/// A sum over a batch has a hundred thousand terms of which a person sees five: it holds what each
/// of them adds, and makes the places and the words of one when that one is asked for.
public struct Terms<S: Scalar>: Sendable {
  /// What terms have in common that are told of together where there are too many to show.
  public enum Kind: Sendable {
    /// Nothing out of the ordinary.
    case plain
    /// All the image that the term sees is blank paper.
    case onBlankPaper
    /// A product whose first factor is 0.
    case zeroFactor
  }

  /// What each term adds.
  public let values: [S]
  /// The kind of each term.
  public let kinds: [Kind]
  private let term: @Sendable (Int) -> Term<S>

  /// Terms that are made already.
  public init(_ terms: [Term<S>]) {
    self.init(terms.map { $0.arithmetic.evaluate() }, kinds: terms.map(\.kind)) { terms[$0] }
  }

  /// Terms by what they add; `term` makes one of them.
  ///
  /// - Precondition: There is a kind for each value.
  init(_ values: [S], kinds: [Kind], term: @escaping @Sendable (Int) -> Term<S>) {
    precondition(values.count == kinds.count, "Each term has a value and a kind.")
    self.values = values
    self.kinds = kinds
    self.term = term
  }

  /// The term that weighs most; of two that weigh the same, the earlier one.
  public var strongest: Term<S>? {
    strongest(1).first.map { self[$0] }
  }

  /// Which terms weigh most, the heaviest first; of two that weigh the same, the earlier one.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func strongest(_ count: Int) -> [Int] {
    values.largest(count) { $0.magnitude }
  }

  /// The sum: from +0 on, term k in column k mod columns, then the columns from left to right.
  @specialized(where S == Float)
  @specialized(where S == Double)
  func sum(columns: Int) -> S {
    var totals = [S](repeating: 0, count: columns)
    for index in values.indices { totals[index % columns] += values[index] }
    return totals.dropFirst().reduce(totals[0], +)
  }
}

extension Terms: RandomAccessCollection {
  /// 0.
  public var startIndex: Int { 0 }
  /// How many terms there are.
  public var endIndex: Int { values.count }
  /// A term with its places and words.
  public subscript(position: Int) -> Term<S> { term(position) }
}

/// One term of a sum.
public struct Term<S: Scalar>: Sendable {
  /// Which one it is, as in `(17,8)`.
  public let label: String
  /// What is added.
  public let arithmetic: Arithmetic<S>

  /// A term with its name.
  public init(_ label: String, _ arithmetic: Arithmetic<S>) {
    self.label = label
    self.arithmetic = arithmetic
  }

  /// What it has in common with others.
  var kind: Terms<S>.Kind {
    if case .times(let first, _) = arithmetic, first.evaluate() == 0 { return .zeroFactor }
    return .plain
  }
}

extension Collection {
  /// Where the elements of the largest size are, the largest first; of two that are as large, the
  /// earlier one.
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
