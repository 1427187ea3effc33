/// One layer of a network: a value that holds its parameters and nothing else.
///
/// A forward pass returns a *record* of what the backward pass needs (winners, totals, masks);
/// nothing hides in the layer between calls. `backward` gives gradients and changes nothing: the
/// update is the optimiser's.
///
/// Inputs and outputs are batches, N,C,H,W or N,features.
public protocol Layer<S>: Sendable {
  /// What the layer computes in.
  associatedtype S: Scalar
  /// What the backward pass needs besides input and output.
  associatedtype Record: Sendable

  /// The word that names such layers in a network: `conv`, `pool`.
  static var kind: String { get }

  /// The layer in a line, as a table of layers shows it: "8 filters 3x3".
  var summary: String { get }

  /// What `forward` names besides `out`, such as `totals`.
  static var quantities: [String] { get }

  /// Those of ``quantities`` that belong to the batch as a whole, such as a channel's mean, and
  /// have no index for the sample.
  static var statistics: [String] { get }

  /// The shape of one of ``quantities``: for one sample, or for the batch where it is a statistic.
  func shape(ofQuantity name: String, input: Shape, output: Shape) -> Shape

  /// How many images a batch needs for samples of the given shape.
  func smallestBatch(for sample: Shape) -> Int

  /// The shape of the output for one sample of the given shape.
  ///
  /// - Throws: ``ShapeProblem`` where such a sample cannot be taken.
  func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape

  /// The output for a batch, and the record.
  func forward(_ input: Tensor<S>, in context: inout PassContext) -> (Tensor<S>, Record)

  /// dL/d(input) and dL/d(parameters), from what comes from the right and the forward pass.
  func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S>

  /// One of ``quantities``, out of a forward pass.
  func quantity(_ name: String, of pass: Pass<Self>) -> Tensor<S>?

  /// Why a number of the layer is what it is: of `out`, `d_in`, a gradient, or a quantity.
  ///
  /// - Parameters:
  ///   - place: The place of the number.
  ///   - value: The number.
  ///   - indices: The place's indices in the tensor of one sample, or of the parameter.
  ///   - pass: The forward pass.
  ///   - context: Names, and what is known of the backward pass.
  /// - Returns: `nil` where the layer has no such quantity.
  func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>?

  /// How the layer's sums move when its input moves along `direction`: a directional derivative.
  ///
  /// The sums are the totals of a layer that has totals, and the output of any other.
  func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S>

  /// How the layer's sums move when one of its parameters is raised.
  ///
  /// - Parameters:
  ///   - parameter: Which of ``parameters``.
  ///   - offset: The position of the number in it.
  ///   - pass: The forward pass.
  /// - Returns: The derivative of each sum by that number.
  func tangent(ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>) -> Tensor<S>

  /// Which piece of its function each output is on, where the function is put together from pieces
  /// with corners between them: which cell won a window; for an output on a corner itself, a piece
  /// of its own. `nil` for a layer without corners.
  ///
  /// Between two passes of equal branches the layer is smooth; a gradient check leaves out what
  /// changes them.
  func branches(of pass: Pass<Self>) -> [Int32]?

  /// The parameters, in a fixed order.
  var parameters: [Parameter<S>] { get }

  /// What the layer keeps from update to update without learning it, such as running means.
  var buffers: [Parameter<S>] { get }

  /// What ``buffers`` are after an update that a forward pass led to.
  func buffers(after pass: Pass<Self>) -> [Tensor<S>]

  /// Calls `body` with the position and the values of each buffer, to change them in place.
  mutating func withBuffers(_ body: (Int, inout Tensor<S>) -> Void)

  /// Calls `body` with the position and the values of each parameter, to change them in place.
  mutating func withParameters(_ body: (Int, inout Tensor<S>) -> Void)

  /// The layer's part of a training step that keeps nothing to be looked at, for samples of the
  /// given shape.
  ///
  /// - Parameters:
  ///   - sample: The shape of one sample of the input.
  ///   - isFirst: Whether nothing is in front of the layer, so that nobody asks for dL/d(input).
  ///   - ties: Who gets the gradient where values tie for a maximum.
  /// - Returns: `nil` for a layer that has none: then all steps are recorded.
  func stage(for sample: Shape, isFirst: Bool, ties: TiePolicy) -> (any TrainingStage<S>)?

