import Testing

/// A text that would garble or flood a terminal, as the argument of a test: the test's name shows
/// it escaped and cut.
package struct Hostile: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// The text as it is.
  package let text: String

  /// Wraps the text.
  package init(_ text: String) { self.text = text }

  package init(stringLiteral text: String) { self.init(text) }

  /// How much of a text is shown, in characters.
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
