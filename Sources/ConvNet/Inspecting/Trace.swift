/// The path from one number to the loss, layer by layer, or to the layer whose gradient is given.
///
/// At each layer the number moves some of the layer's sums (its tangent, d sum / d number), and
/// each sum moves the loss by its gradient (dL/d sum). The products are the contributions; at every
/// layer they add up to the number's gradient, by the chain rule.
public struct Trace<S: Scalar>: Sendable {
  /// One layer on the path.
  public struct Stage: Sendable {
    /// The place of the sums: `conv.out`, `softmax.totals`.
    public let place: Place
    /// How many sums the layer has.
    public let count: Int
    /// How many of them the number moves.
    public let moved: Int
    /// How many of those move the loss in turn.
    public let felt: Int
    /// The sum of the contributions above 0, and the sum of those below 0.
    public let above, below: Double
    /// The largest contributions.
    public let strongest: [(place: Place, contribution: Double)]

    /// The sum of all contributions: the number's gradient.
    public var total: Double { above + below }
  }

  /// The place of the number.
  public let place: Place
  /// Its gradient from the backward pass.
  public let gradient: S
  /// The layers from the number to the loss.
  public let stages: [Stage]
  /// Why it moves nothing, if it does not.
  public let obstacle: Obstacle?

  /// Whether the contributions at every layer sum to the gradient that the backward pass gave, to
  /// within their rounding.
  public var addsUp: Bool {
    let size = stages.reduce(Double(gradient.magnitude)) { max($0, $1.above - $1.below) }
    return stages.allSatisfy { !(abs($0.total - Double(gradient)) > 1e-4 * size) }
  }

  /// Why a number moves none of the first layer's sums.
  public enum Obstacle: Sendable {
    /// No window of the layer covers the pixel.
    case inNoWindow
    /// Every window that covers the pixel goes to another one.
    case winsNoWindow
    /// Every input that the parameter meets is 0.
    case meetsZeros
    /// Whatever the layer multiplies the pixel by is 0.
    case timesZero
  }
}

extension Trainer {
  /// The path from a pixel or a parameter to the loss.
  ///
  /// - Throws: ``InspectionError`` if the place is neither or is a block, or if the backward pass
  ///   has not reached it.
  public func trace(_ place: Place) throws(InspectionError) -> Trace<S> {
    guard isWritable(place) else { throw .notTraceable(place) }
    guard case .computed(let tensor) = try inspect(place), tensor.shape.rank == 0 else {
      throw .block(place, sample: inFirstSample(place))
    }
    let end = step.firstBackward
    guard next == .update || last == .update, step.reversedGradients.count == end + 1,
      place.layer.flatMap(network.index) ?? 0 <= end
    else { throw .notBackward(place) }
    var stages: [Trace<S>.Stage] = []
    let (first, direction) = start(of: place)
    var tangent = direction
    for index in first...end {
      if index > first || place.layer == nil {
        tangent = step.passes[index].tangent(ofInput: tangent)
      }
      stages.append(stage(index, tangent))
    }
    let slope = Place(
      layer: place.layer ?? network.nodes[0].name,
      quantity: place.layer == nil ? "d_in" : "d_" + place.quantity, indices: place.indices)
    guard case .computed(let gradient) = try inspect(slope) else { throw .notBackward(place) }
    return Trace(
      place: place, gradient: gradient.values[0], stages: stages,
      obstacle: stages.first?.moved == 0 ? obstacle(of: place) : nil)
  }

  /// Why a number moves nothing.
  private func obstacle(of place: Place) -> Trace<S>.Obstacle {
    guard place.layer == nil else { return .meetsZeros }
    let (layer, output) = (network.nodes[0].layer.libraryLayer, network.outputs[0])
    let (row, column) = (
      place.indices[place.indices.count - 2], place.indices[place.indices.count - 1]
    )
    let windows = (0..<output.count).lazy.compactMap {
      layer?.window(ofOutput: output.indices(at: $0))
    }
    guard !windows.isEmpty else { return .timesZero }
    let isCovered = windows.contains { $0.rows.contains(row) && $0.columns.contains(column) }
    return !isCovered ? .inNoWindow : layer is any MaxPooling<S> ? .winsNoWindow : .timesZero
  }

  /// The first layer on the path, and the direction there: of the image, or of the layer's sums.
  private func start(of place: Place) -> (layer: Int, direction: Tensor<S>) {
    guard let layer = place.layer, let index = network.index(of: layer) else {
      var direction = Tensor<S>(step.passes[0].input.shape)
      let shown = direction.asPlace().droppingBatchAxis.shape
      direction.values[shown.offset(of: place.indices)] = 1
      return (0, direction)
    }
    let parameters = step.passes[index].anyLayer.parameters
    let number = parameters.firstIndex { $0.name == place.quantity } ?? 0
    let offset = parameters[number].values.asPlace().shape.offset(of: place.indices)
    return (index, step.passes[index].tangent(ofParameter: number, at: offset))
  }

  @specialized(where S == Float)
  @specialized(where S == Double)
  private func stage(_ index: Int, _ tangent: Tensor<S>) -> Trace<S>.Stage {
    let totals = step.gradients(of: index)?.totals
    let gradient = totals ?? step.upstream(of: index)?.out ?? Tensor(tangent.shape)
    let place = Place(layer: network.nodes[index].name, quantity: totals == nil ? "out" : "totals")
    var (moved, felt, above, below) = (0, 0, 0.0, 0.0)
    var contributions: [(offset: Int, value: Double)] = []
    for (offset, pair) in zip(tangent.values, gradient.values).enumerated() where pair.0 != 0 {
      moved += 1
      let value = Double(pair.0) * Double(pair.1)
      guard value != 0 else { continue }
      felt += 1
      if value > 0 { above += value } else { below += value }
      contributions.append((offset, value))
    }
    let shape = tangent.droppingBatchAxis.shape
    let strongest = contributions.largest(3) { abs($0.value) }.map {
      (
        Place(
          layer: place.layer, quantity: place.quantity,
          indices: shape.indices(at: contributions[$0].offset)),
        contributions[$0].value
      )
    }
    return Trace.Stage(
      place: place, count: shape.count, moved: moved, felt: felt, above: above, below: below,
      strongest: strongest)
  }
}
