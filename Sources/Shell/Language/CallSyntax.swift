/// A call as Python and many other languages write it: `Conv2D(8, 3, activation="relu")`.
struct CallSyntax {
  /// The name without the modules before it, as it is written.
  let name: String
  /// The whole name: `optimizer.zero_grad`.
  let path: String
  /// The arguments without a name.
  let arguments: [String]
  /// The arguments with a name.
  let named: [String: String]

  /// Reads a call; a value that is assigned, as in `y = f(x)`, is left out.
  init?(_ text: String) {
    guard let open = text.firstIndex(of: "("), text.last == ")" else { return nil }
    let path = text[..<open].split(whereSeparator: { $0 == "=" || $0.isWhitespace }).last ?? ""
    guard let first = path.first, first.isLetter || first == "_" else { return nil }
    self.path = String(path)
    name = String(path.split(separator: ".").last ?? path)
    var (arguments, named): ([String], [String: String]) = ([], [:])
    for part in Self.parts(of: text[text.index(after: open)...].dropLast()) {
      if let equals = part.firstIndex(of: "="), part[..<equals].allSatisfy(\.isIdentifierPart) {
        named[String(part[..<equals])] = String(part[part.index(after: equals)...])
      } else {
        arguments.append(part)
      }
    }
    (self.arguments, self.named) = (arguments, named)
  }

  /// What commas separate outside brackets, without blanks and quotes.
  static func parts(of text: some StringProtocol) -> [String] {
    var parts = [""]
    var depth = 0
    for character in text {
      if "([{".contains(character) { depth += 1 }
      if ")]}".contains(character) { depth -= 1 }
      if character == ",", depth == 0 {
        parts.append("")
      } else if !character.isWhitespace, character != "'", character != "\"" {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.filter { !$0.isEmpty }
  }

  /// The numbers of the argument at a position, or with one of some names; of `(3, 3)`
  /// both.
  func numbers(at position: Int? = nil, named names: String...) -> [Int] {
    let text =
      names.lazy.compactMap { named[$0] }.first
      ?? position.flatMap { arguments.indices.contains($0) ? arguments[$0] : nil } ?? ""
    return text.split { !$0.isNumber }.compactMap { Int($0) }
  }
}

extension Character {
  fileprivate var isIdentifierPart: Bool { isLetter || isNumber || self == "_" }
}
