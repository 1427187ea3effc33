/// One layer of a network: a value that holds its parameters and nothing else.
///
/// A forward pass returns a *record* of what the backward pass needs (winners, totals, masks); the
/// layer has no hidden state between calls. ``backward(_:through:)`` returns gradients and changes
/// nothing; the optimiser does the update. Inputs and outputs are batches, N,C,H,W or N,features.
///
/// A layer of your own is a ``PlainLayer``, which has defaults for all but its mathematics.
public protocol Layer<S>: Sendable {
  /// The type of number that the layer computes in.
  associatedtype S: Scalar
  /// What the backward pass needs in addition to input and output.
  associatedtype Record: Sendable

  /// The word for such layers in a network: `conv`, `pool`.
  static var kind: String { get }

  /// The role that the layer can have at the end of a network.
  static var ending: Ending { get }

  /// The layer in one line, as a table of layers shows it: "8 filters 3x3".
  var summary: String { get }

  /// The same layer in another precision.
  func converted<T: Scalar>(to type: T.Type) -> any Layer<T>

  // Arithmetic

  /// The shape of the output for one sample of the given shape.
  ///
  /// - Throws: ``ShapeProblem`` if the layer cannot take such a sample.
  func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape

  /// How many images a batch needs for samples of the given shape; 1 by default.
  func smallestBatch(for sample: Shape) -> Int

  /// The output for a batch, and the record.
  func forward(_ input: Tensor<S>, in context: inout PassContext) -> (Tensor<S>, Record)

  /// dL/d(input) and dL/d(parameters), computed from what arrives from the right and the forward
  /// pass.
  func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S>

  // What it learns, and what it keeps between updates without learning it

  /// The parameters, in a fixed order.
  var parameters: [Parameter<S>] { get }

  /// Calls `body` with the index and the values of each parameter, to change them in place.
  mutating func withParameters(_ body: (Int, inout Tensor<S>) -> Void)

  /// What the layer keeps without learning it, such as running means; nothing by default.
  var buffers: [Parameter<S>] { get }

  /// The values of ``buffers`` after an update that followed a forward pass.
  func buffers(after pass: Pass<Self>) -> [Tensor<S>]

  /// Calls `body` with the index and the values of each buffer, to change them in place.
  mutating func withBuffers(_ body: (Int, inout Tensor<S>) -> Void)

  // What can be inspected in its passes, and why its numbers are what they are

  /// What places can name in a forward pass in addition to `in` and `out`, such as `totals`.
  static var quantities: [LayerQuantity<Self>] { get }

  /// Why a number of the layer is what it is: a number of `out`, `d_in`, a gradient, or a quantity.
  ///
  /// - Parameters:
  ///   - place: The place of the number.
  ///   - value: The number.
  ///   - indices: The place's indices in the tensor of one sample, or of the parameter.
  ///   - pass: The forward pass.
  ///   - context: Names, and what is known about the backward pass.
  /// - Returns: `nil` if the layer has no such quantity.
  func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>?

  /// How the layer's sums change when its input moves along `direction`: a directional derivative.
  ///
  /// The sums are the totals of a layer that has totals, and the output of any other layer.
  func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S>

  /// How the layer's sums change when one of its parameters is increased.
  ///
  /// - Parameters:
  ///   - parameter: The index into ``parameters``.
  ///   - offset: The position of the number in it.
  ///   - pass: The forward pass.
  /// - Returns: The derivative of each sum with respect to that number.
  func tangent(ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>) -> Tensor<S>

  /// Which piece of its function each output is on, if the function consists of pieces with corners
  /// between them: which cell won a window, for example. An output exactly on a corner counts as a
  /// separate piece. `nil` for a layer without corners.
  ///
  /// Between two passes with equal branches the layer is smooth; a gradient check leaves out
  /// numbers that change the branches.
  func branches(of pass: Pass<Self>) -> [Int32]?
}

extension Layer {
  public func smallestBatch(for sample: Shape) -> Int { 1 }

  public var buffers: [Parameter<S>] { [] }
  public func buffers(after pass: Pass<Self>) -> [Tensor<S>] { [] }
  public mutating func withBuffers(_ body: (Int, inout Tensor<S>) -> Void) {}

  /// Runs the layer forward and keeps everything that the backward pass needs.
  public func pass(_ input: Tensor<S>, in context: inout PassContext) -> any AnyPass<S> {
    let before = context
    let (output, record) = forward(input, in: &context)
    return Pass(layer: self, input: input, output: output, record: record, context: before)
  }

  /// The role that this layer can have at the end of a network.
  public var ending: Ending { Self.ending }
}

/// The role that a layer can have at the end of a network.
public enum Ending: Sendable {
  /// No role: no loss can follow it, so a network that ends in it needs a given gradient.
  case none
  /// It gives logits, to which the loss applies the softmax.
  case logits
  /// It gives the answer: the probabilities of a softmax. Nothing can follow it.
  case softmax
  /// It gives the answer: the probability of a sigmoid. Nothing can follow it.
  case sigmoid

  /// Whether such a layer gives the network's answer, so that nothing can follow it.
  public var isAnswer: Bool {
    switch self {
    case .none, .logits: false
    case .softmax, .sigmoid: true
    }
  }
}
