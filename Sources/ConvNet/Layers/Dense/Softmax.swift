/// A fully-connected layer whose outputs are probabilities that sum to 1.
///
/// - Forward: totals = W x + b (``Dense``); out[k] = exp(totals[k] - m) / sum over j of
///   exp(totals[j] - m), where m is the largest total, so that no exponential overflows.
/// - Backward: d_totals comes from the loss if it was fused with the softmax (p - y); otherwise
///   d_totals[k] = out[k] * (d_out[k] - sum over j of d_out[j] * out[j]).
/// - Shapes: N,(inputs) to N,outputs.
public struct Softmax<S: Scalar>: ActivatedDenseLayer {
  /// Weights and biases.
  public var dense: Dense<S>

  /// Whether the largest total is subtracted before exp; only a bug leaves that out.
  private let isShifted: Bool

  /// A softmax over the given sums.
  public init(_ dense: Dense<S>) { self.init(dense, isShifted: true) }

  package init(_ dense: Dense<S>, isShifted: Bool) {
    self.dense = dense
    self.isShifted = isShifted
  }

  public static var kind: String { "softmax" }
  public static var ending: Ending { .softmax }

  public var summary: String {
    "\(dense.inputs.counted("input")) to \(dense.outputs.counted("probability"))"
  }

  public func forward(_ input: Tensor<S>, in context: inout PassContext) -> (
    Tensor<S>, Tensor<S>
  ) {
    let totals = dense.totals(input)
    let output = isShifted ? totals.softmax() : totals.unshiftedSoftmax()
    return (output, totals)
  }

  public func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    let dTotals = upstream.totals ?? Self.jacobianProduct(upstream.out, output: pass.output)
    return dense.backward(dTotals, input: pass.input).with(totals: dTotals)
  }

  /// d_totals, computed with the Jacobian of the softmax, d out[j] / d totals[k] =
  /// out[j] * ((j == k ? 1 : 0) - out[k]).
  static func jacobianProduct(_ dOutput: Tensor<S>, output: Tensor<S>) -> Tensor<S> {
    let width = output.shape[1]
    var dTotals = Tensor<S>(output.shape)
    for start in stride(from: 0, to: output.values.count, by: width) {
      var weighted = S.zero
      for k in start..<start + width { weighted += dOutput.values[k] * output.values[k] }
      for k in start..<start + width {
        dTotals.values[k] = output.values[k] * (dOutput.values[k] - weighted)
      }
    }
    return dTotals
  }

  /// The layer in PyTorch, which leaves the activation to the loss.
  package func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    dense.torch(for: sample, remark: "logits: the loss applies the softmax")
  }

  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> {
    Softmax<T>(dense.converted(to: T.self))
  }
}

extension Softmax {
  package func explainOutput(
    _ place: Place, _ value: S, _ k: Int, _ pass: Pass<Self>, _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let totals = (0..<dense.outputs).map { context.own("totals", [$0], in: pass.record) }
    let names =
      context.count > 1 ? "\(context.layer).totals[\(context.sample)," : "\(context.layer).totals["
    let largest: Arithmetic<S> = .largest(totals)
    let exponentials = totals.enumerated().map { j, total in
      Term("\(j)", .exp(.minus(total, largest)))
    }
    return Explanation(
      place, value,
      intro: "A share of 1: e is raised to the power of each total, then all are scaled.",
      formula:
        "exp(\(names)\(k)] - m) / sum over j of exp(\(names)j] - m)",
      .over(exponentials[k].arithmetic, .sum(Terms(exponentials), columns: 1)), form: .softmax,
      remarks: ["m is the largest total: subtracting it changes nothing, but exp cannot overflow"],
      next: context.ownPlace("totals", [k]))
  }

