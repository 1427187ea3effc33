import ConvNet
import Rendering

extension Session {
  /// Begins the backward pass with a gradient that the user gives, after the rest of the forward
  /// pass.
  ///
  /// - Parameters:
  ///   - place: The `d_out` of a layer, or a part of it.
  ///   - console: Where it says what it did.
  ///   - values: The numbers for a place of the given shape.
  /// - Throws: An error if the place does not exist, or what `values` throws.
  mutating func give(
    _ place: Place, on console: Console, _ values: (Shape) throws -> [Float]
  ) throws {
    let network = trainer.network
    // What does not fit is refused before anything is computed.
    _ = try trainer.read(place)
    guard let shape = trainer.shape(of: place) else { return }
    let numbers = try values(shape)
    if !trainer.takesGradient {
      try advance(to: { $0 == network.lastOfForward }, on: console)
      console.print("The forward pass was done first.")
    }
    let hadGradient =
      trainer.step.given.map { network.nodes[$0.layer].name == place.layer } ?? false
    try trainer.checkWrite(place, count: numbers.count)
    workspace.perform(.write(place, numbers))
    let after = trainer
    guard case .computed(let given) = try after.read(place.whole) else { return }
    console.print(PrintedTensor.summary(place.whole.description, given))
    if !place.indices.isEmpty, !hadGradient, given.values.count > shape.count {
      console.print("You gave \(place); the rest of \(place.whole) is 0.")
    }
    let left = network.nodes[(after.step.firstBackward + 1)...].map(\.name)
    console.print(
      "The backward pass starts here"
        + (left.isEmpty
          ? "."
          : ": in this step, \(left.joined(separator: ", ")) \(left.count == 1 ? "gets" : "get") no gradient.")
    )
    console.print(Narration.whatNext(after))
  }
}
