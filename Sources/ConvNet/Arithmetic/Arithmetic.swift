/// The arithmetic that made a number, as a tree. Its ``evaluate()`` gives the number back bit for
/// bit, because it adds in the order in which the loops of ``Scalar`` add.
public indirect enum Arithmetic<S: Scalar>: Sendable {
  /// A number that a place holds.
  case stored(Place, S)
  /// A number that the rule itself contains, such as the 1 of p - 1.
  case constant(S)
  /// Starts at +0 and adds term after term; term k goes to column k mod columns, and at the end the
  /// columns are added from left to right.
  case sum(Terms<S>, columns: Int)
  /// a + b.
  case plus(Arithmetic, Arithmetic)
  /// a - b.
  case minus(Arithmetic, Arithmetic)
  /// a * b.
  case times(Arithmetic, Arithmetic)
  /// a / b.
  case over(Arithmetic, Arithmetic)
  /// The largest; a NaN counts as larger than any number.
  case largest([Arithmetic])
  /// e to the power of the operand.
  case exp(Arithmetic)
  /// The operand's natural logarithm.
  case log(Arithmetic)
  /// The logarithm of 1 + the operand, without the rounding of the sum.
  case log1p(Arithmetic)
  /// The operand's square root.
  case root(Arithmetic)
  /// The operand's hyperbolic tangent.
  case tanh(Arithmetic)

  /// The result of the arithmetic.
  public func evaluate() -> S {
    switch self {
    case .stored(_, let value), .constant(let value): return value
    case .sum(let terms, let columns): return terms.sum(columns: columns)
    case .plus(let a, let b): return a.evaluate() + b.evaluate()
    case .minus(let a, let b): return a.evaluate() - b.evaluate()
    case .times(let a, let b): return a.evaluate() * b.evaluate()
    case .over(let a, let b): return a.evaluate() / b.evaluate()
    case .largest(let values):
      var best = -S.infinity
      for value in values.map({ $0.evaluate() }) where value > best || value.isNaN && !best.isNaN {
        best = value
      }
      return best
    case .exp(let a): return S.exp(a.evaluate())
    case .log(let a): return S.log(a.evaluate())
    case .log1p(let a): return S.log1p(a.evaluate())
    case .root(let a): return a.evaluate().squareRoot()
    case .tanh(let a): return S.tanh(a.evaluate())
    }
  }

  /// 1 - a.
  static func rest(of a: Arithmetic) -> Arithmetic { .minus(.constant(1), a) }

  /// The same arithmetic with other numbers in place of the stored ones.
  package func replacingStored(_ change: (S) -> S) -> Arithmetic {
    func changed(_ a: Arithmetic) -> Arithmetic { a.replacingStored(change) }
    return switch self {
    case .stored(let place, let value): .stored(place, change(value))
    case .constant: self
    case .sum(let terms, let columns):
      .sum(Terms(terms.map { Term($0.label, changed($0.arithmetic)) }), columns: columns)
    case .plus(let a, let b): .plus(changed(a), changed(b))
    case .minus(let a, let b): .minus(changed(a), changed(b))
    case .times(let a, let b): .times(changed(a), changed(b))
    case .over(let a, let b): .over(changed(a), changed(b))
    case .largest(let values): .largest(values.map(changed))
    case .exp(let a): .exp(changed(a))
    case .log(let a): .log(changed(a))
    case .log1p(let a): .log1p(changed(a))
    case .root(let a): .root(changed(a))
    case .tanh(let a): .tanh(changed(a))
    }
  }

  /// The places of the numbers that it uses, from left to right.
  public var places: [Place] {
    switch self {
    case .stored(let place, _): [place]
    case .constant: []
    case .sum(let terms, _): terms.flatMap(\.arithmetic.places)
    case .plus(let a, let b), .minus(let a, let b), .times(let a, let b), .over(let a, let b):
      a.places + b.places
    case .largest(let values): values.flatMap(\.places)
    case .exp(let a), .log(let a), .log1p(let a), .root(let a), .tanh(let a): a.places
    }
  }
}
