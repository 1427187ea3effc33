/// What gradients are the slopes of: the loss, or what takes its place.
package struct Objective: Sendable {
  /// What it is called in a sentence.
  package let name: String
  /// What the name means, if it is only a letter.
  package let meaning: String?

  package init(_ name: String, meaning: String? = nil) {
    self.name = name
    self.meaning = meaning
  }

  package static var loss: Objective { Objective("the loss") }

  /// What the signs of a value's gradient say: `+ raising it raises the loss, ...`.
  package func signs(of value: String = "it") -> String {
    "+ raising \(value) raises \(name), - raising it lowers \(name)" + explained
  }

  /// The meaning of the name, to end a sentence with.
  var explained: String { meaning.map { "; \($0)" } ?? "" }
}
