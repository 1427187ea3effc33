import ConvNet
import Course

/// Draws the numbers of a lesson from a seed: its small images and weights, and the gradients that
/// it gives. Zeros stay zeros, so that a sum keeps its length.
///
/// What is drawn in the place of some numbers depends on the seed, the place and these numbers only,
/// so that an image that is loaded again is the same.
struct DrawnNumbers {
  /// A block with more numbers is not for paper.
  private static let most = 64
  private static let largest: Float = 9

  private let seed: UInt64
  /// What was drawn already.
  private var drawn: Set<String> = []
  private var isBalanced = true

  init(seed: UInt64) { self.seed = seed }

  /// The session in which a lesson begins, with drawn numbers; see ``Session/beginning(_:seed:)``.
  mutating func beginning(
    _ lesson: Lesson, beside own: Session
  ) throws(CommandError) -> Session {
    var session = own.aside(on: try .digits(seed: seed, folders: .none))
    for words in TokenizedLine(lesson.start?.text ?? "").commands {
      let type = try session.commands.find(words[0].text)
      if type.group != .data, type.group != .network { balance(&session) }
      try session.runForLesson(given(words), on: Console { _ in })
      settle(&session)
    }
    balance(&session)
    return session
  }

  /// Puts drawn numbers in the place of small whole ones, after a command that may have brought some.
  mutating func settle(_ session: inout Session) {
    let places = [Place(quantity: "image")] + session.trainer.parameterPlaces
    for place in places where place.layer?.hasPrefix("bn") != true {
      guard let tensor = session.trainer.numbers(at: place),
        !drawn.contains(Self.key(place, tensor.values)),
        let numbers = numbers(like: tensor.values, at: place)
      else { continue }
      session.workspace.perform(.write(place, numbers))
      drawn.insert(Self.key(place, numbers))
      isBalanced = false
    }
  }

  /// A line of a lesson without the commands that overwrite numbers by hand: they are meant for the
  /// lesson's own.
  static func withoutEdits(_ line: String) -> String {
    TokenizedLine(line).commands.filter { words in
      !(words[0].text == SetCommand.name && words.count > 2
        && words[1].text.contains { ".[".contains($0) })
    }.map { $0.map(\.asTyped).joined(separator: " ") }.joined(separator: "; ")
  }

  // MARK: Drawing

  private static func key(_ place: Place, _ values: [Float]) -> String { "\(place) \(values)" }

  /// Whole numbers like the given ones; `nil` if those are not for paper, or all 0.
  private func numbers(like values: [Float], at place: Place) -> [Float]? {
    let largest = values.map(\.magnitude).max() ?? 0
    guard values.count <= Self.most, largest > 0, largest <= Self.largest,
      values.allSatisfy({ $0 == $0.rounded() })
    else { return nil }
    var random = RandomSource(seed: seed ^ StableHash(Self.key(place, values).utf8).value)
    let isSigned = values.contains { $0 < 0 }
    return values.map { value in
      guard value != 0 else { return 0 }
      let size = Float(1 + random.below(max(3, Int(largest))))
      return isSigned && random.below(2) == 0 ? -size : size
    }
  }

  /// The line of a command; if it gives a gradient, with other numbers.
  private func given(_ words: [Word]) -> String {
    let line = words.map(\.asTyped).joined(separator: " ")
    guard words.count > 2, words[0].text == SetCommand.name,
      let place = try? Place(parsing: words[1].text), place.quantity == "d_out",
      let rows = try? NumberRows(parsing: words.dropFirst(2).map(\.text).joined(separator: " ")),
      let numbers = numbers(like: rows.values, at: place)
    else { return line }
    return "\(SetCommand.name) \(place) \(Self.written(numbers[...], as: rows.shape[...]))"
  }

  private static func written(_ numbers: ArraySlice<Float>, as shape: ArraySlice<Int>) -> String {
    guard let count = shape.first, count > 0 else { return "\(Int(numbers.first ?? 0))" }
    let size = numbers.count / count
    let parts = (0..<count).map { index in
      let start = numbers.startIndex + index * size
      return written(numbers[start..<start + size], as: shape.dropFirst())
    }
    return "[\(parts.joined(separator: ", "))]"
  }

  /// Chooses the biases of the last layer so that its totals are close to each other: otherwise one
  /// class would be certain, and every gradient 0.
  private mutating func balance(_ session: inout Session) {
    guard !isBalanced else { return }
    isBalanced = true
    guard let last = session.trainer.network.nodes.last?.name else { return }
    let biases = Place(layer: last, quantity: "biases")
    var ahead = session
    guard let old = session.trainer.numbers(at: biases),
      let weights = session.trainer.numbers(at: Place(layer: last, quantity: "weights")),
      drawn.contains(Self.key(Place(layer: last, quantity: "weights"), weights.values)),
      (try? ahead.runForLesson(ForwardCommand.name, on: Console { _ in })) != nil,
      let totals = ahead.trainer.numbers(at: Place(layer: last, quantity: "totals")),
      totals.values.count == old.values.count,
      totals.values.allSatisfy({ $0 == $0.rounded() && $0.magnitude < 1_000 })
    else { return }
    var random = RandomSource(seed: seed ^ StableHash(Self.key(biases, totals.values).utf8).value)
    let new = zip(old.values, totals.values).map { $0 - $1 + Float(random.below(3)) }
    guard new != old.values else { return }
    session.workspace.perform(.write(biases, new))
    drawn.insert(Self.key(biases, new))
  }
}
