import ArgumentParser
import ConvNet
import Terminal

/// A command of the shell: its arguments, its help, what it does, and how it completes.
protocol ShellCommand: ParsableCommand {
  /// Where `help` lists it.
  static var group: CommandGroup { get }

  /// Whether what was done before a failure stays: for commands that run other commands.
  static var keepsWorkOnFailure: Bool { get }

  /// Whether, with these arguments, it shows something and changes nothing, so that `picture` may
  /// draw it.
  var onlyLooks: Bool { get }

  /// Whether another run in the same session prints the same, on any machine.
  static var isRepeatable: Bool { get }

  /// Does it to a draft of the session, which counts only if nothing is thrown.
  func run(in session: inout Session, on console: Console) throws

  /// What could stand after the words so far, without the command's own name and without options
  /// and their values; where an option waits for its value, that option is the last of the words.
  ///
  /// Options need not be offered: those of the help are, and what is expected is said, by
  /// ``Completer``.
  static func candidates(after words: [String], in session: Session) -> [Offer]
}

extension ShellCommand {
  static var keepsWorkOnFailure: Bool { false }

  var onlyLooks: Bool { Self.group == .look }

  static var isRepeatable: Bool { true }

  static func candidates(after words: [String], in session: Session) -> [Offer] { [] }

  /// Whether what it prints is shown a screenful at a time: commands that run others leave that to
  /// them.
  static var isPaged: Bool { !keepsWorkOnFailure }

  /// The name it is called by.
  static var name: String { configuration.commandName ?? _commandName }
}

/// The groups of commands, in the order of `help`.
enum CommandGroup: String, CaseIterable, Sendable {
  case data, network, step, look, `try`, learn, shell

  /// Whether a report tells of such commands.
  var isNoted: Bool { self != .learn && self != .shell }
}

/// Every command: to add one is to add its file and a line here.
enum CommandCatalog {
  static var all: [any ShellCommand.Type] {
    [
      LoadCommand.self, FetchCommand.self, DataCommand.self, ImageCommand.self, DrawCommand.self,
      ShiftCommand.self,
      NetCommand.self, InitCommand.self, SetCommand.self, OpenCommand.self, SaveCommand.self,
      ReadCommand.self, WriteCommand.self, ExportCommand.self,
      StepCommand.self, FinishCommand.self, BackCommand.self, WhereCommand.self,
      ForwardCommand.self,
      BackwardCommand.self, UpdateCommand.self, SGDCommand.self, TrainCommand.self,
      TestCommand.self, UntilCommand.self, GotoCommand.self, DiffCommand.self,
      DiagnoseCommand.self,
      ViewCommand.self, MapsCommand.self, FiltersCommand.self, ProbsCommand.self,
      PrintCommand.self, RouteCommand.self, CurveCommand.self, ConfusionCommand.self,
      WrongCommand.self, PictureCommand.self,
      WhyCommand.self, TraceCommand.self, InvarianceCommand.self,
      GradcheckCommand.self, WhatIfCommand.self, PredictCommand.self, BugCommand.self,
      DetectCommand.self,
      HelpCommand.self, HistoryCommand.self, AliasCommand.self, SourceCommand.self,
      LogCommand.self, RecordCommand.self, StyleCommand.self, QuitCommand.self,
      LessonCommand.self, HintCommand.self, AnswerCommand.self, SkipCommand.self,
      WorksheetCommand.self, ReportCommand.self,
    ]
  }

  /// The commands whose name begins so.
  static func commands(beginning word: String) -> [any ShellCommand.Type] {
    all.filter { $0.name == word || $0.name.hasPrefix(word) }
  }

  /// The command of this name.
  static func named(_ word: String) -> (any ShellCommand.Type)? {
    all.first { $0.name == word || $0.configuration.aliases.contains(word) }
  }

  /// The names of all commands.
  static var names: [String] { all.map { $0.name } }

  /// The command that a word means: its name, or the only name that begins so.
  static func find(_ word: String) throws(CommandError) -> any ShellCommand.Type {
    if let command = named(word) { return command }
    let matches = word.isEmpty ? [] : commands(beginning: word)
    switch matches.count {
    case 1: return matches[0]
    case 0:
      throw CommandError(
        "There is no command `\(word)`.", at: word,
        hint: hint(for: word) ?? "help lists the commands; help \(word.prefix(20)) searches",
        instead: hint(for: word) == nil ? command(meantBy: word) : nil)
    default:
      let names = matches.map { $0.name }.joined(separator: ", ")
      throw CommandError("`\(word)` could be \(names).", at: word, hint: "more letters")
    }
  }

  /// What is to be done about a word that stands for no command.
  private static func hint(for word: String) -> String? {
    if word.first?.isLetter == true, word.contains(where: { ".[".contains($0) }),
      (try? Place(parsing: word)) != nil
    {
      return "print \(word)"
    }
    if let key = Synonyms.meanings(of: word).first, key.hasPrefix("Ctrl-") {
      return "\(key) clears the screen"
    }
    return nil
  }

  /// What a word that is no command was meant to be: a command, a setting, a place, a preset, ...
  private static func command(meantBy word: String) -> String? {
    let others: [(command: String, names: [String])] = [
      ("print", ["loss", "label", "probabilities", "logits"]),
      ("set", Setting.all.map(\.name)), ("net", NetCommand.formNames),
      ("load", DataLoader.names), ("net preset", Preset.all.map(\.name)),
      ("bug on", BugCatalog.all.map { $0.name }), ("help", HelpTopic.all.map(\.name)),
    ]
    func name(_ find: (String, [String]) -> String?) -> String? {
      if let command = find(word, names) { return command }
      for (command, names) in others {
        if let name = find(word, names) { return "\(command) \(name)" }
      }
      return nil
    }
    if let topic = HelpTopic.all.first(where: { $0.also.contains(word.lowercased()) }) {
      return name(Spelling.same) ?? "help \(topic.name)"
    }
    return name(Spelling.same) ?? name(Spelling.nearest)
  }
}
