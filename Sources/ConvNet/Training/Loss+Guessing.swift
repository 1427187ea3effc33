extension Loss {
  /// What the best answer that ignores the image costs on average: the classes' shares themselves.
  ///
  /// - Cross-entropy and binary cross-entropy: the entropy of the shares, -sum p log p; log(K) for
  ///   K even shares.
  /// - Mean squared error: the mean over the outputs of p (1 - p); (K - 1) / K^2 for K even shares,
  ///   and 1/4 for one output and two.
  ///
  /// - Parameters:
  ///   - shares: The share of each class; they sum to 1.
  ///   - outputs: How many outputs the network has.
  /// - Returns: The average loss; NaN if there is none.
  package func ofGuessing(shares: [Double], outputs: Int) -> Double {
    switch self {
    case .crossEntropy, .binaryCrossEntropy:
      shares.reduce(0) { $1 > 0 ? $0 - $1 * Double.log($1) : $0 }
    case .meanSquaredError:
      shares.suffix(outputs).reduce(0) { $0 + $1 * (1 - $1) } / Double(outputs)
    case .given: .nan
    }
  }
}
