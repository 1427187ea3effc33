import Foundation
import TestSupport
import Testing

@testable import Shell

/// Recognises texts that name a command as something to type.
///
/// English uses the commands' names too (`image`, `where`, `set`), so a name alone does not count.
/// It counts in backticks, as a hint, after a word that introduces a command, at the end of a
/// sentence after a colon, and before an argument that no English sentence has there. An option
/// counts everywhere.
struct CommandsInText {
  private let patterns: [Regex<AnyRegexOutput>]
  private let first: Regex<AnyRegexOutput>

  init(_ commands: [String]) throws {
    let name = "(?:" + commands.joined(separator: "|") + ")"
    let whole = name + "(?![-=\\w])"
    let argument = "(?:\(SourceLiterals.hole)|-?\\d|\\w+[.\\[]\\w)"
    patterns = try [
      "`\(whole)[^`]*`",
      "(?:^|[^-\\w])--[a-z]",
      "(?:try|next|type|see|hint):? *\(whole)",
      "(?:^|: |\\(|\\bor )\(name) \(argument)",
      ": \(name)\\.?$",
      "^\(name) $",
    ].map { try Regex($0) }
    first = try Regex("^\(whole)")
  }

  func names(_ literal: SourceLiterals.Literal) -> Bool {
    let isHint = literal.lead.split { $0.isWhitespace }.last == "hint:"
    return names(literal.text) || (isHint && literal.text.contains(first))
  }

  func names(_ text: String) -> Bool { patterns.contains { text.contains($0) } }
}

/// The libraries state facts; only the shell says what to type.
@Suite struct LibraryWordsTests {
  private static let libraries = ["ConvNet", "Lab", "Datasets", "Rendering"]

  /// Texts that look like commands but are not.
  private static let allowed: [String: String] = [
    "where \u{2022} is 0": "the conjunction",
    "python model.py": "options of the program that an export writes",
    "@torch.no_grad()": "the same",
    "argparse.ArgumentParser": "the same",
    "main([\"--train\"": "the same",
    "def dropout_forward": "a comment in it",
  ]

  private static func files() -> [URL] {
    libraries.flatMap { library -> [URL] in
      let folder = Checkout.url("Sources/\(library)")
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
    }
  }

  @Test func `no library tells the user what to type`() throws {
    let rule = try CommandsInText(try TestShell().commands())
    let files = Self.files()
    #expect(files.count > 200)
    for file in files {
      let source = SourceLiterals(try String(contentsOf: file, encoding: .utf8))
      for literal in source.all where rule.names(literal) {
        let isAllowed = Self.allowed.keys.contains { literal.text.contains($0) }
        #expect(
          isAllowed,
          "\(file.lastPathComponent):\(source.line(of: literal)) names a command: \(literal.text)")
      }
    }
  }

  @Test func `every error of a library prints as words`() throws {
    let declaration = try Regex<(Substring, Substring)>(
      #"(?:public|package) (?:struct|enum) (\w+): Error"#)
    let text = try Self.files().map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    let names = text.matches(of: declaration).map { String($0.output.1) }
    #expect(names.count >= 12)
    for name in names {
      let isWorded = text.contains(
        try Regex(#"extension (\w+\.)?\#(name): CustomStringConvertible"#))
      #expect(isWorded, "\(name) has no words")
    }
  }

  @Test(arguments: [
    ("throw E(\"x\", hint: \"image 0\")", true),
    ("hint: \"backward\"", true),
    ("\"More: print \\(name)[2]\"", true),
    ("\"print \\(part) shows \\(isList ? \"one\" : \"a part\")\"", true),
    ("\"see `help ties`.\"", true),
    ("\"downloaded by `fetch mnist`\"", true),
    ("\"No gradient yet: backward.\"", true),
    ("\"--only names no class\"", true),
    ("\"   (--all)\"", true),
    ("#\"route \\#(layer) 2\"#", true),
    ("f(\"\\(a ? \"next: forward\" : \"\")\")", true),
    ("// print \\(x): \"no literal\"\nlet a = 1", false),
    ("\"image \"", true),
    ("\"image\"", false),
    ("\"the step in which it was set\"", false),
    ("\"a label from 0 to 9, found 7 for image \\(item)\"", false),
    ("\"sudo `apt-get install` does it\"", false),
    ("\"  answer, right\"", false),
  ])
  func `the rule tells commands from English`(_ source: String, _ isCommand: Bool) throws {
    let rule = try CommandsInText(try TestShell().commands())
    #expect(SourceLiterals(source).all.contains { rule.names($0) } == isCommand, "\(source)")
  }

  @Test func `the sample's limits are worded with the options and the command that lifts them`()
    throws
  {
    let error = try TestShell().error("load mnist --train 5000")
    #expect(
      error?.problem
        == "--train asks for 5,000 images, but there are only 2,000 to train on; ask for fewer, or "
        + "`fetch mnist`: all of MNIST's files.")
  }
}
