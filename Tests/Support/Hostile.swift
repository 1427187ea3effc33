import Testing

/// A text that would garble or flood a terminal, as the argument of a test; the name of the test
/// shows it escaped and shortened.
package struct Hostile: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// The unchanged text.
  package let text: String

  /// Wraps the text.
  package init(_ text: String) { self.text = text }

  package init(stringLiteral text: String) { self.init(text) }

  /// The maximum number of characters that are shown.
  private static let shown = 48
}

extension Hostile: CustomTestStringConvertible {
  package var testDescription: String {
    let scalars = text.unicodeScalars
    let escaped = scalars.prefix(Self.shown).map { $0.escaped(asASCII: true) }.joined()
    guard escaped.count > Self.shown || scalars.count > Self.shown else { return escaped }
    return "\(escaped.prefix(Self.shown))... \(scalars.count) long"
  }
}
