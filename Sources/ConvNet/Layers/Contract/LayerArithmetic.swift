/// The arithmetic of a layer: what goes in, what comes out, and the gradients.
///
/// A forward pass returns a *record* of what the backward pass needs (winners, totals, masks); the
/// layer has no hidden state between calls. `backward` returns gradients and changes nothing; the
/// optimiser does the update.
///
/// Inputs and outputs are batches, N,C,H,W or N,features.
public protocol LayerArithmetic<S>: Sendable {
  /// The type of number that the layer computes in.
  associatedtype S: Scalar
  /// What the backward pass needs in addition to input and output.
  associatedtype Record: Sendable

  /// The shape of the output for one sample of the given shape.
  ///
  /// - Throws: ``ShapeProblem`` if the layer cannot take such a sample.
  func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape

  /// How many images a batch needs for samples of the given shape.
  func smallestBatch(for sample: Shape) -> Int

  /// The output for a batch, and the record.
  func forward(_ input: Tensor<S>, in context: inout PassContext) -> (Tensor<S>, Record)

  /// dL/d(input) and dL/d(parameters), computed from what arrives from the right and the forward
  /// pass.
  func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S>
}

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

/// What arrives from the right in a backward pass.
public struct Upstream<S: Scalar>: Sendable {
  /// dL/d(out).
  public let out: Tensor<S>
  /// dL/d(totals), if the loss was computed together with the layer's activation; the layer uses it
  /// instead of `out`.
  public let totals: Tensor<S>?

  /// Gradients of a layer's output.
  public init(out: Tensor<S>, totals: Tensor<S>? = nil) {
    self.out = out
    self.totals = totals
  }
}

/// The result of a layer's backward pass.
public struct LayerGradients<S: Scalar>: Sendable {
  /// dL/d(input).
  public let input: Tensor<S>
  /// dL/d(parameter), in the order of the layer's parameters.
  public let parameters: [Tensor<S>]
  /// dL/d(totals), if the layer has totals.
  public let totals: Tensor<S>?

  /// The gradients that are passed on to the left, and those that stay.
  public init(input: Tensor<S>, parameters: [Tensor<S>] = [], totals: Tensor<S>? = nil) {
    self.input = input
    self.parameters = parameters
    self.totals = totals
  }
}
