/// What a layer needs to explain its numbers: the names of its places, and what is known about the
/// backward pass. It is about one sample of the batch: the indices of a sample's numbers are those
/// within the sample.
public struct ExplanationContext<S: Scalar>: Sendable {
  /// The layer's name.
  public let layer: String
  /// The name of the layer's input in places: `image`, or `pool.out`.
  public let inputPlace: Place
  /// The layer's pass.
  let pass: any AnyPass<S>
  /// What arrived from the right.
  public let upstream: Upstream<S>?
  /// The result of the layer's backward pass.
  public let gradients: LayerGradients<S>?
  /// The correct output of each sample, if this layer's activation is fused with the loss.
  let targets: [Int]?
  /// Which values get the gradient if several tie, according to the rule.
  let ties: TiePolicy
  /// The value of blank paper at the layer's input, if that is the image.
  let blank: S?
  /// The sample that is explained.
  public private(set) var sample = 0

  /// How many samples there are.
  var count: Int { pass.input.shape[0] }

  /// The correct output of the sample, if this layer's activation is fused with the loss.
  var target: Int? { targets?[sample] }

  /// The same for another sample.
  func of(sample: Int) -> ExplanationContext {
    var other = self
    other.sample = sample
    return other
  }

  /// The same for each sample in turn, in the order in which their terms are added. There are no
  /// more after an ``Interruption``.
  var samples: some Sequence<ExplanationContext> {
    (0..<count).lazy.prefix { _ in !Interruption.isRequested }.map(of(sample:))
  }

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

  /// The place of dL/d(in) at the given indices.
  func inputGradient(_ indices: [Int]) -> Place {
    ownPlace("d_in", isGreyImage ? Array(indices.dropFirst()) : indices)
  }

  /// An image with one channel is indexed by row and column only.
  private var isGreyImage: Bool { inputPlace.layer == nil && pass.input.shape[1] == 1 }

  /// Numbers of the input in a formula, as in `pool.out[0,y+2,x]`; `sample` comes first.
  func input(sample: String, channel: String, row: String, column: String) -> String {
    "\(inputPlace)[\(sample)\(isGreyImage ? "" : "\(channel),")\(row),\(column)]"
  }

  /// An index that begins at `start` in a formula: `6+i`, or `i` alone.
  static func index(from start: Int, _ name: String) -> String {
    start == 0 ? name : "\(start)+\(name)"
  }

  private func inputPlace(_ indices: [Int]) -> Place {
    Place(
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

  /// The value of ``upstream(_:)``.
  func upstreamValue(_ indices: Int...) -> S {
    upstream.map { value($0.out, indices) } ?? 0
  }

  /// One term for each number that a tensor of the given shape, N,C and more, has in a channel:
  /// `term` gives what is added, from the context of the sample and the indices within it;
  /// `factors` gives the same as a number, or as the product of two, from its offset in memory; where
  /// the sum is made in Double, that product is exact.
  @specialized(where S == Float)
  @specialized(where S == Double)
  func terms(
    ofChannel c: Int, in shape: Shape, areAddedInDouble: Bool = false,
    term: @escaping @Sendable (ExplanationContext, [Int]) -> Arithmetic<S>,
    factors: (Int) -> (S, S?)
  ) -> Terms<S> {
    let sampleShape = shape.withoutFirst
    let channel = sampleShape.count / sampleShape[0]
    var (values, kinds): ([S], [Terms<S>.Kind]) = ([], [])
    var exact: [Double] = []
    for sample in 0..<shape[0] {
      let start = sample * sampleShape.count + c * channel
      for offset in start..<start + channel {
        let (first, second) = factors(offset)
        values.append(second.map { first * $0 } ?? first)
        if areAddedInDouble { exact.append(Double(first) * (second.map(Double.init) ?? 1)) }
        kinds.append(second != nil && first == 0 ? .zeroFactor : .plain)
      }
    }
    return Terms(values, exact: areAddedInDouble ? exact : nil, kinds: kinds) { number in
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

  /// dL/d(totals) by way of dL/d(out) of one output, in words, to be held against p - y; `slope` is
  /// that output's slope, and `name` what it is called.
  func longWay(through output: Int, _ slope: S, _ name: String) -> String {
    let gradient = upstream(output).evaluate()
    let result = gradient * slope
    let sum =
      "the long way: d_out[\(n)\(output)] x \(name) = \(gradient.text) x "
      + "\(slope.text) = \(result.text)"
    return result.isFinite
      ? sum : sum + ": p has rounded to 0 or 1, which is why p - y is computed instead"
  }

  /// A share of the mean over the batch: the loss is a mean, so each sample's gradient is divided
  /// by the number of samples.
  func shareOfMean(_ gradient: Arithmetic<S>) -> Arithmetic<S> {
    count > 1 ? .over(gradient, .constant(S(count))) : gradient
  }

  /// Words for ``shareOfMean(_:)``, if there are several samples.
  var divided: String { count > 1 ? ", divided by the \(count) of the batch" : "" }
}
