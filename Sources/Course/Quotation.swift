/// A number of the session that a lesson's text quotes: `{softmax.totals[0]}`, `{loss:.2}`,
/// `{probabilities[7]:.1%}`.
///
/// It is read when the text is shown, so that the sentence is true whatever the student did. It
/// begins with `{` and a letter, and ends with the next `}` of the line.
package struct Quotation: Hashable, Sendable {
  /// How the number is written.
  package enum Format: Hashable, Sendable {
    /// As `print` writes it.
    case plain
    /// With this many decimal places.
    case fixed(Int)
    /// In percent, with this many decimal places.
    case percent(Int)
  }

  /// The quotation as it is written, with its braces.
  package let text: String
  /// What is quoted: a place, or another name that conditions have for a number.
  package let name: String
  /// `nil` if what follows the colon is not a format.
  package let format: Format?

  private static let maximumPlaces = 9

  /// Reads what is between the braces.
  private init(_ inner: Substring) {
    text = "{\(inner)}"
    let parts = inner.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    name = parts[0].trimmed()
    format = parts.count == 1 ? .plain : Self.format(parts[1].trimmed())
  }

  private static func format(_ text: String) -> Format? {
    let isPercent = text.hasSuffix("%")
    let digits = isPercent ? text.dropLast() : text[...]
    if isPercent, digits.isEmpty { return .percent(0) }
    guard digits.first == ".", let places = Int(digits.dropFirst()),
      (0...maximumPlaces).contains(places)
    else { return nil }
    return isPercent ? .percent(places) : .fixed(places)
  }

  /// The quotations of a text, in order.
  package static func all(in text: String) -> [Quotation] {
    var found: [Quotation] = []
    _ = replacing(in: text) { quotation in
      found.append(quotation)
      return ""
    }
    return found
  }

  /// A text in which each quotation is replaced.
  package static func replacing(
    in text: String, by words: (Quotation) -> String
  ) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      let inner = rest[rest.index(after: open)...].prefix { !"{}\n".contains($0) }
      guard inner.first?.isLetter ?? false, inner.endIndex < rest.endIndex,
        rest[inner.endIndex] == "}"
      else {
        result += rest[...open]
        rest = rest[rest.index(after: open)...]
        continue
      }
      result += rest[..<open] + words(Quotation(inner))
      rest = rest[rest.index(after: inner.endIndex)...]
    }
    return result + rest
  }

  /// A text that names what it quotes, for where there is no session to read it from.
  package static func named(in text: String) -> String { replacing(in: text) { $0.name } }
}
