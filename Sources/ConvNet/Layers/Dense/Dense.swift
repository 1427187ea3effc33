/// The sum at the heart of every fully-connected layer: totals = W x + b.
///
/// - Forward: totals[n,o] = (sum over i of weights[o,i] * x[n,i]) + biases[o], where x is the input
///   flattened in C,H,W order.
/// - Backward: d_weights[o,i] = sum over n of d_totals[n,o] * x[n,i]; d_biases[o] = sum over n of
///   d_totals[n,o]; d_x[n,i] = sum over o of weights[o,i] * d_totals[n,o].
/// - Shapes: N,(inputs) to N,outputs; weights outputs,inputs; biases outputs.
public struct Dense<S: Scalar>: Sendable {
  /// The weights, outputs,inputs.
  public var weights: Tensor<S>
  /// The biases, one per output.
  public var biases: Tensor<S>

  /// Weights and biases.
  ///
  /// - Precondition: There is one bias per row of weights.
  public init(weights: Tensor<S>, biases: Tensor<S>) {
    ensure(
      weights.shape.rank == 2 && biases.shape == Shape(weights.shape[0]),
      "Weights are outputs x inputs, with one bias per output.")
    self.weights = weights
    self.biases = biases
  }

  /// Weights that are standard normal numbers divided by `divisor` (by default the number of
  /// inputs); biases of 0.
  public init(inputs: Int, outputs: Int, divisor: Double? = nil, random: inout RandomSource) {
    self.init(
      weights: .normal(
        Shape(outputs, inputs), divisor: divisor ?? Double(inputs), random: &random),
      biases: Tensor(Shape(outputs)))
  }

  /// How many inputs there are.
  public var inputs: Int { weights.shape[1] }
  /// How many outputs there are.
  public var outputs: Int { weights.shape[0] }

  func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape {
    try Self.outputShape(inputs: inputs, outputs: outputs, for: sample)
  }

  static func outputShape(
    inputs: Int, outputs: Int, for sample: Shape
  ) throws(ShapeProblem) -> Shape {
    guard sample.count == inputs else { throw .inputs(expected: inputs, found: sample) }
    return Shape(outputs)
  }

  package func totals(_ input: Tensor<S>) -> Tensor<S> {
    let samples = input.shape[0]
    return .written(Shape(samples, outputs)) { totals in
      weights.withPointer { weights in
        biases.withPointer { biases in
          input.withPointer { input in
            Parallel.split(samples, work: inputs * outputs) { part in
              for n in part {
                S.dense(
                  inputs: inputs, outputs: outputs, weights: weights, biases: biases,
                  input: input + n * inputs, totals: totals + n * outputs)
              }
            }
          }
        }
      }
    }
  }

  package func backward(_ dTotals: Tensor<S>, input: Tensor<S>) -> LayerGradients<S> {
    let samples = input.shape[0]
    return dTotals.withPointer { dTotals in
      var dBiases = Tensor<S>(biases.shape)
      let dWeights = Tensor<S>.filled(weights.shape) { dWeights in
        dBiases.values.withUnsafeMutableBufferPointer { buffer in
          guard let dBiases = buffer.baseAddress else { return }
          input.withPointer { input in
            S.denseGradientBatch(
              samples: samples, inputs: inputs, outputs: outputs, input: input, dTotals: dTotals,
              dWeights: dWeights, dBiases: dBiases)
          }
        }
      }
      let dInput = Tensor<S>.filled(input.shape) { dInput in
        weights.withPointer { weights in
          S.denseInputGradientBatch(
            samples: samples, inputs: inputs, outputs: outputs, weights: weights,
            dTotals: dTotals, dInput: dInput)
        }
      }
      return LayerGradients(input: dInput, parameters: [dWeights, dBiases])
    }
  }

  var parameters: [Parameter<S>] {
    [
      Parameter(name: "weights", fileName: "weight", values: weights),
      Parameter(name: "biases", fileName: "bias", values: biases),
    ]
  }

  mutating func withParameters(_ body: (Int, inout Tensor<S>) -> Void) {
    body(0, &weights)
    body(1, &biases)
  }

  func converted<T: Scalar>(to type: T.Type) -> Dense<T> {
    Dense<T>(weights: weights.converted(), biases: biases.converted())
  }
}

extension Dense {
  /// W times the direction, because the totals are linear in the input.
  func tangent(ofInput direction: Tensor<S>) -> Tensor<S> {
    Dense(weights: weights, biases: Tensor(biases.shape)).totals(direction)
  }

  /// The input that the weight is multiplied by, or 1 for a bias.
  func tangent(ofParameter parameter: Int, at offset: Int, input: Tensor<S>) -> Tensor<S> {
    var totals = Tensor<S>(Shape(input.shape[0], outputs))
    for n in 0..<input.shape[0] {
      if parameter == 0 {
        totals.values[n * outputs + offset / inputs] = input.values[n * inputs + offset % inputs]
      } else {
        totals.values[n * outputs + offset] = 1
      }
    }
    return totals
  }

