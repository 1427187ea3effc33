import Rendering
import Terminal
import Testing

/// The line editor counts columns with the C library, pictures and texts use Unicode's properties.
@Suite struct DisplayWidthTests {
  /// Whether this machine's C library, which may be older, can know a character.
  private static func isOld(_ scalar: Unicode.Scalar) -> Bool {
    guard let age = scalar.properties.age else { return false }
    return (age.major, age.minor) <= (13, 0)
  }

  @Test func `texts are as wide for the editor as for the screen`() throws {
    try #require(useUTF8())
    var differing: [String] = []
    for value in UInt32(32)...0x3FFFF {
      guard let scalar = Unicode.Scalar(value), Self.isOld(scalar) else { continue }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse,
        .unassigned:
        continue
      default: break
      }
      if scalar.columns != displayWidth(of: String(scalar)) {
        differing.append("\(String(value, radix: 16)): \(scalar.columns)")
      }
    }
    // The versions of Unicode differ for a few letters.
    #expect(differing.count < 5, "\(differing.count): \(differing.prefix(40))")
  }

  @Test(arguments: [
    ("step", 4), ("gr\u{F6}\u{DF}er", 6), ("gro\u{308}", 3), ("\u{5377}\u{79EF}", 4),
    ("\u{915}\u{94D}\u{937}", 2), ("\u{1F600}!", 3), ("", 0),
  ])
  func `a width is that of the letters`(_ text: String, _ width: Int) throws {
    try #require(useUTF8())
    #expect(text.screenWidth == width)
    #expect(displayWidth(of: text) == width)
    #expect(TextBlock(text).width == width)
  }

  @Test func `what steers a terminal is not shown, and joiners are`() {
    #expect(withoutControls("a\u{1B}[31m\u{202E}\u{2028}\u{85}b") == "a?[31m???b")
    #expect(withoutControls("\u{915}\u{94D}\u{200D}\u{937}") == "\u{915}\u{94D}\u{200D}\u{937}")
  }
}
