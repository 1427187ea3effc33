/// Dropout: in training each number is kept with a given probability, and otherwise set to 0
/// (Srivastava and others, 2014); the numbers kept are divided by that probability, so that the
/// mean does not change.
///
/// - Forward, in training: out = in * mask, where mask is 1 / keep with probability `keep`, else 0;
///   if `keep` is 0, all are 0. In evaluation: out = in.
/// - Backward: d_in = d_out * mask.
/// - Shapes: any, unchanged.
public struct Dropout<S: Scalar>: ParameterFreeLayer, SmoothLayer, WindowFreeLayer {
  /// The probability that a number is kept.
  public let keep: Double

  /// A dropout that keeps each number with the given probability.
  ///
  /// - Precondition: The probability is in 0...1.
  public init(keep: Double) {
    ensure((0...1).contains(keep), "A probability lies between 0 and 1.")
    self.keep = keep
  }

  /// The factors of the pass: one per number; 1 if all numbers are kept.
  public struct Record: Sendable {
    let mask: Tensor<S>
  }

  public static var kind: String { "dropout" }
  /// `mask`, the factor of each number.
  public static var quantities: [LayerQuantity<Self>] {
    [LayerQuantity("mask", shape: { $1 }, values: { $0.record.mask })]
  }
  public static var ending: Ending { .none }
  package static var forwardView: LayerView { .quantity("out") }
  package static var backwardView: LayerView { .quantity("d_in") }
  public var summary: String { "keeps a number with probability \(keep) in training" }

  public func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape { sample }

  /// The forward pass; the mask is drawn in memory order.
  public func forward(
    _ input: Tensor<S>, in context: inout PassContext
  ) -> (Tensor<S>, Record) {
    guard context.mode == .training else {
      return (input, Record(mask: Tensor(input.shape, repeating: 1)))
    }
    let kept = keep > 0 ? S(1 / keep) : 0
    let mask = Tensor<S>.written(input.shape) {
      S.drawMask(
        count: input.shape.count, keep: keep, factor: kept, random: &context.random, mask: $0)
    }
    return (product(input, mask), Record(mask: mask))
  }

  private func product(_ values: Tensor<S>, _ mask: Tensor<S>) -> Tensor<S> {
    .written(values.shape) { result in
      Tensor.withPointers(values, mask) {
        S.multiply(count: values.shape.count, input: $0, factors: $1, output: result)
      }
    }
  }

  public func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    LayerGradients(input: product(upstream.out, pass.record.mask))
  }

  /// The direction times the mask.
  public func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S> {
    product(direction, pass.record.mask)
  }

  package func narrateForward(output: Shape) -> ForwardNarration { .line(summary) }

  package var backwardNarration: String {
    "gradient in x the same factor: dropped numbers get none"
  }
  /// Dropout has no stage: all steps of a network with dropout are recorded.
  package func stage(
    for sample: Shape, isFirst: Bool, ties: TiePolicy
  ) -> (any TrainingStage<S>)? { nil }

  public func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    let mask = context.own("mask", indices, in: pass.record.mask)
    let isKept = mask.evaluate() != 0
    let isTraining = pass.context.mode == .training
    let fate =
      !isTraining
      ? "In evaluation mode nothing is dropped: the factor is 1."
      : isKept
        ? "It was kept, and divided by the probability of keeping it." : "It was dropped this time."
    switch place.quantity {
    case "out":
      let input = context.input(indices)
      return Explanation(
        place, value, intro: fate, formula: "\(input.places[0]) x \(mask.places[0])",
        isTraining ? .times(input, mask) : input, next: input.places[0])
    case "mask":
      return Explanation(
        place, value, intro: fate,
        formula: isKept && isTraining ? "1 / keep, keep = \(keep)" : value.text,
        isKept && isTraining
          ? .constant(S(1 / keep)) : .constant(value),
        remarks: isTraining
          ? ["drawn again in each forward pass; the same seed draws the same factors"] : [])
    case "d_in":
      let upstream = context.upstream(at: indices)
      return Explanation(
        place, value,
        intro: isKept ? "Gradient in, times the same factor." : "It was dropped: no gradient.",
        formula: "\(upstream.places[0]) x \(mask.places[0])", .times(upstream, mask),
        next: upstream.places[0])
    default: return nil
    }
  }

  /// The layer in PyTorch, which takes the probability of dropping a number.
  package func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    TorchLayer("nn.Dropout(1 - \(keep))", remark: "its random numbers differ from Backstep's")
  }

  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> { Dropout<T>(keep: keep) }
}

/// `dropout keep=PROBABILITY` in a diagram.
enum DropoutFactory: LibraryLayerFactory {
  static let word = "dropout"
  static let layer: any Layer<Float>.Type = Dropout<Float>.self
  static let usage = "dropout keep=0.9"
  static let summary = "keeps a number with that probability in training"
  static let options = ["keep"]

  static func draft<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, as type: S.Type
  ) throws(DiagramError) -> LayerDraft<S> {
    try arguments.noSizes()
    guard let text = arguments.options["keep"] else { throw .probabilityMissing(arguments.word) }
    guard let keep = Double(text), (0...1).contains(keep) else { throw .notAProbability(text) }
    return LayerDraft(Dropout<S>(keep: keep))
  }
}
