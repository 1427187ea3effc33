/// An independent gradient check: it compares the gradients of the backward pass with the change of
/// the loss itself when a number is moved a little in either direction.
///
/// For every number w, with all others held, n = (L(w + h) - L(w - h)) / 2h is computed in Double
/// for steps h from 1e-3 down to 1e-7: a large step picks up the curvature of the loss, a small one
/// runs out of digits. A group of numbers agrees if |a - n| / (|a| + |n|), over the whole group at
/// its best step, is below 1e-7, and no single number in it is off by more than a thousandth and by
/// more than rounding explains.
///
/// A number is at a *kink* if, at every step h, some output changes its branch (see
/// ``Layer/branches(of:)``): there the loss has a corner and no derivative. Such numbers
/// are counted, named and left out. A number that crosses a kink only at a large step is measured
/// with a smaller one.
public struct GradientCheck {
  /// The source of the gradients under test: takes passes and dL/d(out), returns one entry per
  /// layer.
  public typealias Backward =
    ([any AnyPass<Double>], Upstream<Double>) -> [LayerGradients<Double>]

  /// The steps h, largest first.
  public static let steps = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7]
  /// The bound that |a - n| / (|a| + |n|) must stay below.
  public static let tolerance = 1e-7
  /// If |a| and |n| of a group are below this, they count as 0.
  public static let zero = 1e-10

  private var probe: LossProbe
  /// None if it was stopped before.
  private let gradients: [LayerGradients<Double>]

  /// A check of the images in a trainer's step, with its weights and its tie policy.
  ///
  /// - Parameters:
  ///   - trainer: The network with an image; it is not changed.
  ///   - images: The largest number of images of the batch to use; all by default.
  ///   - backward: The gradients under test; the trainer's own by default.
  /// - Throws: ``InspectionError`` if no image is loaded or the loss is not finite.
  public init<S>(
    of trainer: Trainer<S>, images: Int = .max, backward: Backward? = nil
  ) throws(InspectionError) {
    probe = try LossProbe(of: trainer, images: images, followsGiven: true)
    gradients =
      Interruption.isRequested
      ? [] : backward?(probe.passes, probe.lossGradient) ?? probe.gradients
  }

  /// How many images the loss covers.
  public var images: Int { probe.passes[0].input.shape[0] }

  /// The loss at which the gradients are checked.
  public var loss: Double { probe.start }

  /// The image and every set of parameters, in the order of the tape.
  public var groups: [Place] { probe.groups.map(\.place) }

  /// Checks the numbers at a place.
  ///
  /// - Parameters:
  ///   - place: One of ``groups``, or a part of one.
  ///   - limit: The most numbers to check, chosen where faults show; all by default.
  ///   - shouldStop: Asked before each number.
  /// - Returns: `nil` if it was stopped.
  /// - Throws: ``InspectionError`` if the place is not part of a group.
  public mutating func check(
    _ place: Place, atMost limit: Int = .max, until shouldStop: () -> Bool = { false }
  ) throws(InspectionError) -> GradientComparison? {
    guard let group = probe.groups.first(where: { $0.place == place.whole }),
      place.indices.count <= group.shape.rank,
      zip(place.indices, group.shape.extents).allSatisfy({ (0..<$1).contains($0) })
    else {
      throw .notMovable(place, movable: groups)
    }
    guard !gradients.isEmpty else { return nil }
    let analytic = group.gradient(in: gradients)
    let values = probe.values(group)
    var numbers: [GradientComparison.Number] = []
    let offsets = group.offsets(of: place.indices)
    guard
      let chosen = offsets.count <= limit
        ? Array(offsets)
        : sample(limit, of: offsets, in: group, analytic.values, values, until: shouldStop)
    else { return nil }
    for offset in chosen {
      if shouldStop() { return nil }
      numbers.append(
        measure(group, offset, value: values[offset], analytic: analytic.values[offset]))
    }
    return GradientComparison(
      place: place, numbers: numbers, of: offsets.count, rounding: probe.rounding,
      kernel: group.shape.rank >= 3 && group.layer != nil ? group.shape : nil,
      reasonForZero: reasonForZero(group, chosen))
  }

  /// The numbers of a large group on which a fault shows most likely.
  ///
  /// One half has the largest gradients by backward. The other half comes from the corners of the
  /// group and from twice as many as may be checked, drawn at random: those whose gradient differs
  /// most from the slope of the loss at one step.
  ///
  /// - Returns: `nil` if it was stopped.
  private mutating func sample(
    _ limit: Int, of offsets: Range<Int>, in group: LossProbe.Group, _ analytic: [Double],
    _ values: [Double], until shouldStop: () -> Bool
  ) -> [Int]? {
    let row = min(group.shape.extents.last ?? 1, offsets.count)
    let (first, last) = (offsets.lowerBound, offsets.upperBound - 1)
    var candidates: Set = [first, first + row - 1, last - row + 1, last]
    var random = RandomSource(seed: 1)
    for _ in 0..<2 * limit { candidates.insert(first + random.below(offsets.count)) }
    var chosen = Set(
      analytic[offsets].largest((limit + 1) / 2) { abs($0) })
    var misses: [(offset: Int, size: Double)] = []
    for offset in candidates.subtracting(chosen).sorted() {
      if shouldStop() { return nil }
      // What crosses a kink has nothing to be compared with.
      let slope = slope(group, offset, value: values[offset], step: Self.steps[2]).slope
      misses.append((offset, slope.map { abs($0 - analytic[offset]) } ?? -1))
    }
    for index in misses.largest(limit - chosen.count, by: \.size) {
      chosen.insert(misses[index].offset)
    }
    return chosen.sorted()
  }

  /// A central difference; `nil` where an output takes another branch, which is given.
  private mutating func slope(
    _ group: LossProbe.Group, _ offset: Int, value: Double, step: Double
  ) -> (slope: Double?, crossing: Place?) {
    let (high, low) = (value + step, value - step)
    probe.change(group) { $0.values[offset] = high }
    let above = probe.measure(group)
    probe.change(group) { $0.values[offset] = low }
    let below = probe.measure(group)
    probe.change(group) { $0.values[offset] = value }
    let crossed = above.crossing ?? below.crossing
    return (crossed == nil ? (above.loss - below.loss) / (high - low) : nil, crossed)
  }

  /// Central differences at all steps.
  private mutating func measure(
    _ group: LossProbe.Group, _ offset: Int, value: Double, analytic: Double
  ) -> GradientComparison.Number {
    var estimates: [Double?] = []
    var crossing: Place?
    for step in Self.steps {
      let (slope, crossed) = slope(group, offset, value: value, step: step)
      estimates.append(slope)
      crossing = crossed ?? crossing
    }
    return GradientComparison.Number(
      place: group.place(at: offset), analytic: analytic, estimates: estimates, crossing: crossing)
  }

  /// Why the loss does not depend on some numbers of a group.
  private func reasonForZero(
    _ group: LossProbe.Group, _ offsets: [Int]
  ) -> GradientComparison.ReasonForZero {
    if probe.isOfLoss, probe.start < 1e-8 { return .lossIsZero }
    let layer = group.layer ?? 0
    let upstream =
      layer == gradients.count - 1 ? probe.lossGradient.out : gradients[layer + 1].input
    if upstream.norm < Self.zero { return .nothingArrives }
    let sums = offsets.map { probe.terms(group, at: $0, gradients) }
    let terms = sums.compactMap(\.self)
    guard terms.count == sums.count else { return .isFlat }
    if terms.allSatisfy(\.isEmpty) { return .noTerms }
    guard terms.allSatisfy({ $0.values.allSatisfy { abs($0) < Self.zero } }) else {
      return .cancels
    }
    return group.layer != nil && probe.passes[layer].input.norm == 0
      ? .inputIsZero : .productsAreZero
  }
}
