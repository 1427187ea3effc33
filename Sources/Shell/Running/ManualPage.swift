import ArgumentParser
import Rendering

/// The manual page `backstep.1`, generated from the help of the commands.
package enum ManualPage {
  /// The page in the language of `man`.
  ///
  /// - Parameter help: The executable's own help, so wide that no line of it is broken.
  /// - Returns: The content of `backstep.1`.
  package static func text(help: String) -> String {
    var page = Roff()
    page.line(".TH BACKSTEP 1 \"\" \"Backstep\" \"User Commands\"")
    page.section("NAME")
    page.text("backstep - step a small convolutional network, forwards and backwards")
    describe(help, in: &page)
    for group in CommandGroup.allCases {
      page.subsection("Commands: \(group.rawValue)")
      for command in CommandCatalog.complete.commands.of(group) { describe(command, in: &page) }
    }
    page.subsection("Ideas")
    page.text("`help NAME` in the shell explains each:")
    page.list(HelpTopic.all.map { ($0.name, $0.title) })
    page.section("ENVIRONMENT")
    page.list(environment)
    page.section("FILES")
    page.list(files)
    page.section("EXIT STATUS")
    page.list(exitCodes)
    page.section("EXAMPLES")
    page.list(examples)
    return page.text
  }

  /// Synopsis, description and options, from the executable's own help.
  private static func describe(_ help: String, in page: inout Roff) {
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let usage = lines.first { $0.hasPrefix("USAGE: ") }?.dropFirst(7) ?? ""
    page.section("SYNOPSIS")
    page.text(String(usage))
    page.section("DESCRIPTION")
    page.list(lines.prefix { !$0.hasPrefix("USAGE: ") }.compactMap(\.columns))
    page.line(".PP")
    page.text("In the shell a unique prefix of a command is enough; `;` separates commands.")
    page.line(".PP")
    page.text(
      "`COMMAND > FILE` writes what a command prints to a new file, `>!` overwrites a file, and `>>` "
        + "adds to one. Many commands print data with --csv or --json.")
    page.line(".PP")
    page.text(
      "A line with an open quote or bracket continues on the next line. At the prompt, Up and Down "
        + "go through earlier lines that begin with the text before the cursor; a line that ends in "
        + "`\\e` is opened in a text editor.")
    page.section("OPTIONS")
    page.list(lines.drop { $0 != "OPTIONS:" }.dropFirst().compactMap(\.columns))
    page.section("COMMANDS")
    page.text("These work in the shell, in scripts, and with -c.")
  }

  private static func describe(_ command: any ShellCommand.Type, in page: inout Roff) {
    // The largest width that fits a page of 80 columns, indented twice.
    let help = CommandHelp.text(of: command, width: 66)
    var lines = help.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.last?.isEmpty == true { lines.removeLast() }
    let names = [command.name] + command.configuration.aliases
    page.item(names.joined(separator: ", "), command.configuration.abstract)
    page.indented(
      lines.drop { !$0.isEmpty }.dropFirst().flatMap { line in
        line.count > 66 ? TextBlock.wrapped(line, width: 66, hanging: 2).lines : [line]
      })
  }

  private static let environment = [
    ("XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_DATA_HOME", "Move the folders named below."),
    (
      "NO_COLOR, CLICOLOR, CLICOLOR_FORCE",
      "Switch colours off or on; --color overrides them."
    ),
    ("COLORTERM", "`truecolor` or `24bit`: the terminal can show any colour."),
    ("TERM", "`dumb`: lines are read without editing."),
    ("BACKSTEP_PAGER, PAGER", "The program that shows text longer than the screen; empty: none."),
    ("VISUAL, EDITOR", "The editor that `edit` and `draw` open."),
    ("LC_ALL, LC_CTYPE, LANG", "Whether the terminal uses UTF-8."),
  ]

  private static let files = [
    ("~/.config/backstep/init", "Commands that are run at the start of an interactive session."),
    ("~/.local/state/backstep/history", "The lines typed in earlier sessions."),
    ("~/.local/state/backstep/progress", "Your progress through the lessons."),
    (
      "~/.local/share/backstep/mnist",
      "Where `fetch mnist` puts the images, and `load` looks first."
    ),
    ("/usr/share/datasets", "The system's data sets, where `load` looks next."),
  ]

  private static let exitCodes = [
    ("0", "Success."), ("1", "A command failed; a script stops there."),
    ("2", "The command line was wrong."), ("3", "`check` found a difference."),
    ("130", "Interrupted."),
  ]

  private static let examples = [
    ("backstep", "The shell, on real digits: type `step`."),
    ("backstep lesson 0", "The first lesson."),
    ("backstep -c 'image 7; forward' -c probs", "Two lines of commands."),
    ("backstep --seed 7 lab.txt > out.txt", "The commands in a file."),
    ("backstep -i lab.txt", "The commands in a file, then the prompt."),
    ("backstep -c 'sgd 1500' -c 'curve --csv > curve.csv'", "A curve as data."),
    ("backstep check README.md", "Check that the sessions in a file print what it shows."),
    ("backstep grade FOLDER --of hw1.md", "Grade what was handed in for an assignment."),
  ]
}

/// Text in the language of `man`, in which a dot, a quote or a backslash could be a request.
private struct Roff {
  private(set) var text = ""

  mutating func line(_ line: String) { text += line + "\n" }

  mutating func section(_ title: String) { line(".SH \(title)") }
  mutating func subsection(_ title: String) { line(".SS \(Self.escaped(title))") }

  /// Running text.
  mutating func text(_ words: String) { line(Self.escaped(words)) }

  /// A bold name with a description.
  mutating func item(_ name: String, _ words: String) {
    line(".TP")
    line("\\fB\(Self.escaped(name))\\fR")
    text(words)
  }

  mutating func list(_ items: [(String, String)]) {
    for (name, words) in items { item(name, words) }
  }

  /// Lines whose breaks are kept.
  mutating func block(_ lines: some Sequence<String>) {
    line(".nf")
    for each in lines { line(Self.escaped(each)) }
    line(".fi")
  }

  /// Lines whose breaks are kept, under the item before them.
  mutating func indented(_ lines: [String]) {
    line(".RS 4")
    block(lines)
    line(".RE")
  }

  private static func escaped(_ text: String) -> String {
    var result = text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" : ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      default: result.append(character)
      }
    }
    return result
  }
}
