/// How the numbers of a place differ between two times, or from others.
package struct Change<S: Scalar>: Sendable {
  /// The place: `conv.filters`.
  package let place: Place
  /// The numbers before.
  package let before: Tensor<S>
  /// The numbers after.
  package let after: Tensor<S>
  /// after - before; 0 where they are equal, even if both are NaN or infinite.
  package let change: Tensor<S>

  /// How many numbers changed.
  package let moved: Int
  /// The largest change and its indices; of several, the first. A change that is NaN counts as
  /// larger than any other.
  package let largest: (indices: [Int], before: S, after: S)

  @specialized(where S == Float)
  @specialized(where S == Double)
  package init(_ place: Place, before: Tensor<S>, after: Tensor<S>) {
    var change = Tensor<S>(after.shape)
    var (moved, best, champion) = (0, 0, S.zero)
    before.withPointer { before in
      after.withPointer { after in
        change.update { change, count in
          for start in stride(from: 0, to: count, by: Self.stretch)
          where !Interruption.isRequested {
            for offset in start..<min(start + Self.stretch, count) {
              let (one, two) = (before[offset], after[offset])
              guard one != two, !(one.isNaN && two.isNaN) else { continue }
              let value = two - one
              change[offset] = value
              moved += 1
              // Among changes that differ only by rounding, the first counts as the largest.
              if !champion.isNaN,
                value.isNaN || value.magnitude > champion.magnitude * (1 + 8 * S.ulpOfOne)
              {
                (best, champion) = (offset, value)
              }
            }
          }
        }
      }
    }
    (self.place, self.before, self.after, self.change) = (place, before, after, change)
    self.moved = moved
    largest = (change.shape.indices(at: best), before.values[best], after.values[best])
  }

  /// How many numbers are compared between two checks for a request to stop.
  private static var stretch: Int { 1 << 18 }
}

extension Trainer {
  /// What changed from an earlier trainer of the same network to this one, one group at a time.
  package func changes(since earlier: Trainer) -> [Change<S>] {
    parameterPlaces.compactMap { place in
      guard !Interruption.isRequested, let before = earlier.numbers(at: place),
        let after = numbers(at: place), before.shape == after.shape
      else { return nil }
      return Change(place, before: before, after: after)
    }
  }
}
