import ArgumentParser
import ConvNet

struct DisplayCommand: WordsCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "display", abstract: "Keep in view what a command shows.",
    discussion: """
      display maps conv 2     shows it now, and again after every command that changes the step
      display conv.out[2]     a place: the same as display print conv.out[2]
      display                 lists them
      undisplay 1             ends the first

      Any command that only looks can be displayed. At a terminal, `sgd`, `train` and `until` draw
      the displays again and again in place while they work, with the loss curve below if there
      is room; `backstep bench --live` measures what that costs. In a script, displays
      are printed when the command is done.
      A lesson begins without displays, and yours are back when it ends.
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("A command that only looks.", valueName: "command"))
  var words: [String] = []

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    guard !words.isEmpty else {
      let all = session.displays.all
      if all.isEmpty { console.print("There are no displays.   next: display probs") }
      for display in all { console.print("\(display.number): \(display.text)") }
      return
    }
    var words = words
    if session.aliases[words[0]] == nil, session.commands.named(words[0]) == nil,
      let place = try? Place(parsing: words[0]), session.trainer.shape(of: place.whole) != nil
    {
      words = [PrintCommand.name] + words
    }
    if let error = session.fault(of: try LookingCommand(words, in: session).command) { throw error }
    guard session.displays.all.count < Displays.maximum else {
      throw CommandError(
        "There are \(Displays.maximum) displays, which is the limit.", at: words[0],
        hint: "undisplay \(session.displays.all[0].number)")
    }
    let display = session.displays.add(words)
    session.noteDisplaysShown()
    session.show(display, on: console)
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    LookingCommand.candidates(after: words, in: session)
  }
}

extension Session {
  /// Why a command can never be shown: it fails now, and also after training and a test, when all is
  /// computed that could be.
  fileprivate func fault(of command: any ShellCommand) -> CommandError? {
    func fault(in session: Session) -> CommandError? {
      var draft = session
      do {
        try command.perform(in: &draft, on: Console { _ in })
        return nil
      } catch { return CommandError(error) }
    }
    guard let error = fault(in: self) else { return nil }
    var later = aside(on: workspace)
    for line in ["sgd 2", "test", "forward", "backward"] {
      try? later.runAsWritten(line, on: Console { _ in })
    }
    return fault(in: later) == nil ? nil : error
  }
}

struct UndisplayCommand: ShellCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "undisplay", abstract: "End a display, or all of them.",
    discussion: """
      undisplay 2   ends display 2; `display` lists them
      undisplay     ends all of them
      """)

  @Argument(help: ArgumentHelp("The number of a display.", valueName: "n")) var number: String?

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    guard let number else {
      session.displays.endAll()
      console.print("There are no displays now.")
      return
    }
    guard session.displays.end(try Arguments.integer(number, "N", in: 1...1_000_000)) else {
      throw CommandError("There is no display \(number).", at: number, hint: "display")
    }
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty
      ? session.displays.all.map { Offer(String($0.number), note: $0.text) } : []
  }
}
