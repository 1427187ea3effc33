import ConvNet
import TestSupport

/// Networks with two convolutions in random geometries.
enum RandomConvolutions {
  /// Two convolutions with random kernels, strides, padding, channels and batch, after a backward
  /// pass.
  static func trainer(_ seed: Int) throws -> Trainer<Float> {
    var random = RandomSource(seed: UInt64(seed))
    while true {
      func layer() -> String {
        let (rows, columns) = (random.within(1...4), random.within(1...4))
        return "conv2d \(random.within(1...4)) \(rows)x\(columns) stride=\(random.within(1...3)) "
          + "padding=\(random.below(min(rows, columns))) bias=\(random.below(2))"
      }
      let diagram = "\(layer()), tanh, \(layer()), fc 3"
      let image = Shape(random.within(1...3), random.within(5...11), random.within(5...11))
      let test = ExplanationTests.Case(
        diagram: diagram, image: image, ties: .first, batch: random.within(1...3))
      // Not every kernel fits every image.
      guard var timeline = try? ExplanationTests.timeline(test) else { continue }
      while timeline.state.next != .update { timeline.perform(.operation) }
      return timeline.state
    }
  }
}

extension Trainer {
  /// The numbers of a place that is computed.
  func values(_ place: Place) throws -> Tensor<S> {
    guard case .computed(let tensor) = try read(place) else {
      throw PlaceError.notAPlace("\(place)")
    }
    return tensor
  }
}
