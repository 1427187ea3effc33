/// A layer that applies an ``ActivationFunction`` to each number; it does not change the shape.
///
/// - Forward: out = f(in).
/// - Backward: d_in = d_out * f'(in).
package protocol ActivationLayer<S>: ParameterFreeLayer, WindowFreeLayer
where Record == Void {
  /// The function.
  var activation: ActivationFunction { get }
  /// The function in a formula, as in `max(x, 0)`.
  var formula: String { get }
}

extension ActivationLayer {
  /// `mask`, the function's slope at each input.
  public static var quantities: [LayerQuantity<Self>] {
    [
      LayerQuantity("mask", shape: { $1 }) { pass in
        pass.layer.scaled(Tensor(pass.input.shape, repeating: 1), through: pass)
      }
    ]
  }
  public static var ending: Ending { .none }
  package static var forwardView: LayerView { .quantity("out") }
  package static var backwardView: LayerView { .quantity("d_in") }

  package func narrateForward(output: Shape) -> ForwardNarration { .line(summary) }

  package var backwardNarration: String {
    "gradient in x slope; where the slope is 0, nothing passes"
  }
  public var summary: String { "\(formula), element by element" }

  public func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape { sample }

  /// The function applied to each number.
  public func forward(_ input: Tensor<S>, in context: inout PassContext) -> (Tensor<S>, Void) {
    let count = input.shape.count
    let output = Tensor<S>.written(input.shape) { out in
      input.withPointer { input in
        Parallel.split(count, work: activation.work) { part in
          S.activate(
            activation, count: part.count, input: input + part.lowerBound,
            output: out + part.lowerBound)
        }
      }
    }
    return (output, ())
  }

  public func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    LayerGradients(input: scaled(upstream.out, through: pass))
  }

  public func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S> {
    scaled(direction, through: pass)
  }

  private func scaled(_ values: Tensor<S>, through pass: Pass<Self>) -> Tensor<S> {
    .written(values.shape) { result in
      pass.input.withPointer { input in
        pass.output.withPointer { output in
          values.withPointer { values in
            Parallel.split(pass.input.shape.count, work: activation.work) { part in
              let start = part.lowerBound
              S.activationGradient(
                activation, count: part.count, input: input + start, output: output + start,
                dOutput: values + start, dInput: result + start)
            }
          }
        }
      }
    }
  }

  /// The side of 0 that each input is on, if the function has a corner at 0. An input of exactly 0,
  /// as on blank paper without a bias, is on the corner.
  public func branches(of pass: Pass<Self>) -> [Int32]? {
    activation.hasCorner ? S.signs(pass.input.values) : nil
  }

  public func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    let input = context.input(indices)
    let output = context.own("out", indices, in: pass.output)
    let x = input.evaluate()
    let slope = activation.slopeArithmetic(at: x, output: output)
    switch place.quantity {
    case "out":
      return Explanation(
        place, value, intro: "The function \(formula), applied to one number.",
        formula: "\(formula),  x = \(input.places[0])", activation.arithmetic(of: input),
        next: input.places[0])
    case "mask":
      return Explanation(
        place, value, intro: "The slope of \(formula) here: the gradient is multiplied by it.",
        formula: "f'(x),  f(x) = \(formula),  x = \(input.places[0])", slope,
        next: input.places[0])
    case "d_in":
      let upstream = context.upstream(at: indices)
      return Explanation(
        place, value, intro: "Gradient in, times the slope of \(formula) at the input.",
        formula: "\(upstream.places[0]) x f'(x),  f(x) = \(formula),  x = \(input.places[0])",
        .times(upstream, slope),
        remarks: slope.evaluate() == 0 ? ["the slope is 0 here: no gradient passes"] : [],
        next: upstream.places[0])
    default: return nil
    }
  }
}

extension ActivationFunction {
  func arithmetic<S: Scalar>(of x: Arithmetic<S>) -> Arithmetic<S> {
    let value = x.evaluate()
    return switch self {
    case .relu: value > 0 || value.isNaN ? x : .constant(0)
    case .leakyReLU(let slope): value > 0 ? x : .times(.constant(S(slope)), x)
    case .tanh: .tanh(x)
    case .sigmoid: .sigmoid(x)
    }
  }

  func slopeArithmetic<S: Scalar>(at x: S, output: Arithmetic<S>) -> Arithmetic<S> {
    switch self {
    case .relu, .leakyReLU: .constant(slope(at: x, output: output.evaluate()))
    case .tanh: .minus(.constant(1), .times(output, output))
    case .sigmoid: .times(output, .minus(.constant(1), output))
    }
  }
}
