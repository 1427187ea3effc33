import ArgumentParser
import Rendering
import Terminal

/// A command of the shell: its arguments, its help, its action, and its completion.
protocol ShellCommand: ParsableCommand {
  /// The section of `help` that lists it.
  static var group: CommandGroup { get }

  /// How lessons, logs, the pager and reports treat it.
  static var traits: CommandTraits { get }

  /// Names that people type as if they were commands.
  static var vocabulary: [Vocabulary] { get }

  /// Whether, with these arguments, it shows something and changes nothing, so that `picture` may
  /// draw it.
  var onlyLooks: Bool { get }

  /// Runs the command on a draft of the session, which is adopted only if nothing is thrown.
  func run(in session: inout Session, on console: Console) throws

  /// What could follow the words so far, without the command's own name, options and option values.
  /// If an option still needs its value, that option is the last of the words.
  ///
  /// Options need not be offered: completion takes them, and what they expect, from the help.
  static func candidates(after words: [String], in session: Session) -> [Offer]
}

extension ShellCommand {
  static var vocabulary: [Vocabulary] { [] }

  static func candidates(after words: [String], in session: Session) -> [Offer] { [] }

  /// The name it is called by.
  static var name: String { configuration.commandName ?? _commandName }

  /// Runs the command, or prints its data for other programs if its options ask for that.
  func perform(in session: inout Session, on console: Console) throws {
    if let tabular = self as? any TabularCommand, let format = try tabular.data.format {
      console.print(data: format.text(of: try tabular.table(in: &session, on: console)))
    } else {
      try run(in: &session, on: console)
    }
  }

  /// Lines that begin with the command and the given words: with a word that is offered next, and
  /// those of its help. Whether they can be run depends on the session.
  static func examples(after words: [String], in session: Session) -> [String] {
    let beginning = ([name] + words).joined(separator: " ") + " "
    let offered = candidates(after: CommandUsage(of: self).read(words).arguments, in: session)
      .lazy.compactMap(\.word).first { !$0.isHint && !$0.text.hasPrefix("-") }
    let inHelp = configuration.discussion.split(separator: "\n").compactMap { line in
      line.firstRange(of: "  ").map { String(line[..<$0.lowerBound]) }
    }
    return (offered.map { [beginning + $0.text] } ?? []) + inHelp.filter { $0.hasPrefix(beginning) }
  }
}

extension CommandConfiguration {
  /// The configuration of a command of the shell. As it names a command above it, the parser does
  /// not look for a request for completion scripts in every line, which would take nearly half of its
  /// time.
  init(named name: String, abstract: String, discussion: String = "", aliases: [String] = []) {
    self.init(
      commandName: name, _superCommandName: "", abstract: abstract, discussion: discussion,
      aliases: aliases)
  }
}

/// A command that takes all its words unparsed, including options of its own.
protocol WordsCommand: ShellCommand {
  var words: [String] { get set }
}

extension WordsCommand {
  /// Whether a flag is among the words, which lose it.
  static func takeFlag(_ flag: String, from words: inout [String]) -> Bool {
    let count = words.count
    words.removeAll { $0 == flag }
    return words.count < count
  }

  /// The word after an option, which the words lose with it; `nil` if the option is not among them.
  ///
  /// - Throws: ``CommandError`` if no word follows.
  static func takeValue(
    of option: String, from words: inout [String], hint: String? = nil
  ) throws(CommandError) -> String? {
    guard let index = words.firstIndex(of: option) else { return nil }
    guard words.indices.contains(index + 1) else {
      throw CommandError(
        "`\(option)` needs a value.", at: CommandError.end, hint: hint ?? "help \(name)")
    }
    words.remove(at: index)
    return NegativeNumber.unshield(words.remove(at: index))
  }
}

/// The command that questions stand for.
protocol AskedCommand: ShellCommand {
  /// Whether a line of these words, at least one, is a question.
  ///
  /// - Parameters:
  ///   - words: The words.
  ///   - isCommand: Whether the first of them is a command.
  /// - Returns: Whether it is.
  static func isAsked(by words: [String], isCommand: Bool) -> Bool

  /// The name of the idea that a line stands for, if it does.
  static func topic(of line: String) -> String?
}

/// A command that takes a text: with it, a line is one command, whatever signs the text has, unless
/// the text begins with a quote.
protocol ProseCommand: ShellCommand {
  /// Whether its words are a text as things are.
  static func takesText(in session: Session) -> Bool
}

/// A command whose help depends on the session.
protocol SituatedCommand: ShellCommand {
  /// What `help` says about the command as things are now.
  static func help(in session: Session) -> String
}

/// A command that only looks and has a figure of its own.
protocol PicturedCommand: ShellCommand {
  /// Whether its figure shows all that its text says, so that a report needs the figure only.
  static var figureSaysAll: Bool { get }

  /// The figure of what it would print; `nil` if it has none, so that the picture shows the text.
  func figure(in session: Session, on console: Console) throws -> Figure?
}

/// A command whose figure is made only where a picture is asked for: a report has its text.
protocol RequestedPicture: PicturedCommand {}

/// A command in whose words `>` has a meaning of its own.
protocol SignCommand: ShellCommand {
  /// Whether a sign such as `>` belongs to the command rather than introducing a file name.
  ///
  /// - Parameters:
  ///   - sign: The sign: `>`, `>>` or `>!`.
  ///   - words: The command's words before it, without its name.
  ///   - word: The word after it, if there is one.
  ///   - session: The session.
  /// - Returns: Whether the sign belongs to the command.
  static func takes(
    _ sign: String, after words: [String], before word: String?, in session: Session
  ) -> Bool
}

/// A command that runs another command, given by its last words.
protocol WrappingCommand: ShellCommand {
  /// How many words of its own come before the other command.
  static var ownWordCount: Int { get }

  /// Does its work; `command` runs the other command, once.
  func run(
    in session: inout Session, on console: Console,
    command: (inout Session) throws(CommandError) -> Void) throws
}

extension WrappingCommand {
  /// Without a line to take the other command from, run one that does nothing.
  func run(in session: inout Session, on console: Console) throws {
    try run(in: &session, on: console) { _ in }
  }
}

/// Names that belong to a command, any of which may be typed as if it were a command.
struct Vocabulary {
  /// The words before the name: `set`, `net preset`.
  let command: String
  let names: [String]
  /// Other words, each with the name it stands for.
  var synonyms: [String: String] = [:]
}

/// The groups of commands, in the order of `help`.
enum CommandGroup: String, CaseIterable, Sendable {
  case data, network, step, look, `try`, learn, shell

  /// Whether its commands act on the network, which a typing mistake must not do.
  var acts: Bool { self == .network || self == .step }
}
