/// What a derivative predicts for a change of some numbers, and what the change really does.
///
/// predicted = loss + sum over the numbers of gradient x change: the loss along its tangent.
/// actual = the loss, computed again. Where the loss is smooth, the gap between the two shrinks
/// with the square of the change. All of it is computed in Double.
public struct WhatIf: Sendable {
  /// The change, or a part of it.
  public struct Outcome: Sendable {
    /// How much of the change was made: 1, 1/10, 1/100.
    public let fraction: Double
    /// The loss along the tangent.
    public let predicted: Double
    /// The loss after the change.
    public let actual: Double
    /// An output that took another branch on the way, such as a pooling window with another winner:
    /// there the loss has a corner, and its tangent ends.
    public let crossing: Place?

    /// How much higher the loss is than predicted.
    public var gap: Double { actual - predicted }
  }

  /// The numbers that are changed.
  public let place: Place
  /// How many numbers are changed.
  public let count: Int
  /// How much each is changed, in the order of memory.
  public let changes: [Double]
  /// dL/dw of each.
  public let gradients: [Double]
  /// The loss before.
  public let loss: Double
  /// The outcomes of the whole change, a tenth of it, and a hundredth.
  public let outcomes: [Outcome]
  /// The last layer's output before the change.
  public let outputBefore: Tensor<Double>
  /// The last layer's output after the whole change.
  public let outputAfter: Tensor<Double>

  /// How much the loss is predicted to change: the sum of gradient x change.
  public var predictedChange: Double { zip(gradients, changes).reduce(0) { $0 + $1.0 * $1.1 } }

  /// What happens to the loss of a trainer's image if all numbers of a place are set to one value.
  ///
  /// - Parameters:
  ///   - place: The image, a parameter, or a part of one.
  ///   - value: The new value of each number there.
  ///   - trainer: The network with an image; it is not changed.
  /// - Throws: ``InspectionError`` if the place cannot be written, no image is loaded, or the loss
  ///   is not finite.
  public init<S>(_ place: Place, is value: Double, in trainer: Trainer<S>) throws(InspectionError) {
    _ = try trainer.inspect(place)
    let refusal = InspectionError.notChangeable(place, changeable: trainer.writablePlaces)
    guard trainer.isWritable(place) else { throw refusal }
    var probe = try LossProbe(of: trainer)
    guard let group = probe.groups.first(where: { $0.place == place.whole }) else { throw refusal }
    let offsets = group.offsets(of: place.indices)
    let before = probe.values(group)
    let gradients = Array(group.gradient(in: probe.gradients).values[offsets])
    let changes = before[offsets].map { value - $0 }
    let slope = zip(gradients, changes).reduce(0) { $0 + $1.0 * $1.1 }
    self.place = place
    self.gradients = gradients
    self.changes = changes
    count = offsets.count
    loss = probe.start
    outputBefore = probe.passes[probe.passes.count - 1].output
    var outputAfter = outputBefore
    var outcomes: [Outcome] = []
    for fraction in [1, 0.1, 0.01] {
      probe.change(group) { values in
        for (offset, change) in zip(offsets, changes) {
          values.values[offset] = before[offset] + fraction * change
        }
      }
      let measured = probe.measure(group)
      if fraction == 1 { outputAfter = measured.output }
      outcomes.append(
        Outcome(
          fraction: fraction, predicted: probe.start + fraction * slope, actual: measured.loss,
          crossing: measured.crossing))
    }
    self.outcomes = outcomes
    self.outputAfter = outputAfter
  }
}
