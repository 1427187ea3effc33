/// An independent gradient check: it compares the gradients of the backward pass with what the loss
/// itself does when a number is moved a little in either direction.
///
/// For every number w, with all others held, n = (L(w + h) - L(w - h)) / 2h is computed in Double
/// for steps h from 1e-3 down to 1e-7: a large step picks up the curvature of the loss, a small one
/// runs out of digits. A group of numbers agrees if |a - n| / (|a| + |n|), over the whole group at
/// its best step, is below 1e-7, and no single number in it is off by more than a thousandth and by
/// more than rounding explains.
///
/// A number is at a *kink* if, at every step h, some output changes its branch (see
/// ``LayerInspection/branches(of:)``): the loss has a corner there and no derivative. Such numbers
/// are counted, named and left out. A number that crosses a kink only at a large step is measured
/// with a smaller one.
public struct GradientCheck {
  /// What gives the gradients under test: passes and dL/d(out) in, one entry a layer out.
  public typealias Backward =
    ([any AnyPass<Double>], Upstream<Double>) -> [LayerGradients<Double>]

  /// The steps h, the largest first.
  public static let steps = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7]
  /// What |a - n| / (|a| + |n|) has to be below.
  public static let tolerance = 1e-7
  /// What |a| and |n| of a group are below that counts as 0.
  public static let zero = 1e-10

  private var probe: LossProbe
  private let gradients: [LayerGradients<Double>]

  /// A check of the images in a trainer's step, with its weights and its tie policy.
  ///
  /// - Parameters:
  ///   - trainer: The network with an image; nothing of it changes.
  ///   - images: The most images of the batch to use; all by default.
  ///   - backward: The gradients under test; the trainer's own by default.
  /// - Throws: ``InspectionError`` if no image is loaded, or its loss is not finite.
  public init<S>(
    of trainer: Trainer<S>, images: Int = .max, backward: Backward? = nil
  ) throws(InspectionError) {
    probe = try LossProbe(of: trainer, images: images)
    gradients = backward?(probe.passes, probe.lossGradient) ?? probe.gradients
  }

  /// How many images the loss is of.
  public var images: Int { probe.passes[0].input.shape[0] }

  /// The loss at which the gradients are checked.
  public var loss: Double { probe.start }

  /// The image and every set of parameters, in the order of the tape.
  public var groups: [Place] { probe.groups.map(\.place) }

  /// Checks the numbers at a place.
  ///
  /// - Parameters:
  ///   - place: One of ``groups``, or a part of one.
  ///   - limit: The most numbers to check, spread evenly over the place; all by default.
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
    let analytic = group.gradient(in: gradients)
    let values = probe.values(group)
    var numbers: [GradientComparison.Number] = []
    let offsets = group.offsets(of: place.indices)
    let spacing = offsets.count <= limit ? 1 : (offsets.count + limit - 1) / limit
    for offset in stride(from: offsets.lowerBound, to: offsets.upperBound, by: spacing) {
      if shouldStop() { return nil }
      numbers.append(
        measure(group, offset, value: values[offset], analytic: analytic.values[offset]))
    }
    return GradientComparison(
      place: place, numbers: numbers, rounding: probe.rounding,
      kernel: group.shape.rank >= 3 && group.layer != nil ? group.shape : nil,
      reasonForZero: reasonForZero(group))
  }

  /// Central differences at all steps.
  private mutating func measure(
    _ group: LossProbe.Group, _ offset: Int, value: Double, analytic: Double
  ) -> GradientComparison.Number {
    var estimates: [Double?] = []
    var crossing: Place?
    for step in Self.steps {
      let (high, low) = (value + step, value - step)
      probe.change(group) { $0.values[offset] = high }
      let above = probe.measure(group)
      probe.change(group) { $0.values[offset] = low }
      let below = probe.measure(group)
      let crossed = above.crossing ?? below.crossing
      estimates.append(crossed == nil ? (above.loss - below.loss) / (high - low) : nil)
      crossing = crossed ?? crossing
    }
    probe.change(group) { $0.values[offset] = value }
    return GradientComparison.Number(
      place: group.place(at: offset), analytic: analytic, estimates: estimates, crossing: crossing)
  }

  /// Why the loss would not feel a group.
  private func reasonForZero(_ group: LossProbe.Group) -> GradientComparison.ReasonForZero {
    if probe.start < 1e-8 { return .lossIsZero }
    let layer = group.layer ?? 0
    if group.layer != nil, probe.passes[layer].input.norm == 0 { return .inputIsZero }
    let upstream =
      layer == gradients.count - 1 ? probe.lossGradient.out : gradients[layer + 1].input
    return upstream.norm < Self.zero ? .nothingArrives : .cancels
  }
}
