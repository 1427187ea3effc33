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

  /// The same layer in another precision.
  func converted<T: Scalar>(to type: T.Type) -> any Layer<T>
}

extension Layer {
  /// None.
  public static var quantities: [String] { [] }
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
  public func stage(
    for sample: Shape, isFirst: Bool, ties: TiePolicy
  ) -> (any TrainingStage<S>)? { nil }

  /// Runs the layer forward and keeps all that the backward pass needs.
  public func pass(_ input: Tensor<S>, in context: inout PassContext) -> any AnyPass<S> {
    let ties = context.ties
    let (output, record) = forward(input, in: &context)
    return Pass(layer: self, input: input, output: output, record: record, ties: ties)
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

  /// A named set of numbers.
  public init(name: String, fileName: String, values: Tensor<S>) {
    self.name = name
    self.fileName = fileName
    self.values = values
  }
}

/// What a forward pass needs besides its input.
public struct PassContext: Hashable, Sendable {
  /// Who gets the gradient where values tie for a maximum.
  public var ties: TiePolicy
  /// Where random numbers come from.
  public var random: RandomSource

  /// A context for a pass.
  public init(ties: TiePolicy = .first, random: RandomSource = RandomSource(seed: 0)) {
    self.ties = ties
    self.random = random
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

/// One layer's forward pass: the layer as it was, what went in, what came out, and the record.
public struct Pass<L: Layer>: AnyPass {
  /// The layer with the parameters it had.
  public let layer: L
  /// What went in.
  public let input: Tensor<L.S>
  /// What came out.
  public let output: Tensor<L.S>
  /// What the layer wrote down for its backward pass.
  public let record: L.Record
  /// The tie policy of the pass.
  public let ties: TiePolicy

  /// The layer of the pass, whatever its kind.
  public var anyLayer: any Layer<L.S> { layer }

  /// dL/d(input) and dL/d(parameters).
  public func backward(_ upstream: Upstream<L.S>) -> LayerGradients<L.S> {
    layer.backward(upstream, through: self)
  }

  /// A named quantity of the pass, such as `totals`.
  public func quantity(_ name: String) -> Tensor<L.S>? { layer.quantity(name, of: self) }

  /// Which piece of the layer's function each output is on.
  public var branches: [Int32]? { layer.branches(of: self) }

  /// How the sums move with the input.
  public func tangent(ofInput direction: Tensor<L.S>) -> Tensor<L.S> {
    layer.tangent(ofInput: direction, through: self)
  }

  /// How the sums move with a parameter.
  public func tangent(ofParameter parameter: Int, at offset: Int) -> Tensor<L.S> {
    layer.tangent(ofParameter: parameter, at: offset, through: self)
  }

  /// Why a number of the layer is what it is.
  public func explain(
    _ place: Place, _ value: L.S, _ indices: [Int], in context: ExplanationContext<L.S>
  ) -> Explanation<L.S>? {
    layer.explain(place, value, indices, of: self, in: context)
  }
}

/// A forward pass of a layer of any kind.
public protocol AnyPass<S>: Sendable {
  /// What the layer computes in.
  associatedtype S: Scalar
  /// The layer with the parameters it had.
  var anyLayer: any Layer<S> { get }
  /// What went in.
  var input: Tensor<S> { get }
  /// What came out.
  var output: Tensor<S> { get }
  /// dL/d(input) and dL/d(parameters).
  func backward(_ upstream: Upstream<S>) -> LayerGradients<S>
  /// A named quantity of the pass, such as `totals`.
  func quantity(_ name: String) -> Tensor<S>?
  /// Which piece of the layer's function each output is on; see ``Layer/branches(of:)``.
  var branches: [Int32]? { get }
  /// How the sums move with the input.
  func tangent(ofInput direction: Tensor<S>) -> Tensor<S>
  /// How the sums move with a parameter.
  func tangent(ofParameter parameter: Int, at offset: Int) -> Tensor<S>
  /// Why a number of the layer is what it is.
  func explain(
    _ place: Place, _ value: S, _ indices: [Int], in context: ExplanationContext<S>
  ) -> Explanation<S>?
}
