import ConvNet
import Rendering
import Terminal

/// Completion of layers, places and their indices.
extension Completer {
  /// The layers whose output has a shape of some kind.
  static func layers(in session: Session, where isWanted: (Shape) -> Bool) -> [Candidate] {
    let network = session.trainer.network
    return zip(network.nodes, network.outputs).filter { isWanted($0.1) }.map {
      Candidate($0.0.name, note: "\($0.1)")
    }
  }

  /// The layer that a word names, by its name or the only beginning of one.
  static func layer(_ word: String, in session: Session) -> Int? {
    try? Arguments.layer(word, in: session.trainer.network)
  }

  /// The numbers from 0 up to a count.
  static func numbers(_ count: Int) -> [Candidate] { (0..<count).map { Candidate(String($0)) } }

  /// The places of the network, whose brackets are completed by ``indexed(_:for:)``.
  ///
  /// - Parameters:
  ///   - session: The session.
  ///   - isToCome: Whether indices are offered of what is not computed yet, too.
  ///   - isWanted: Which places.
  /// - Returns: Each place, with its shape.
  static func places(
    in session: Session, toCome isToCome: Bool = false, where isWanted: (Place) -> Bool
  ) -> [Candidate] {
    let trainer = session.trainer
    return trainer.places.filter(isWanted).flatMap { place -> [Candidate] in
      guard let shape = trainer.shape(of: place) else { return [] }
      let isThere = trainer.isComputed(place)
      guard isThere || isToCome else {
        return [Candidate(place.description, note: "not computed")]
      }
      let note = isThere ? "\(shape)" : "\(shape), not computed yet"
      guard shape.rank > 0 else { return [Candidate(place.description, note: note)] }
      return [
        Candidate(place.description, note: note, appendSpace: false),
        Candidate(placeMark + "\(place)[" + shape.extents.map(String.init).joined(separator: ",")),
      ]
    }
  }

  static let placeMark = "\u{1}place:"

  /// The next index of a place whose bracket is open.
  static func indexed(_ candidate: Candidate, for text: String) -> [Candidate] {
    let parts = candidate.text.dropFirst(placeMark.count).split(separator: "[")
    guard let bracket = text.firstIndex(of: "[") else {
      // A name that stands there whole goes on with its indices.
      return text == String(parts[0])
        ? [Candidate("\(text)[", note: "one part of it", appendSpace: false)] : []
    }
    guard text[..<bracket] == parts[0] else { return [] }
    let extents = parts[1].split(separator: ",").compactMap { Int($0) }
    let given = text[text.index(after: bracket)...].split(
      separator: ",", omittingEmptySubsequences: false)
    guard given.count <= extents.count, let last = given.last, !text.hasSuffix("]"),
      zip(given.dropLast(), extents).allSatisfy({ index, extent in
        Int(index).map { (0..<extent).contains($0) } ?? false
      })
    else { return [] }
    let stem = String(text.dropLast(last.count))
    return (0..<extents[given.count - 1]).map { index in
      let isLast = given.count == extents.count
      return Candidate(
        "\(stem)\(index)" + (isLast ? "]" : ""), label: String(index), appendSpace: isLast)
    }
  }

  /// Says that a number is expected, and what stands at the place now.
  static func value(of text: String, in session: Session) -> [Candidate] {
    guard let place = try? Place(parsing: text) else { return [] }
    guard case .computed(let tensor)? = try? session.trainer.read(place),
      tensor.values.count == 1
    else { return [.hint("value", note: "a number for \(place)")] }
    return [
      .hint(
        "value", note: "a number for \(place); now it is \(Numbers.compact(tensor.values[0]))")
    ]
  }
}
