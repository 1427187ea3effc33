// The number of columns that text takes on a screen, as counted by the C library's wcwidth and most
// terminals. The line editor calls wcwidth itself; a test checks that the two agree.

extension Unicode.Scalar {
  /// The number of columns it takes: none for combining marks, two for emoji and for what is wide
  /// in East Asia. Characters that control a terminal are shown as `?`.
  package var columns: Int {
    if isASCII { return 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    case .format: return self == "\u{200C}" || self == "\u{200D}" ? 0 : 1
    default: break
    }
    // The vowels and final consonants of a Korean syllable that is written in parts.
    if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FB).contains(value) { return 0 }
    return isWide ? 2 : 1
  }

  private var isWide: Bool {
    guard value >= 0x1100 else { return false }
    switch value {
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60,
      0xFFE0...0xFFE6, 0x16FE0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD:
      return true
    // Letters that form flags in pairs.
    case 0x1F1E6...0x1F1FF: return false
    default: return properties.isEmojiPresentation
    }
  }

  /// Whether it controls a terminal instead of being shown on it.
  var isControl: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // The joiners only affect how the neighbouring letters are drawn.
    case .format: self != "\u{200C}" && self != "\u{200D}"
    default: false
    }
  }
}

extension StringProtocol {
  /// The number of columns that it takes on the screen.
  package var screenWidth: Int {
    let bytes = utf8
    if bytes.allSatisfy({ $0 < 128 }) { return bytes.count }
    return unicodeScalars.reduce(0) { $0 + $1.columns }
  }

  /// The longest beginning that fits in this many columns, ending at a letter with more combining
  /// marks than any language uses.
  package func clipped(to columns: Int) -> String {
    var used = 0
    var marks = 0
    for index in unicodeScalars.indices {
      let width = unicodeScalars[index].columns
      used += width
      marks = width == 0 ? marks + 1 : 0
      if used > columns || marks > Glyph.maximumMarks { return String(self[..<index]) }
    }
    return String(self)
  }
}
