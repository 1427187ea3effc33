import Foundation

/// The usage of a command, as `help NAME` describes it.
struct Usage {
  /// The names of the arguments, in order.
  var arguments: [String] = []
  /// The number of required arguments.
  var required = 0
  var options: [String] = []
  /// The options that take a value.
  var valued: [String] = []
  /// The lines of the examples, as the user can type them.
  var examples: [String] = []

  init(of command: String, in shell: TestShell) throws {
    let text = try shell.run("help \(command)")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // The text before it has examples, which may begin with a dash.
    let declared = lines.drop { !$0.hasPrefix("USAGE:") }
    let usage = declared.isEmpty ? nil : declared.prefix { !$0.isEmpty }.joined(separator: " ")
    for line in declared where line.hasPrefix("  ") && !line.hasPrefix("   ") {
      let words = line.split(separator: " ").map(String.init)
      if words[0].hasPrefix("<"), words[0].hasSuffix(">") {
        arguments.append(String(words[0].dropFirst().dropLast()))
        if usage?.contains("[\(words[0])") == false { required += 1 }
      } else if words[0].hasPrefix("--") {
        options.append(words[0])
        if words.count > 1, words[1].hasPrefix("<") { valued.append(words[0]) }
      }
    }
    for line in lines {
      let text = String(line.drop { $0 == " " })
      guard text == command || text.hasPrefix(command + " ") else { continue }
      // The description of an example follows after two or more spaces.
      var end = text.endIndex
      if let gap = text.range(of: "  ") { end = gap.lowerBound }
      examples.append(String(text[..<end]))
    }
  }
}