  package func explainTotalsGradient(
    _ place: Place, _ value: S, _ k: Int, _ pass: Pass<Self>, _ context: ExplanationContext<S>
  ) -> Explanation<S>? {
    guard let target = context.target else { return explainJacobian(place, value, k, context) }
    let p = context.output(k)
    let right = context.output(target).evaluate()
    let slope = k == target ? right * (1 - right) : -(right * p.evaluate())
    let remark =
      value < 0 && k == target
      ? "it is below 0 until p is 1: raising this total lowers the loss"
      : value > 0 && k != target
        ? "it is above 0: raising a wrong class's total raises the loss" : nil
    return Explanation(
      place, value, intro: "Probability minus truth; over all classes these sum to 0.",
      formula: "p - y = \(p.places[0]) - \(k == target ? 1 : 0)\(context.divided)",
      context.shareOfMean(k == target ? .minus(p, .constant(1)) : p),
      remarks: [
        context.longWay(
          through: target, slope, "d out[\(context.n)\(target)]/d totals[\(context.n)\(k)]")
      ] + (remark.map { [$0] } ?? []), next: p.places[0])
  }
}

extension Softmax {
  /// Backpropagation through the activation, if no loss is fused with it.
  private func explainJacobian(
    _ place: Place, _ value: S, _ k: Int, _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let terms = (0..<dense.outputs).map { j in
      Term("\(j)", .times(context.upstream(j), context.output(j)))
    }
    return Explanation(
      place, value,
      intro: "A total raises its own probability and lowers the others: all their gradients count.",
      formula: "\(context.output(k).places[0]) x (\(context.upstream(k).places[0]) - "
        + "sum over j of \(context.layer).d_out[\(context.n)j] x \(context.layer).out[\(context.n)j])",
      .times(context.output(k), .minus(context.upstream(k), .sum(Terms(terms), columns: 1))),
      next: context.upstream(k).places.first)
  }
}

extension Tensor {
  /// exp(x) / sum of exp(x) of each row of a matrix, which overflows if x is large.
  package func unshiftedSoftmax() -> Tensor {
    let width = shape[1]
    var output = Tensor(shape, values.map { S.exp($0) })
    for start in stride(from: 0, to: values.count, by: width) {
      let sum = output.values[start..<start + width].reduce(0, +)
      for k in start..<start + width { output.values[k] /= sum }
    }
    return output
  }

  /// The softmax of each row of a matrix.
  package func softmax() -> Tensor {
    let (rows, width) = (shape[0], shape[1])
    return .filled(shape) { output in
      withUnsafeTemporaryAllocation(of: S.self, capacity: width) { scratch in
        guard let exponentials = scratch.baseAddress else { return }
        scratch.initialize(repeating: 0)
        withPointer { totals in
          for n in 0..<rows {
            _ = S.softmax(
              count: width, totals: totals + n * width, exponentials: exponentials,
              output: output + n * width)
          }
        }
      }
    }
  }
}

extension Tensor {
  /// The probabilities that rows of logits, N,K, stand for: of several the softmax, of a single one
  /// the sigmoid, which is the probability of class 1.
  func probabilitiesOfLogits() -> Tensor { shape[1] == 1 ? sigmoid() : softmax() }
}

/// `softmax OUTPUTS [normal=DIVISOR | init=uniform|he]` in a diagram.
enum SoftmaxFactory: LibraryLayerFactory {
  static let word = "softmax"
  static let layer: any Layer<Float>.Type = Softmax<Float>.self
  static let usage = "softmax OUTPUTS"
  static let summary = "fully connected, then probabilities; only as the last layer"
  static let options = ["normal", "init"]

  static func draft<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, as type: S.Type
  ) throws(DiagramError) -> LayerDraft<S> {
    let (inputs, outputs) = try arguments.sizes(input: sample.count, inputName: "inputs")
    guard outputs >= 2 else { throw .oneProbability(arguments.word) }
    guard arguments.options["init"] == nil else {
      return LayerDraft(
        inputs: inputs, outputs: outputs,
        dense: try arguments.dense(inputs: inputs, outputs: outputs)
      ) { Softmax($0) }
    }
    let divisor = try arguments.number("normal", default: nil)
    return LayerDraft(
      inputs: inputs, outputs: outputs,
      dense: { Dense(inputs: inputs, outputs: outputs, divisor: divisor, random: &$0) }
    ) { Softmax($0) }
  }
}
