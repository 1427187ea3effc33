/// A fully-connected layer whose outputs are each a probability of its own.
///
/// - Forward: totals = W x + b (``Dense``); out = 1 / (1 + exp(-totals)), computed as
///   exp(totals) / (1 + exp(totals)) where totals are negative, so that nothing overflows.
/// - Backward: d_totals from the loss where it was fused with the sigmoid (p - y); otherwise
///   d_totals = d_out * (out * (1 - out)).
/// - Shapes: N,(inputs) to N,outputs.
public struct Sigmoid<S: Scalar>: ActivatedDenseLayer {
  public var dense: Dense<S>

  /// A sigmoid over the given sums.
  public init(_ dense: Dense<S>) { self.dense = dense }

  public static var kind: String { "sigmoid" }
  public static var ending: Ending { .sigmoid }

  public var summary: String {
    "\(dense.inputs) inputs to \(dense.outputs) \(dense.outputs == 1 ? "probability" : "probabilities")"
  }

  public func forward(_ input: Tensor<S>, in context: inout PassContext) -> (
    Tensor<S>, TotalsRecord<S>
  ) {
    let totals = dense.totals(input)
    return (totals.sigmoid(), TotalsRecord(totals: totals))
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
  public func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    dense.torch(for: sample, remark: "logits: the loss applies the sigmoid")
  }

  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> {
    Sigmoid<T>(dense.converted(to: T.self))
  }
}

extension Sigmoid {
  public func explainOutput(
    _ place: Place, _ value: S, _ k: Int, _ pass: Pass<Self>, _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let total = context.own("totals", [k], in: pass.record.totals)
    let x = total.evaluate()
    let name = context.ownPlace("totals", [k])
    let one: Arithmetic<S> = .constant(1)
    let isPositive = x >= 0
    return Explanation(
      place, value, intro: "The total squeezed into 0 to 1: above 0 it says yes.",
      formula: isPositive
        ? "1 / (1 + exp(-t)),  t = \(name)"
        : "exp(t) / (1 + exp(t)),  t = \(name)",
      isPositive
        ? .over(one, .plus(one, .exp(.times(.constant(-1), total))))
        : .over(.exp(total), .plus(one, .exp(total))),
      next: name)
  }

  public func explainTotalsGradient(
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
    let upstream = target == 1 ? -1 / p : 1 / (1 - p)
    return Explanation(
      place, value, intro: "Probability minus truth.",
      formula: "p - y = \(output.places[0]) - \(target)\(context.divided)",
      context.shareOfMean(.minus(output, .constant(S(target)))),
      remarks: ["the long way: d_out x p (1 - p) = \(upstream) x \(slope) = \(upstream * slope)"],
      next: output.places[0])
  }
}

extension Scalar {
  /// 1 / (1 + exp(-x)), computed so that nothing overflows.
  static func sigmoid(_ x: Self) -> Self {
    if x >= 0 { return 1 / (1 + exp(-x)) }
    let e = exp(x)
    return e / (1 + e)
  }
}

extension Tensor {
  /// 1 / (1 + exp(-x)) of each number.
  func sigmoid() -> Tensor { Tensor(shape, values.map { S.sigmoid($0) }) }
}

/// `sigmoid` in a diagram.
enum SigmoidFactory: LayerFactory {
  static let word = "sigmoid"
  static let layer: any Layer<Float>.Type = Sigmoid<Float>.self
  static let usage = "sigmoid [1]"
  static let summary = "fully connected, then one probability; for the end of a network"
  static let options = ["normal"]

  static func make<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, random: inout RandomSource, as type: S.Type
  ) throws(DiagramError) -> any Layer<S> {
    let (inputs, outputs) = try arguments.sizes(
      input: sample.count, inputName: "inputs", output: 1)
    guard outputs == 1 else { throw .notOneOutput(arguments.word, found: outputs) }
    let divisor = try arguments.options(of: Self.self).number("normal", default: nil)
    return Sigmoid<S>(Dense(inputs: inputs, outputs: outputs, divisor: divisor, random: &random))
  }
}
