/// A fully-connected layer whose outputs are probabilities that sum to 1.
///
/// - Forward: totals = W x + b (``Dense``); out[k] = exp(totals[k] - m) / sum over j of
///   exp(totals[j] - m), m the largest total, so that no exponential overflows.
/// - Backward: d_totals from the loss where it was fused with the softmax (p - y); otherwise
///   d_totals[k] = out[k] * (d_out[k] - sum over j of d_out[j] * out[j]).
/// - Shapes: N,(inputs) to N,outputs.
public struct Softmax<S: Scalar>: ActivatedDenseLayer {
  /// Weights and biases.
  public var dense: Dense<S>

  /// A softmax over the given sums.
  public init(_ dense: Dense<S>) { self.dense = dense }

  /// Layers of this kind are called `softmax`.
  public static var kind: String { "softmax" }

  /// The layer in a line of the table of layers.
  public var summary: String { "\(dense.inputs) inputs to \(dense.outputs) probabilities" }

  /// The forward pass, by the formula above.
  public func forward(_ input: Tensor<S>, in context: inout PassContext) -> (
    Tensor<S>, TotalsRecord<S>
  ) {
    let totals = dense.totals(input)
    let output = totals.softmax()
    return (output, TotalsRecord(totals: totals))
  }

  /// The backward pass, by the formulas above.
  public func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    let dTotals = upstream.totals ?? Self.jacobianProduct(upstream.out, output: pass.output)
    return dense.backward(dTotals, input: pass.input).with(totals: dTotals)
  }

  /// d_totals by way of the Jacobian of the softmax, d out[j] / d totals[k] =
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

  /// The same layer in another precision.
  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> {
    Softmax<T>(dense.converted(to: T.self))
  }
}

extension Softmax {
  /// The activation, in arithmetic.
  public func explainOutput(
    _ place: Place, _ value: S, _ k: Int, _ pass: Pass<Self>, _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let totals = (0..<dense.outputs).map { j in
      Arithmetic.stored(context.place("totals", j), pass.record.totals.values[j])
    }
    let largest: Arithmetic<S> = .largest(totals)
    let exponentials = totals.enumerated().map { j, total in
      Term("\(j)", .exp(.minus(total, largest)))
    }
    return Explanation(
      place, value,
      intro: "A share of 1: each total is raised to a power of e, then all are scaled.",
      formula:
        "exp(\(context.layer).totals[\(k)] - m) / sum over j of exp(\(context.layer).totals[j] - m)",
      .over(exponentials[k].arithmetic, .sum(exponentials, columns: 1)), form: .softmax,
      remarks: ["m is the largest total: it changes nothing, but exp cannot overflow"],
      next: context.place("totals", k))
  }

  /// p - y, and the long way through the activation.
  public func explainTotalsGradient(
    _ place: Place, _ value: S, _ k: Int, _ pass: Pass<Self>, _ context: ExplanationContext<S>
  ) -> Explanation<S>? {
    guard let target = context.target?.index else { return nil }
    let p = Arithmetic.stored(context.place("out", k), pass.output.values[k])
    let right = pass.output.values[target]
    let slope = k == target ? right * (1 - right) : -(right * pass.output.values[k])
    return Explanation(
      place, value, intro: "Probability minus truth; over all classes these sum to 0.",
      formula: "p - y = \(context.place("out", k)) - \(k == target ? 1 : 0)",
      k == target ? .minus(p, .constant(1)) : p,
      remarks: [
        "the long way: d_out[\(target)] x d out[\(target)]/d totals[\(k)] = -1/\(right) x \(slope) = "
          + "\(-1 / right * slope)",
        k == target
          ? "it is below 0 until p is 1: raising this total lowers the loss"
          : "it is above 0: raising a wrong class's total raises the loss",
      ], next: context.place("out", k))
  }
}

extension Tensor {
  /// The softmax of each row of a matrix.
  func softmax() -> Tensor {
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

/// `softmax OUTPUTS` in a diagram.
enum SoftmaxKind: LayerKind {
  static let word = "softmax"
  static let kind = "softmax"
  static let usage = "softmax OUTPUTS"
  static let summary = "fully connected, then probabilities; for the end of a network"

  static func make<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, random: inout RandomSource, as type: S.Type
  ) throws(InputError) -> any Layer<S> {
    let (inputs, outputs) = try arguments.sizes(input: sample.count, inputName: "inputs")
    guard outputs >= 2 else {
      throw InputError(
        "A softmax over 1 output is always 1.", at: arguments.word,
        hint: "softmax 2, or sigmoid for one output")
    }
    let divisor = try arguments.options(["normal"]).number("normal", default: nil)
    return Softmax<S>(Dense(inputs: inputs, outputs: outputs, divisor: divisor, random: &random))
  }
}
