/// What a layer needs to explain its numbers: what its places are called, and what is known about
/// the backward pass. It is about one sample of the batch: a sample's numbers take the indices
/// within the sample.
public struct ExplanationContext<S: Scalar>: Sendable {
  /// The layer's name.
  let layer: String
  /// What places call the layer's input: `image`, or `pool.out`.
  let inputPlace: Place
  /// The layer's pass.
  let pass: any AnyPass<S>
  /// What came from the right.
  let upstream: Upstream<S>?
  /// What the layer's backward pass gave.
  let gradients: LayerGradients<S>?
  /// The right output of each sample, if this layer's activation is fused with the loss.
  let targets: [Int]?
  /// Who gets the gradient where values tie, according to the rule.
  let ties: TiePolicy
  /// The value of blank paper at the layer's input, if that is the image.
  let blank: S?
  /// The sample that is explained.
  private(set) var sample = 0

  /// How many samples there are.
  var count: Int { pass.input.shape[0] }

  /// The right output of the sample, if this layer's activation is fused with the loss.
  var target: Int? { targets?[sample] }

  /// The same for another sample.
  func of(sample: Int) -> ExplanationContext {
    var other = self
    other.sample = sample
    return other
  }

  /// The same for each sample in turn, which is the order in which their terms are added.
  var samples: [ExplanationContext] { (0..<count).map(of(sample:)) }

  /// The first index of a sample's numbers, if there are several samples.
  var prefix: [Int] { count > 1 ? [sample] : [] }

  /// The sample's index in a formula, if there are several samples.
  var n: String { count > 1 ? "\(sample)," : "" }

  /// A parameter of the layer, its gradient, or a number of the batch as a whole.
  func place(_ quantity: String, _ indices: Int...) -> Place {
    Place(layer: layer, quantity: quantity, indices: indices)
  }

  /// A number of the sample.
  func ownPlace(_ quantity: String, _ indices: [Int]) -> Place {
    Place(layer: layer, quantity: quantity, indices: prefix + indices)
  }

  /// A number of the sample, from a tensor of the batch.
  func own(_ quantity: String, _ indices: [Int], in tensor: Tensor<S>) -> Arithmetic<S> {
    .stored(ownPlace(quantity, indices), value(tensor, indices))
  }

  /// The number at the given indices of the sample.
  func value(_ tensor: Tensor<S>, _ indices: [Int]) -> S {
    let shape = tensor.shape.withoutFirst
    return tensor.values[sample * shape.count + shape.offset(of: indices)]
  }

  /// The output at the given indices.
  func output(_ indices: Int...) -> Arithmetic<S> { own("out", indices, in: pass.output) }

  /// The input at the given indices.
  func input(_ indices: [Int]) -> Arithmetic<S> {
    .stored(inputPlace(indices), value(pass.input, indices))
  }

  /// The input at a position of the flattened sample.
  func input(flat offset: Int) -> Arithmetic<S> {
    input(pass.input.shape.withoutFirst.indices(at: offset))
  }

  private func inputPlace(_ indices: [Int]) -> Place {
    // An image of one channel is named by row and column alone.
    let isGreyImage = inputPlace.layer == nil && pass.input.shape[1] == 1
    return Place(
      layer: inputPlace.layer, quantity: inputPlace.quantity,
      indices: prefix + (isGreyImage ? Array(indices.dropFirst()) : indices))
  }

  /// dL/d(out) at the given indices.
  func upstream(_ indices: Int...) -> Arithmetic<S> { upstream(at: indices) }

  /// dL/d(out) at the given indices.
  func upstream(at indices: [Int]) -> Arithmetic<S> {
    guard let out = upstream?.out else { return .constant(0) }
    return own("d_out", indices, in: out)
  }

  /// The number that ``upstream(_:)`` stands for.
  func upstreamValue(_ indices: Int...) -> S {
    upstream.map { value($0.out, indices) } ?? 0
  }

  /// One term for each number that a tensor of the given shape, N,C and more, has in a channel:
  /// `term` gives what is added, from the context of the sample and the indices within it;
  /// `factors` gives the same as a number, or as the product of two, from its offset in memory.
  @specialized(where S == Float)
  @specialized(where S == Double)
  func terms(
    ofChannel c: Int, in shape: Shape,
    term: @escaping @Sendable (ExplanationContext, [Int]) -> Arithmetic<S>,
    factors: (Int) -> (S, S?)
  ) -> Terms<S> {
    let sampleShape = shape.withoutFirst
    let channel = sampleShape.count / sampleShape[0]
    var (values, kinds): ([S], [Terms<S>.Kind]) = ([], [])
    for sample in 0..<shape[0] {
      let start = sample * sampleShape.count + c * channel
      for offset in start..<start + channel {
        let (first, second) = factors(offset)
        values.append(second.map { first * $0 } ?? first)
        kinds.append(second != nil && first == 0 ? .zeroFactor : .plain)
      }
    }
    return Terms(values, kinds: kinds) { number in
      let (sample, place) = number.quotientAndRemainder(dividingBy: channel)
      let context = of(sample: sample)
      let indices = sampleShape.indices(at: c * channel + place)
      let label = (context.prefix + indices.dropFirst()).map(String.init)
      return Term("(\(label.joined(separator: ",")))", term(context, indices))
    }
  }

  /// dL/d(totals) of an output.
  func dTotals(_ output: Int) -> Arithmetic<S> {
    guard let totals = gradients?.totals else { return .constant(0) }
    return own("d_totals", [output], in: totals)
  }

  /// A share of the mean over the batch: the loss is a mean, so each sample's gradient is divided
  /// by the number of samples.
  func shareOfMean(_ gradient: Arithmetic<S>) -> Arithmetic<S> {
    count > 1 ? .over(gradient, .constant(S(count))) : gradient
  }

  /// Words for ``shareOfMean(_:)``, if there are several samples.
  var divided: String { count > 1 ? ", divided by the \(count) of the batch" : "" }
}
