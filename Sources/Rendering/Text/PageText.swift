/// Text as the files of pages and figures hold it.
enum PageText {
  /// The text without characters that do not belong in a file: control characters, and those that
  /// change the direction of writing. A line break becomes a space.
  static func cleaned(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control where scalar == "\n" || scalar == "\t" || scalar == "\r": scalars.append(" ")
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
        .privateUse:
        scalars.append("?")
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  /// The text with the five special characters of HTML and XML escaped. It works on Unicode
  /// scalars, so that an accent after a `<` cannot hide it.
  static func escapedHTML(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: String(scalar)
      }
    }.joined()
  }
}
