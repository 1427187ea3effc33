import ConvNet
import Rendering
import Terminal

/// Completion of layers, places and their indices.
extension Completer {
  /// The layers whose output shape satisfies a condition.
  static func layers(in session: Session, where isWanted: (Shape) -> Bool) -> [Offer] {
    let network = session.trainer.network
    return zip(network.nodes, network.outputs).filter { isWanted($0.1) }.map {
      Offer($0.0.name, note: "\($0.1)")
    }
  }

  /// The layer that a word names, by its full name or an unambiguous beginning.
  static func layer(_ word: String, in session: Session) -> Int? {
    try? Arguments.layer(word, in: session.trainer.network)
  }

  /// The numbers from 0 up to a count.
  static func numbers(_ count: Int) -> [Offer] { (0..<count).map { Offer(String($0)) } }

  /// The places of the network. Their brackets are completed by ``indices(of:_:for:)``.
  ///
  /// - Parameters:
  ///   - session: The session.
  ///   - isToCome: Whether to offer indices of places that are not computed yet, too.
  ///   - isWanted: Which places to offer.
  /// - Returns: Each place, with its shape.
  static func places(
    in session: Session, toCome isToCome: Bool = false, where isWanted: (Place) -> Bool
  ) -> [Offer] {
    let trainer = session.trainer
    return trainer.places.filter(isWanted).flatMap { place -> [Offer] in
      guard let shape = trainer.shape(of: place) else { return [] }
      let isThere = trainer.isComputed(place)
      guard isThere || isToCome else {
        return [Offer(place.description, note: "not computed")]
      }
      let note = isThere ? "\(shape)" : "\(shape), not computed yet"
      guard shape.rank > 0 else { return [Offer(place.description, note: note)] }
      return [
        Offer(place.description, note: note, appendSpace: false), .indices(of: place, shape),
      ]
    }
  }

  /// The next index of a place whose bracket is open.
  static func indices(of place: Place, _ shape: Shape, for text: String) -> [Candidate] {
    guard let bracket = text.firstIndex(of: "[") else {
      // A complete name is followed by its indices.
      return text == place.description
        ? [Candidate("\(text)[", note: "one part of it", appendSpace: false)] : []
    }
    guard text[..<bracket] == place.description else { return [] }
    let extents = shape.extents
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

  /// Says that a number is expected, and what the value is now.
  static func value(of text: String, in session: Session) -> [Offer] {
    guard let place = try? Place(parsing: text) else { return [] }
    guard let tensor = session.trainer.numbers(at: place), tensor.values.count == 1
    else { return [.hint("value", note: "a number for \(place)")] }
    return [
      .hint(
        "value", note: "a number for \(place); now it is \(Numbers.compact(tensor.values[0]))")
    ]
  }
}
