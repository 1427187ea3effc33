import ArgumentParser
import Terminal

/// A command of the shell: its arguments, its help, what it does, and how it completes.
protocol ShellCommand: ParsableCommand {
  /// Where `help` lists it.
  static var group: CommandGroup { get }

  /// Whether what was done before a failure stays: for commands that run other commands.
  static var keepsWorkOnFailure: Bool { get }

  /// Whether another run in the same session prints the same, on any machine.
  static var isRepeatable: Bool { get }

  /// Does it to a draft of the session, which counts only if nothing is thrown.
  func run(in session: inout Session, on console: Console) throws

  /// What could stand after the words so far (without the command's own name).
  static func candidates(after words: [String], in session: Session) -> [Candidate]
}

extension ShellCommand {
  static var keepsWorkOnFailure: Bool { false }

  static var isRepeatable: Bool { true }

  static func candidates(after words: [String], in session: Session) -> [Candidate] { [] }

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
      ReadCommand.self, WriteCommand.self,
      StepCommand.self, FinishCommand.self, BackCommand.self, WhereCommand.self,
      ForwardCommand.self,
      BackwardCommand.self, UpdateCommand.self, SGDCommand.self, TrainCommand.self,
      TestCommand.self, UntilCommand.self, GotoCommand.self, DiffCommand.self,
      DiagnoseCommand.self,
      ViewCommand.self, MapsCommand.self, FiltersCommand.self, ProbsCommand.self,
      PrintCommand.self, RouteCommand.self, CurveCommand.self, ConfusionCommand.self,
      WrongCommand.self,
      WhyCommand.self, TraceCommand.self, InvarianceCommand.self,
      GradcheckCommand.self, WhatIfCommand.self, PredictCommand.self, BugCommand.self,
      DetectCommand.self,
      HelpCommand.self, HistoryCommand.self, AliasCommand.self, SourceCommand.self,
      LogCommand.self, RecordCommand.self, QuitCommand.self,
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
      let near = Spelling.nearest(to: word, among: names)
      throw CommandError(
        "There is no command `\(word)`.", at: word,
        hint: near ?? "help lists the commands; help \(word.prefix(20)) searches")
    default:
      let names = matches.map { $0.name }.joined(separator: ", ")
      throw CommandError("`\(word)` could be \(names).", at: word, hint: "more letters")
    }
  }
}

/// Did-you-mean.
enum Spelling {
  /// The name at the smallest edit distance, where it is small enough to be a slip.
  static func nearest(to word: String, among names: [String]) -> String? {
    let scored = names.map { (name: $0, distance: distance(word.lowercased(), $0.lowercased())) }
    guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, min(word.count, best.name.count) / 3) ? best.name : nil
  }

  /// Insertions, deletions, changes and swaps of neighbours that lead from one to the other.
  static func distance(_ first: String, _ second: String) -> Int {
    let (a, b) = (Array(first.prefix(64)), Array(second.prefix(64)))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
