import ConvNet
import Course
import Rendering

/// Reads the words that commands take. Each function that fails says what it expected.
enum Arguments {
  /// A whole number within a range.
  static func integer(
    _ text: String, _ what: String, in range: ClosedRange<Int>,
    after before: [String?] = []
  ) throws(CommandError) -> Int {
    let word = NegativeNumber.unshield(text)
    func wrong(_ problem: String, nearest: Int) -> CommandError {
      CommandError(
        problem, at: word, after: before.map { $0.map(NegativeNumber.unshield) },
        instead: "\(nearest)")
    }
    let digits = word.filter { $0 != "," && $0 != "_" }
    let value = Int(digits)
    guard value != nil || digits.wholeMatch(of: /-?[0-9]+/) != nil else {
      let start = max(range.lowerBound, min(0, range.upperBound))
      throw wrong(
        "\(what) must be a whole number, not \(word.isEmpty ? "empty" : "`\(word)`").",
        nearest: start)
    }
    guard let number = value, range.contains(number) else {
      let bounds =
        range.upperBound == Int.max && value != nil
        ? "at least \(range.lowerBound)"
        : "from \(Numbers.count(range.lowerBound)) to \(Numbers.count(range.upperBound))"
      let isBelow = value.map { $0 < range.lowerBound } ?? digits.hasPrefix("-")
      throw wrong(
        "\(what) must be \(bounds), not \(value.map { Numbers.count($0) } ?? "`\(word)`").",
        nearest: isBelow ? range.lowerBound : range.upperBound)
    }
    return number
  }

  /// A finite number.
  static func number(_ text: String, _ what: String) throws(CommandError) -> Float {
    let word = NegativeNumber.unshield(text)
    if let exact = Double(word), exact.isFinite {
      guard Float(exact).isFinite else {
        throw CommandError(
          "`\(word)` is too large: numbers go up to 3.4e38.", at: word, instead: "1e38")
      }
      guard exact == 0 || Float(exact) != 0 else {
        throw CommandError(
          "`\(word)` is too close to 0: numbers go down to 1.4e-45.", at: word, instead: "0")
      }
    }
    guard let number = Float(word), number.isFinite else {
      throw CommandError("\(what) must be a number, not `\(word)`.", at: word, instead: "0.5")
    }
    return number
  }

  static func place(_ text: String) throws(CommandError) -> Place {
    do throws(PlaceError) {
      return try Place(parsing: NegativeNumber.unshield(text))
    } catch {
      throw CommandError(error)
    }
  }

  /// One of several things, by its name or an unambiguous beginning of it.
  static func choice<Choice>(
    _ text: String, _ what: String, among choices: [Choice], after before: [String] = [],
    called name: (Choice) -> String
  ) throws(CommandError) -> Choice {
    if let choice = choices.first(where: { name($0) == text }) { return choice }
    let matches = text.isEmpty ? [] : choices.filter { name($0).hasPrefix(text) }
    if matches.count == 1 { return matches[0] }
    let names = choices.map(name)
    // `route 0` leaves out the layer.
    let withNumber = Int(text) == nil ? nil : names.first.map { "\($0) \(text)" }
    throw CommandError(
      matches.isEmpty
        ? "There is no \(what) `\(text)`."
        : "`\(text)` could be \(matches.map(name).alternatives).",
      at: text, after: before, among: matches.isEmpty ? names : [],
      instead: matches.first.map(name) ?? withNumber ?? Spelling.nearest(to: text, among: names))
  }

  /// One of some names, by the name or an unambiguous beginning of it.
  static func choice(
    _ text: String, _ what: String, among names: [String], after before: [String] = []
  ) throws(CommandError) -> String {
    try choice(text, what, among: names, after: before) { $0 }
  }

  /// One of a type's cases, by its raw value or an unambiguous beginning of it.
  static func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _ text: String, _ what: String, as type: Choice.Type = Choice.self
  ) throws(CommandError) -> Choice {
    try choice(text, what, among: Array(Choice.allCases)) { $0.rawValue }
  }

  /// The position in the network of the layer with this name.
  static func layer(
    _ text: String, in network: Network<Float>, after before: [String] = []
  ) throws(CommandError) -> Int {
    let layers = Array(network.nodes.enumerated())
    return try choice(text, "layer", among: layers, after: before) { $0.element.name }.offset
  }
}
