/// The arithmetic that made a number, as a tree whose ``evaluate()`` gives the number back bit for
/// bit, because it adds in the order in which the loops of ``Scalar`` add.
public indirect enum Arithmetic<S: Scalar>: Sendable {
  /// A number that stands at a place.
  case stored(Place, S)
  /// A number that stands in the rule itself, such as the 1 of p - 1.
  case constant(S)
  /// From +0 on, term after term; term k goes to column k mod columns, and the columns are added
  /// from left to right at the end.
  case sum(Terms<S>, columns: Int)
  /// a + b.
  case plus(Arithmetic, Arithmetic)
  /// a - b.
  case minus(Arithmetic, Arithmetic)
  /// a * b.
  case times(Arithmetic, Arithmetic)
  /// a / b.
  case over(Arithmetic, Arithmetic)
  /// The largest; a NaN is larger than any number.
  case largest([Arithmetic])
  /// e to the power of it.
  case exp(Arithmetic)
  /// Its natural logarithm.
  case log(Arithmetic)
  /// Its square root.
  case root(Arithmetic)
  /// Its hyperbolic tangent.
  case tanh(Arithmetic)

  /// The number that comes out.
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
    case .root(let a): return a.evaluate().squareRoot()
    case .tanh(let a): return S.tanh(a.evaluate())
    }
  }

  /// The places of the numbers it is made of, from left to right.
  public var places: [Place] {
    switch self {
    case .stored(let place, _): [place]
    case .constant: []
    case .sum(let terms, _): terms.flatMap(\.arithmetic.places)
    case .plus(let a, let b), .minus(let a, let b), .times(let a, let b), .over(let a, let b):
      a.places + b.places
    case .largest(let values): values.flatMap(\.places)
    case .exp(let a), .log(let a), .root(let a), .tanh(let a): a.places
    }
  }
}
