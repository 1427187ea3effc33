package import ConvNet

/// Numbers on which the functions of an exercise are tried: a network in the middle of a step, whose
/// places hold both what the functions are given and what they should return.
package struct ExerciseCase: Sendable {
  /// An array under the name that the exercise gives it.
  package struct Numbers: Sendable {
    package let name: String
    /// Where the network has it.
    package let place: Place
    /// The numbers, with all their axes: N,C,H,W even if N or C is 1.
    package let tensor: Tensor<Float>
  }

  /// Its name: `toy`.
  package let name: String
  /// What is special about it.
  package let about: String
  /// Numbers that are not arrays, such as the stride.
  package let settings: [(name: String, value: Double)]
  /// The network before the step.
  package let start: Trainer<Float>
  /// What leads from there to the results.
  package let actions: [Timeline<Float>.Action]
  /// What the functions are given.
  package let inputs: [Numbers]
  /// What they should return.
  package let results: [Numbers]
  /// The network with the results.
  package let state: Trainer<Float>
  /// The network before the last action.
  let before: Trainer<Float>

  /// The layers of the network.
  package var diagram: String { start.network.diagram?.description ?? "" }

  /// A case in which the last action computes the results from the inputs.
  init(
    _ name: String, _ about: String, start: Trainer<Float>, actions: [Timeline<Float>.Action],
    settings: KeyValuePairs<String, Double> = [:], inputs: KeyValuePairs<String, String>,
    results: KeyValuePairs<String, String>
  ) throws {
    self.name = name
    self.about = about
    self.start = start
    self.actions = actions
    self.settings = settings.map { (name: $0.key, value: $0.value) }
    var timeline = Timeline(start)
    for action in actions.dropLast() { timeline.perform(action) }
    let before = timeline.state
    for action in actions.suffix(1) { timeline.perform(action) }
    let state = timeline.state
    self.inputs = try inputs.map { try Numbers($0.key, at: $0.value, in: before) }
    self.results = try results.map { try Numbers($0.key, at: $0.value, in: state) }
    (self.before, self.state) = (before, state)
  }
}

extension ExerciseCase.Numbers {
  fileprivate init(_ name: String, at place: String, in trainer: Trainer<Float>) throws {
    let place = try Place(parsing: place)
    self.init(name: name, place: place, tensor: try trainer.whole(place))
  }
}

extension Trainer<Float> {
  /// The numbers of a place with all their axes; zeros for what the optimiser does not remember yet.
  fileprivate func whole(_ place: Place) throws -> Tensor<Float> {
    let reading = try read(place)
    guard let layer = place.layer, let index = network.index(of: layer) else {
      guard case .computed(let tensor) = reading else { return Tensor(Shape([])) }
      return place.quantity == "label"
        ? Tensor(Shape(tensor.shape.count), tensor.values) : tensor
    }
    let own = network.nodes[index].layer.parameters.first { place.quantity.hasSuffix($0.name) }
    let known: Shape? =
      switch place.quantity {
      case "in", "d_in": network.inputShape(of: index).batched(step.count)
      case "out", "d_out", "totals", "d_totals": network.outputs[index].batched(step.count)
      default: own?.values.shape
      }
    switch reading {
    case .computed(let tensor): return Tensor(known ?? tensor.shape, tensor.values)
    case .notComputed: return Tensor(known ?? Shape([]))
    }
  }
}
