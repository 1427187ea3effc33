/// A layer that consists of its mathematics: forward, backward, parameters, and shapes.
///
/// It keeps nothing between updates except what it learns, takes batches of any size, and has no
/// quantities besides its input and its output. Asked about one of its numbers, it answers that it
/// does not explain them. An exported program raises an error where the layer's code is missing. Its
/// author states what else is true of it by further protocols: ``ParameterFreeLayer``,
/// ``SmoothLayer``, ``WindowFreeLayer``.
public protocol PlainLayer<S>: Layer, BufferFreeLayer {}

extension PlainLayer {
  public static var ending: Ending { .none }
  public static var quantities: [LayerQuantity<Self>] { [] }
  public static var forwardView: LayerView { .quantity("out") }
  public static var backwardView: LayerView { .quantity("d_in") }
  public var summary: String { "not described" }
  public var backwardNarration: String { "\(Self.kind) passed the gradient on" }

  public func narrateForward(output: Shape) -> ForwardNarration {
    .line("\(Self.kind) computed its output")
  }

  public func smallestBatch(for sample: Shape) -> Int { 1 }

  /// The number, and a note that the layer does not explain it.
  public func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    Explanation(
      place, value, intro: "This layer does not explain its numbers.",
      formula: "not explained by \(Self.kind)", .stored(place, value))
  }

  /// Found from the backward pass: with 1 as the gradient of one output and 0 elsewhere,
  /// dL/d(input) is that output's derivatives.
  public func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S> {
    derivatives(through: pass) { gradients in
      zip(gradients.input.values, direction.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  /// Found from the backward pass, like ``tangent(ofInput:through:)``.
  public func tangent(
    ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>
  ) -> Tensor<S> {
    derivatives(through: pass) { $0.parameters[parameter].values[offset] }
  }

  private func derivatives(
    through pass: Pass<Self>, _ derivative: (LayerGradients<S>) -> S
  ) -> Tensor<S> {
    var one = Tensor<S>(pass.output.shape)
    var result = one
    for output in one.values.indices {
      one.values[output] = 1
      result.values[output] = derivative(backward(Upstream(out: one), through: pass))
      one.values[output] = 0
    }
    return result
  }

  /// `nil`, so that every step is recorded.
  public func stage(
    for sample: Shape, isFirst: Bool, ties: TiePolicy
  ) -> (any TrainingStage<S>)? { nil }

  /// A module that cannot be created until someone writes it.
  public func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    TorchLayer(
      "Missing_\(Self.kind)()", remark: "to be written by hand",
      helper: """
        class Missing_\(Self.kind)(nn.Module):
            def __init__(self):
                raise NotImplementedError("the layer \(Self.kind) must be written by hand")
        """)
  }

  /// Functions that raise an error until someone writes them.
  public func numpy(ties: TiePolicy) -> NumPyLayer {
    NumPyLayer(
      Self.kind, "\(Self.kind): to be written by hand",
      source: """
        def \(Self.kind)_forward(x, *parameters):
            raise NotImplementedError("the layer \(Self.kind) must be written by hand")


        def \(Self.kind)_backward(d_out, x, *parameters):
            raise NotImplementedError("the layer \(Self.kind) must be written by hand")
        """)
  }
}

extension PlainLayer where Self: ParameterFreeLayer {
  /// 0 everywhere: no parameter moves the sums.
  public func tangent(
    ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>
  ) -> Tensor<S> { Tensor(pass.output.shape) }
}
