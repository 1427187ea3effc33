/// How a cross-entropy is the logarithm of a probability: in which form that keeps its digits.
///
/// A probability within a rounding of 1 or below the smallest Float is known by its loss alone.
package enum Surprise: Sendable {
  /// loss = -log p.
  case plain
  /// loss = -log(1 - rest): p is so near 1 that the rest says more.
  case nearOne(rest: Double)
  /// loss = -log p for a p that is too small for its digits.
  case nearZero

  /// The form for a loss and the probability that a network gave.
  package init(loss: Double, probability: Double) {
    if loss < 1e-3 {
      // For small losses, 1 - exp(-loss) is the loss to more digits than the difference has.
      self = .nearOne(rest: loss < 1e-8 ? loss : 1 - Double.exp(-loss))
    } else {
      self = probability < 1e-36 ? .nearZero : .plain
    }
  }
}
