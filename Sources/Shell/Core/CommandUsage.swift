import ArgumentParser
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The arguments and options that a command's properties declare, for completion and errors.
struct CommandUsage {
  /// A word that is identified by its position.
  struct Argument: Hashable {
    let name: String
    let summary: String
    let isRequired: Bool
  }

  /// `--report <n>`, or a flag.
  struct Option: Hashable {
    let name: String
    let value: String?
    /// Its description in the help.
    let summary: String
    /// The description as a sentence, without the default.
    let purpose: String
  }

  let command: String
  let arguments: [Argument]
  let options: [Option]
  /// Whether the last argument may be several words.
  let repeats: Bool

  /// The usages read so far. Reading one is fast; reading all of them is not.
  private static let known = Mutex<[ObjectIdentifier: CommandUsage]>([:])

  /// The usage of a command.
  init(of command: any ShellCommand.Type) {
    let id = ObjectIdentifier(command)
    if let known = Self.known.withLock({ $0[id] }) {
      self = known
      return
    }
    let usage = Self(command.name, Declaration(of: command))
    Self.known.withLock { $0[id] = usage }
    self = usage
  }

  private init(_ command: String, _ declaration: Declaration) {
    let shown = declaration.command.arguments?.filter(\.shouldDisplay) ?? []
    let positional = shown.filter { $0.kind == .positional }
    self.command = command
    arguments = positional.map {
      Argument(name: $0.valueName ?? "", summary: $0.summary, isRequired: !$0.isOptional)
    }
    options = shown.compactMap { option in
      guard option.kind != .positional, let name = option.names?.first, name.kind == .long,
        name.name != "help"
      else { return nil }
      return Option(
        name: "--\(name.name)", value: option.kind == .option ? option.valueName : nil,
        summary: option.summary, purpose: option.abstract ?? "")
    }
    repeats = positional.last?.isRepeating ?? false
  }

  /// The argument at a position; the last one repeatedly, if it repeats.
  func argument(at position: Int) -> Argument? {
    if arguments.indices.contains(position) { return arguments[position] }
    return repeats ? arguments.last : nil
  }

  func option(named name: some StringProtocol) -> Option? { options.first { $0.name == name } }

  // MARK: Reading words

  /// Words sorted into arguments and options.
  struct Reading {
    var arguments: [String] = []
    var given: Set<String> = []
    /// The option that still needs its value.
    var waiting: Option?
  }

  /// Sorts words. An option is a word with a dash that names an option of the command.
  func read(_ words: some Sequence<String>) -> Reading {
    var reading = Reading()
    for word in words {
      if reading.waiting != nil {
        reading.waiting = nil
      } else if let option = option(named: word.prefix { $0 != "=" }) {
        reading.given.insert(option.name)
        if option.value != nil, !word.contains("=") { reading.waiting = option }
      } else {
        reading.arguments.append(word)
      }
    }
    return reading
  }

  // MARK: Explaining what is wrong

  /// Why the argument parser rejects some words, in plain language; `nil` for other reasons.
  ///
  /// - Parameters:
  ///   - words: The words as they were typed.
  ///   - examples: Lines that begin with the command and the words, to suggest if an argument is
  ///     missing.
  /// - Returns: What is wrong, and with which word.
  func problem(in words: [String], examples: () -> [String]) -> CommandError? {
    guard !words.contains("--") else { return nil }
    if let error = optionProblem(in: words) { return error }
    let given = read(words).arguments
    if !repeats, given.count > arguments.count {
      let extra = given[arguments.count]
      let most = ["no arguments", "one argument", "two arguments"]
      let takes =
        most.indices.contains(arguments.count)
        ? most[arguments.count] : "\(arguments.count) arguments"
      return CommandError(
        "Unexpected argument `\(extra)`: `\(command)` takes \(takes)"
          + (options.isEmpty ? "." : " besides its options."), at: extra,
        after: Array(given.prefix(arguments.count)), hint: "help \(command)")
    }
    guard let missing = arguments.dropFirst(given.count).first(where: \.isRequired) else {
      return nil
    }
    let lines = examples()
    return CommandError(
      "`\(command)` is missing an argument, \(missing.name.uppercased()): "
        + missing.summary.withLowercaseStart.asSentenceEnd, at: CommandError.end,
      hint: lines.isEmpty ? "help \(command)" : nil, typing: lines)
  }

  private func optionProblem(in words: [String]) -> CommandError? {
    var waiting: Option?
    for word in words {
      let name = String(word.prefix { $0 != "=" })
      let looksLikeOption =
        word.hasPrefix("-") && word.count > 1 && !NegativeNumber.begins(word)
      if let option = waiting {
        guard looksLikeOption else {
          waiting = nil
          continue
        }
        return lacksValue(option)
      }
      guard looksLikeOption else { continue }
      guard let option = option(named: name) else {
        let near = Spelling.nearest(to: name, among: options.map(\.name))
        let all = options.isEmpty ? "help \(command)" : options.map(\.name).joined(separator: ", ")
        return CommandError(
          "`\(command)` has no option `\(name)`.", at: name, hint: all, instead: near)
      }
      if option.value == nil, name != word {
        return CommandError("`\(name)` takes no value.", at: word, hint: name)
      }
      if option.value != nil, name == word { waiting = option }
    }
    return waiting.map(lacksValue)
  }

  private func lacksValue(_ option: Option) -> CommandError {
    CommandError(
      "`\(option.name)` needs a value: \(option.purpose.withLowercaseStart.asSentenceEnd)",
      at: option.name,
      hint: "\(option.name) \((option.value ?? "").uppercased())")
  }
}

/// The part of the argument parser's JSON description of a command that is needed here.
private struct Declaration: Decodable {
  let command: Command

  struct Command: Decodable { let arguments: [Argument]? }

  struct Argument: Decodable {
    let kind: Kind
    let shouldDisplay: Bool
    let isOptional: Bool
    let isRepeating: Bool
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let abstract: String?

    enum Kind: String, Decodable { case positional, option, flag }

    struct Name: Decodable {
      enum Kind: String, Decodable { case long, short, longWithSingleDash }
      let kind: Kind
      let name: String
    }

    /// Its description in the help.
    var summary: String {
      [abstract, defaultValue.map { "(default: \($0))" }].compactMap(\.self)
        .joined(separator: " ")
    }
  }

  init(of command: any ShellCommand.Type) {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(command._dumpHelp().utf8))
    } catch {
      preconditionFailure(
        "The argument parser describes `\(command.name)` in an unknown form: \(error)")
    }
  }
}

extension String {
  /// The text as the end of a sentence: `the shift to draw (default: 2).`
  fileprivate var asSentenceEnd: String {
    guard !hasSuffix("."), !hasSuffix("?") else { return self }
    guard let point = firstRange(of: ". (") else { return self + "." }
    return self[..<point.lowerBound] + " (" + self[point.upperBound...] + "."
  }

  /// The text as part of a sentence.
  var withLowercaseStart: String {
    let second = dropFirst().first
    return second?.isLowercase ?? true || second == " "
      ? prefix(1).lowercased() + dropFirst() : self
  }
}
