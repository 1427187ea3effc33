import CTerminal

/// A prompt in the form that libedit needs.
///
/// Colour sequences are enclosed in escape characters. Two such blocks in a row print garbage and
/// one at the end is lost, so neighbours are joined and a last one moves before the last character.
package struct Prompt: Equatable {
  /// Whole lines before the prompt's line, which libedit would join with it.
  package let linesAbove: String
  package let encoded: [Unicode.Scalar]
  package let plain: String

  package var width: Int { displayWidth(of: plain) }

  package init(_ text: String, allowsNonASCII: Bool = true) {
    let cut = text.lastIndex(of: "\n").map { text.index(after: $0) } ?? text.startIndex
    linesAbove = String(text[..<cut])

    var shown: [(sequence: [Unicode.Scalar], scalar: Unicode.Scalar)] = []
    var sequence: [Unicode.Scalar] = []
    var rest = Substring(text[cut...]).unicodeScalars[...]
    while let scalar = rest.popFirst() {
      if scalar == "\u{1B}" {
        sequence.append(scalar)
        while let next = rest.popFirst() {
          sequence.append(next)
          if next.properties.isAlphabetic { break }
        }
      } else if scalar.value >= 32 {
        shown.append((sequence, scalar.isASCII || allowsNonASCII ? scalar : "?"))
        sequence = []
      }
    }
    if !shown.isEmpty { shown[shown.count - 1].sequence += sequence }

    let escape = Unicode.Scalar(UInt8(CLE_PROMPT_ESCAPE))
    encoded = shown.flatMap { sequence, scalar in
      sequence.isEmpty ? [scalar] : [escape] + sequence + [escape, scalar]
    }
    plain = String(String.UnicodeScalarView(shown.map(\.scalar)))
  }
}

/// A text as C's wide characters, ended by zero.
func wide(_ text: String) -> [wchar_t] { text.unicodeScalars.map(wide) + [0] }

func wide(_ scalar: Unicode.Scalar) -> wchar_t { wchar_t(bitPattern: scalar.value) }
