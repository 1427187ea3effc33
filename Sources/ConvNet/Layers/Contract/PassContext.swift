/// What a network is used for: batch normalisation and dropout work differently in training.
public enum Mode: String, CaseIterable, Sendable {
  /// It learns: batch normalisation takes its moments from the batch, dropout drops numbers.
  case training
  /// It answers: batch normalisation uses the running moments, dropout keeps all numbers.
  case evaluation
}

/// What a forward pass needs besides its input.
public struct PassContext: Hashable, Sendable {
  /// Which values get the gradient if several tie for a maximum.
  public var ties: TiePolicy
  /// The source of random numbers.
  public var random: RandomSource
  /// What the network is used for.
  public var mode: Mode

  /// A context for a pass.
  public init(
    ties: TiePolicy = .first, random: RandomSource = RandomSource(seed: 0),
    mode: Mode = .training
  ) {
    self.ties = ties
    self.random = random
    self.mode = mode
  }

  /// The same context for a network that answers.
  public var evaluating: PassContext {
    PassContext(ties: ties, random: random, mode: .evaluation)
  }
}