  /// Why a number of `totals`, `d_weights`, `d_biases` or `d_in` is what it is.
  func explain(
    _ place: Place, _ value: S, _ indices: [Int], input: Tensor<S>,
    sums: (name: String, gradient: String) = ("totals", "d_totals"),
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    func gradient(_ output: Int, _ context: ExplanationContext<S>) -> Arithmetic<S> {
      sums.gradient == "d_out" ? context.upstream(output) : context.dTotals(output)
    }
    let sample = input.shape.withoutFirst
    switch place.quantity {
    case sums.name: return explainTotal(place, value, output: indices[0], sample, context)
    case "d_weights":
      let (o, i) = (indices[0], indices[1])
      return Explanation(
        place, value,
        intro: "This weight carried input \(i) to output \(o): it gets the gradient of "
          + "that output times that input.",
        formula: context.count == 1
          ? "\(gradient(o, context).places[0]) x \(context.input(flat: i).places[0])"
          : "sum over n of \(context.layer).\(sums.gradient)[n,\(o)] x input \(i) of sample n",
        .sum(
          Terms(
            context.samples.map {
              Term(
                context.count == 1 ? "" : "\($0.sample)", .times(gradient(o, $0), $0.input(flat: i))
              )
            }), columns: 1),
        form: .products(
          label: context.count == 1 ? "" : "sample", first: "gradient in", second: "local: input"),
        next: gradient(o, context).places.first)
    case "d_biases":
      return Explanation(
        place, value,
        intro: "A bias is added unchanged, so it gets its output's gradient unchanged.",
        formula: context.count == 1
          ? "\(gradient(indices[0], context).places[0])"
          : "sum over n of \(context.layer).\(sums.gradient)[n,\(indices[0])]",
        .sum(
          Terms(context.samples.map { Term("\($0.sample)", gradient(indices[0], $0)) }), columns: 1),
        form: context.count == 1
          ? .line : .products(label: "sample", first: "gradient in", second: "local"),
        next: gradient(indices[0], context).places.first)
    case "d_in":
      let i = sample.offset(of: indices)
      let terms = Terms(
        (0..<outputs).map { o in
          Term(
            "\(o)",
            .times(
              gradient(o, context),
              Arithmetic.stored(context.place("weights", o, i), weights[o, i])))
        })
      return Explanation(
        place, value,
        intro: "One input, used by every output: each sends its gradient back through its weight.",
        formula:
          "sum over k of \(context.layer).\(sums.gradient)[\(context.n)k] x "
          + "\(context.layer).weights[k,\(i)]",
        .sum(terms, columns: 1),
        form: .products(label: "output", first: "gradient in", second: "local: weight"),
        next: terms.strongest?.arithmetic.places.first)
    default: return nil
    }
  }

  private func explainTotal(
    _ place: Place, _ value: S, output o: Int, _ sample: Shape, _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let terms = Terms(
      (0..<inputs).map { i in
        let input = context.input(flat: i)
        return Term(
          "[\(input.places[0].indices.map(String.init).joined(separator: ","))]",
          .times(input, Arithmetic.stored(context.place("weights", o, i), weights[o, i])))
      })
    return Explanation(
      place, value,
      intro: (inputs == 1 ? "The one input" : "All \(inputs.counted("input")), each")
        + " times its weight for output \(o), plus the bias.",
      formula:
        "sum over i of x[i] x \(context.layer).weights[\(o),i] + \(context.place("biases", o)),"
        + "  x = \(context.inputPlace) in a row",
      .plus(.sum(terms, columns: 8), .stored(context.place("biases", o), biases[o])),
      form: .products(label: "\(context.inputPlace)", first: "input", second: "weight"),
      next: context.inputPlace.layer == nil ? nil : terms.strongest?.arithmetic.places.first)
  }
}

extension Dense {
  /// A linear layer; PyTorch's does not flatten its input by itself.
  func torch(for sample: Shape, remark: String = "") -> TorchLayer {
    TorchLayer(
      "nn.Linear(\(inputs), \(outputs))", flattens: sample.rank > 1, remark: remark)
  }
}

extension LayerGradients {
  /// The same gradients, with dL/d(totals) in addition.
  func with(totals: Tensor<S>) -> LayerGradients {
    LayerGradients(input: input, parameters: parameters, totals: totals)
  }
}

extension Tensor {
  /// Standard normal numbers, each divided by `divisor`, drawn in memory order.
  @specialized(where S == Float)
  public static func normal(_ shape: Shape, divisor: Double, random: inout RandomSource) -> Tensor {
    drawn(shape) { S(random.normal() / divisor) }
  }

  /// Numbers uniform in -bound..<bound, drawn in memory order.
  @specialized(where S == Float)
  public static func uniform(_ shape: Shape, within bound: Double, random: inout RandomSource)
    -> Tensor
  {
    drawn(shape) { S((2 * random.uniform() - 1) * bound) }
  }

  private static func drawn(_ shape: Shape, _ draw: () -> S) -> Tensor {
    var values = S.zeros(shape.count)
    for part in Interruption.parts(of: shape.count, size: 1 << 16) {
      for k in part { values[k] = draw() }
    }
    return Tensor(shape, values)
  }
}
