import ArgumentParser
import Rendering
import Terminal

/// A command of the shell: its arguments, its help, what it does, and how it completes.
protocol ShellCommand: ParsableCommand {
  /// Where `help` lists it.
  static var group: CommandGroup { get }

  /// How lessons, logs, the pager and reports treat it.
  static var traits: CommandTraits { get }

  /// Names that people type as if they were commands.
  static var vocabulary: [Vocabulary] { get }

  /// Whether, with these arguments, it shows something and changes nothing, so that `picture` may
  /// draw it.
  var onlyLooks: Bool { get }

  /// Runs the command on a draft of the session, which counts only if nothing is thrown.
  func run(in session: inout Session, on console: Console) throws

  /// What could follow the words so far, which exclude the command's own name, and options and
  /// their values; if an option still needs its value, that option is the last of the words.
  ///
  /// Options need not be offered: completion takes them from the help, and says what is expected.
  static func candidates(after words: [String], in session: Session) -> [Offer]
}

extension ShellCommand {
  static var vocabulary: [Vocabulary] { [] }

  static func candidates(after words: [String], in session: Session) -> [Offer] { [] }

  /// The name it is called by.
  static var name: String { configuration.commandName ?? _commandName }

  /// A word that could follow the given ones, as an example; `nil` for files and numbers.
  static func example(after words: [String], in session: Session) -> String? {
    candidates(after: words, in: session).lazy.compactMap(\.word)
      .first { !$0.isHint && !$0.text.hasPrefix("-") }?.text
  }
}

/// A command that just looks and has a figure of its own.
protocol PicturedCommand: ShellCommand {
  /// The figure of what it would print; `nil` where it has none, and the picture is the text.
  func figure(in session: Session, on console: Console) throws -> Figure?
}

/// Names that belong to a command: a word that is not a command may be one of them.
struct Vocabulary {
  /// What comes before the name: `set`, `net preset`.
  let command: String
  let names: [String]
  /// Other words, each with the name it stands for.
  var synonyms: [String: String] = [:]
}

/// The groups of commands, in the order of `help`.
enum CommandGroup: String, CaseIterable, Sendable {
  case data, network, step, look, `try`, learn, shell
}
