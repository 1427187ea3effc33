extension String {
  /// The text in which nothing can steer a terminal: control characters and those that turn the
  /// direction of writing are `?`.
  var harmless: String {
    if utf8.allSatisfy({ (32..<127).contains($0) || $0 == UInt8(ascii: "\n") }) { return self }
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control where scalar != "\n", .format: scalars.append("?")
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}