  /// The layer in PyTorch, for samples of the given shape.
  func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer

  /// The same layer in another precision.
  func converted<T: Scalar>(to type: T.Type) -> any Layer<T>
}

extension Layer {
  /// None.
  public static var quantities: [String] { [] }
  /// None.
  public static var statistics: [String] { [] }
  /// That of the output.
  public func shape(ofQuantity name: String, input: Shape, output: Shape) -> Shape { output }
  /// One will do.
  public func smallestBatch(for sample: Shape) -> Int { 1 }
  /// None.
  public func quantity(_ name: String, of pass: Pass<Self>) -> Tensor<S>? { nil }
  /// None: smooth everywhere.
  public func branches(of pass: Pass<Self>) -> [Int32]? { nil }
  /// None.
  public var parameters: [Parameter<S>] { [] }
  /// No parameter, so nothing moves.
  public func tangent(
    ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>
  ) -> Tensor<S> { Tensor(pass.output.shape) }
  /// Nothing to change.
  public mutating func withParameters(_ body: (Int, inout Tensor<S>) -> Void) {}
  /// None.
  public var buffers: [Parameter<S>] { [] }
  /// None.
  public func buffers(after pass: Pass<Self>) -> [Tensor<S>] { [] }
  /// Nothing to change.
  public mutating func withBuffers(_ body: (Int, inout Tensor<S>) -> Void) {}

  /// None.
  public func stage(
    for sample: Shape, isFirst: Bool, ties: TiePolicy
  ) -> (any TrainingStage<S>)? { nil }

  /// Runs the layer forward and keeps all that the backward pass needs.
  public func pass(_ input: Tensor<S>, in context: inout PassContext) -> any AnyPass<S> {
    let before = context
    let (output, record) = forward(input, in: &context)
    return Pass(layer: self, input: input, output: output, record: record, context: before)
  }
}

/// A set of numbers that a layer learns.
public struct Parameter<S: Scalar>: Sendable {
  /// What it is called in places: `filters`, `weights`, `biases`.
  public let name: String
  /// What PyTorch calls it, and files do: `weight`, `bias`.
  public let fileName: String
  /// The numbers.
  public let values: Tensor<S>
  /// Whether weight decay shrinks it.
  public let decays: Bool
  /// Whether the numbers come from something; a place with none yet is not computed, never 0.
  let isComputed: Bool

  /// A named set of numbers.
  public init(
    name: String, fileName: String, values: Tensor<S>, decays: Bool = true, isComputed: Bool = true
  ) {
    self.name = name
    self.fileName = fileName
    self.values = values
    self.decays = decays
    self.isComputed = isComputed
  }
}

/// What a network is used for: batch normalisation and dropout work differently when it learns.
public enum Mode: String, CaseIterable, Sendable {
  /// It learns: batch normalisation takes its moments from the batch, dropout drops.
  case training
  /// It answers: batch normalisation takes the running moments, dropout lets all through.
  case evaluation
}

/// What a forward pass needs besides its input.
public struct PassContext: Hashable, Sendable {
  /// Who gets the gradient where values tie for a maximum.
  public var ties: TiePolicy
  /// Where random numbers come from.
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

/// What comes from the right in a backward pass.
public struct Upstream<S: Scalar>: Sendable {
  /// dL/d(out).
  public let out: Tensor<S>
  /// dL/d(totals), where the loss was computed together with the layer's activation; the layer
  /// uses it instead of `out`.
  public let totals: Tensor<S>?

  /// Gradients of a layer's output.
  public init(out: Tensor<S>, totals: Tensor<S>? = nil) {
    self.out = out
    self.totals = totals
  }
}

/// What a layer's backward pass gives.
public struct LayerGradients<S: Scalar>: Sendable {
  /// dL/d(input).
  public let input: Tensor<S>
  /// dL/d(parameter), in the order of the layer's parameters.
  public let parameters: [Tensor<S>]
  /// dL/d(totals), where the layer has totals.
  public let totals: Tensor<S>?

  /// Gradients that go on to the left, and those that stay.
  public init(input: Tensor<S>, parameters: [Tensor<S>] = [], totals: Tensor<S>? = nil) {
    self.input = input
    self.parameters = parameters
    self.totals = totals
  }
}
