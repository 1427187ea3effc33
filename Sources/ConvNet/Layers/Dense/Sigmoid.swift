/// A fully-connected layer in which each output is a separate probability.
///
/// - Forward: totals = W x + b (``Dense``); out = 1 / (1 + exp(-totals)), computed as
///   exp(totals) / (1 + exp(totals)) if totals are negative, so that nothing overflows.
/// - Backward: d_totals comes from the loss if it was fused with the sigmoid (p - y); otherwise
///   d_totals = d_out * (out * (1 - out)).
/// - Shapes: N,(inputs) to N,outputs.
public struct Sigmoid<S: Scalar>: ActivatedDenseLayer {
  /// Weights and biases.
  public var dense: Dense<S>

  /// A sigmoid over the given sums.
  public init(_ dense: Dense<S>) { self.dense = dense }

  public static var kind: String { "sigmoid" }
  public static var ending: Ending { .sigmoid }

  public var summary: String {
    "\(dense.inputs.counted("input")) to \(dense.outputs.counted("probability"))"
  }

  public func forward(_ input: Tensor<S>, in context: inout PassContext) -> (
    Tensor<S>, Tensor<S>
  ) {
    let totals = dense.totals(input)
    return (totals.sigmoid(), totals)
  }

  public func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    let dTotals =
      upstream.totals
      ?? Tensor(
        pass.output.shape,
        zip(upstream.out.values, pass.output.values).map { $0 * ($1 * (1 - $1)) })
    return dense.backward(dTotals, input: pass.input).with(totals: dTotals)
  }

  /// The layer in PyTorch, which leaves the activation to the loss.
  package func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    dense.torch(for: sample, remark: "logits: the loss applies the sigmoid")
  }

  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> {
    Sigmoid<T>(dense.converted(to: T.self))
  }
}

extension Sigmoid {
  package func explainOutput(
    _ place: Place, _ value: S, _ k: Int, _ pass: Pass<Self>, _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let total = context.own("totals", [k], in: pass.record)
    return Explanation(
      place, value, intro: "The total squeezed into 0 to 1: above 0.5 it says class 1.",
      formula: Arithmetic.sigmoidFormula(total), .sigmoid(total),
      next: context.ownPlace("totals", [k]))
  }

  package func explainTotalsGradient(
    _ place: Place, _ value: S, _ k: Int, _ pass: Pass<Self>, _ context: ExplanationContext<S>
  ) -> Explanation<S>? {
    let output = context.output(k)
    guard let target = context.target else {
      let upstream = context.upstream(k)
      return Explanation(
        place, value, intro: "Gradient in, times the slope of the sigmoid.",
        formula: "d_out x p (1 - p),  p = \(output.places[0])",
        .times(upstream, .times(output, .minus(.constant(1), output))),
        next: upstream.places.first)
    }
    let p = output.evaluate()
    let slope = p * (1 - p)
    return Explanation(
      place, value, intro: "Probability minus truth.",
      formula: "p - y = \(output.places[0]) - \(target)\(context.divided)",
      context.shareOfMean(.minus(output, .constant(S(target)))),
      remarks: [context.longWay(through: k, slope, "p (1 - p)")],
      next: output.places[0])
  }
}

extension Arithmetic {
  /// The arithmetic of ``Scalar/sigmoid(_:)``.
  static func sigmoid(_ t: Arithmetic) -> Arithmetic {
    t.evaluate() >= 0
      ? .over(.constant(1), .plus(.constant(1), .exp(.times(.constant(-1), t))))
      : .over(.exp(t), .plus(.constant(1), .exp(t)))
  }

  /// The formula of ``sigmoid(_:)`` for the number at a place.
  static func sigmoidFormula(_ t: Arithmetic) -> String {
    (t.evaluate() >= 0 ? "1 / (1 + exp(-t))" : "exp(t) / (1 + exp(t))") + ",  t = \(t.places[0])"
  }
}

extension Tensor {
  /// 1 / (1 + exp(-x)) of each number.
  func sigmoid() -> Tensor { Tensor(shape, values.map { S.sigmoid($0) }) }
}

/// `sigmoid` in a diagram, as the last layer.
enum SigmoidFactory: LibraryLayerFactory {
  static let word = "sigmoid"
  static let layer: any Layer<Float>.Type = Sigmoid<Float>.self
  static let usage = "sigmoid [1]"
  static let summary = "fully connected, then one probability; as the last layer"
  static let options = ["normal"]

  static func draft<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, as type: S.Type
  ) throws(DiagramError) -> LayerDraft<S> {
    let (inputs, outputs) = try arguments.sizes(
      input: sample.count, inputName: "inputs", output: 1)
    guard outputs == 1 else { throw .notOneOutput(arguments.word, found: outputs) }
    let divisor = try arguments.number("normal", default: nil)
    return LayerDraft(
      inputs: inputs, outputs: outputs,
      dense: { Dense(inputs: inputs, outputs: outputs, divisor: divisor, random: &$0) }
    ) { Sigmoid($0) }
  }
}
