/// One layer's forward pass: the layer at that time, its input, its output, and the record.
public struct Pass<L: Layer>: Sendable {
  /// The layer with the parameters it had then.
  public let layer: L
  /// The input.
  public let input: Tensor<L.S>
  /// The output.
  public let output: Tensor<L.S>
  /// What the layer recorded for its backward pass.
  public let record: L.Record
  /// The context before the pass: in it, the same input gives the same output.
  public let context: PassContext
}

extension Pass: AnyPass where L: Layer {
  public var anyLayer: any Layer<L.S> { layer }

  public func backward(_ upstream: Upstream<L.S>) -> LayerGradients<L.S> {
    let gradients = layer.backward(upstream, through: self)
    ensure(
      gradients.input.values.count == input.values.count,
      "\(L.kind) gives a gradient of \(gradients.input.shape) for an input of \(input.shape).")
    return gradients
  }

  public func quantity(_ name: String) -> Tensor<L.S>? {
    L.quantities.first { $0.name == name }?.values(self)
  }

  public var branches: [Int32]? { layer.branches(of: self) }

  public var buffersAfter: [Tensor<L.S>] { layer.buffers(after: self) }

  public func tangent(ofInput direction: Tensor<L.S>) -> Tensor<L.S> {
    layer.tangent(ofInput: direction, through: self)
  }

  public func tangent(ofParameter parameter: Int, at offset: Int) -> Tensor<L.S> {
    layer.tangent(ofParameter: parameter, at: offset, through: self)
  }

  public func explain(
    _ place: Place, _ value: L.S, _ indices: [Int], in context: ExplanationContext<L.S>
  ) -> Explanation<L.S>? {
    layer.explain(place, value, indices, of: self, in: context)
  }
}

/// A forward pass of a layer of any kind.
public protocol AnyPass<S>: Sendable {
  /// The type of number that the layer computes in.
  associatedtype S: Scalar
  /// The layer with the parameters it had then.
  var anyLayer: any Layer<S> { get }
  /// The input.
  var input: Tensor<S> { get }
  /// The output.
  var output: Tensor<S> { get }
  /// dL/d(input) and dL/d(parameters).
  func backward(_ upstream: Upstream<S>) -> LayerGradients<S>
  /// A named quantity of the pass, such as `totals`.
  func quantity(_ name: String) -> Tensor<S>?
  /// Which piece of the layer's function each output is on; see ``Layer/branches(of:)``.
  var branches: [Int32]? { get }
  /// The context before the pass.
  var context: PassContext { get }
  /// The layer's buffers after an update that followed this pass.
  var buffersAfter: [Tensor<S>] { get }
  /// How the sums change with the input.
  func tangent(ofInput direction: Tensor<S>) -> Tensor<S>
  /// How the sums change with a parameter.
  func tangent(ofParameter parameter: Int, at offset: Int) -> Tensor<S>
  /// Why a number of the layer is what it is.
  func explain(
    _ place: Place, _ value: S, _ indices: [Int], in context: ExplanationContext<S>
  ) -> Explanation<S>?
}
