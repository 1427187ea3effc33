/// How one group of parameters differs between two times.
public struct ParameterChange<S: Scalar>: Sendable {
  /// The group: `conv.filters`.
  public let place: Place
  /// The numbers before.
  public let before: Tensor<S>
  /// The numbers after.
  public let after: Tensor<S>
  /// after - before.
  public let change: Tensor<S>

  @specialized(where S == Float)
  @specialized(where S == Double)
  init(_ place: Place, before: Tensor<S>, after: Tensor<S>) {
    (self.place, self.before, self.after) = (place, before, after)
    change = Tensor(after.shape, zip(before.values, after.values).map { $1 - $0 })
  }

  /// How many numbers are not what they were.
  public var moved: Int {
    @specialized(where S == Float)
    @specialized(where S == Double)
    get {
      zip(before.values, after.values).count { $0 != $1 && !($0.isNaN && $1.isNaN) }
    }
  }

  /// Where the largest change stands; of several, the first. A change that is no number is larger
  /// than any.
  public var largest: (indices: [Int], before: S, after: S) {
    var best = 0
    for (offset, value) in change.values.enumerated() {
      let champion = change.values[best]
      if champion.isNaN { break }
      // Of changes that differ by their rounding alone the first counts as the largest.
      if value.isNaN || value.magnitude > champion.magnitude * (1 + 8 * S.ulpOfOne) {
        best = offset
      }
    }
    return (change.shape.indices(at: best), before.values[best], after.values[best])
  }
}

extension Trainer {
  /// What changed from an earlier trainer of the same network to this one, a group at a time.
  public func changes(since earlier: Trainer) -> [ParameterChange<S>] {
    places.filter { $0.layer != nil && isWritable($0) }.compactMap { place in
      guard case .computed(let before)? = try? earlier.read(place),
        case .computed(let after)? = try? read(place), before.shape == after.shape
      else { return nil }
      return ParameterChange(place, before: before, after: after)
    }
  }
}
