/// The name of a number, or of a block of numbers: `conv.out[2,5,7]`, `loss`, `image[3]`.
public struct Place: Hashable, Sendable {
  /// The layer, if the place belongs to one.
  public let layer: String?
  /// Which quantity: `out`, `d_filters`, `image`.
  public let quantity: String
  /// Leading indices; fewer indices than the rank name a slice.
  public let indices: [Int]

  /// A place made from its parts.
  public init(layer: String? = nil, quantity: String, indices: [Int] = []) {
    self.layer = layer
    self.quantity = quantity
    self.indices = indices
  }

  /// Parses a place: a name, optionally a dot and a second name, optionally indices in brackets.
  ///
  /// - Throws: ``PlaceError`` if the text is not a place.
  public init(parsing text: String) throws(PlaceError) {
    let name = text.prefix { $0 != "[" }
    let brackets = text.dropFirst(name.count)
    var indices: [Int] = []
    if !brackets.isEmpty {
      guard brackets.hasSuffix("]") else { throw .unclosedBracket(text) }
      let inner = brackets.dropFirst().dropLast()
      for part in inner.split(separator: ",", omittingEmptySubsequences: false) {
        let word = part.filter { !$0.isWhitespace }
        guard let index = Int(word) else { throw .notAnIndex(word, in: text) }
        indices.append(index)
      }
    }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else {
      throw .notAPlace(text)
    }
    self.init(
      layer: parts.count == 2 ? parts[0] : nil, quantity: parts[parts.count - 1],
      indices: indices)
  }

  /// The place without its indices.
  public var whole: Place { with([]) }

  /// Whether another place is this one, or a part of it.
  func covers(_ other: Place) -> Bool {
    whole == other.whole && other.indices.starts(with: indices)
  }

  /// The same place with other indices.
  package func with(_ indices: [Int]) -> Place {
    Place(layer: layer, quantity: quantity, indices: indices)
  }
}

extension Place: CustomStringConvertible {
  /// The text that names the place.
  public var description: String {
    let name = layer.map { "\($0).\(quantity)" } ?? quantity
    return indices.isEmpty ? name : "\(name)[\(indices.map(String.init).joined(separator: ","))]"
  }
}
