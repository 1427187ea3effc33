import ConvNet
import Rendering

/// The commands that are shown again whenever the step has changed.
struct Displays: WorkspacePart {
  struct Display {
    let number: Int
    let words: [String]

    /// What is shown again, as it could be typed.
    var text: String {
      words.map(NegativeNumber.unshield)
        .map { $0.contains { $0.isWhitespace || ";#\"'".contains($0) } ? Word.quoted($0) : $0 }
        .joined(separator: " ")
    }
  }

  /// What displays depend on.
  fileprivate struct Moment: Equatable {
    let point: TimelinePoint
    let sample: Int
  }

  private(set) var all: [Display] = []
  private var lastNumber = 0
  /// When they were shown last.
  fileprivate var shown: Moment?

  /// More would not fit any screen.
  static let maximum = 12

  mutating func add(_ words: [String]) -> Display {
    lastNumber += 1
    all.append(Display(number: lastNumber, words: words))
    return all[all.count - 1]
  }

  /// Ends one.
  ///
  /// - Returns: Whether there was one.
  mutating func end(_ number: Int) -> Bool {
    let count = all.count
    all.removeAll { $0.number == number }
    return all.count < count
  }

  mutating func endAll() { all = [] }

  /// The curve that grows below the displays while the network is trained, unless one of them is it.
  ///
  /// - Parameters:
  ///   - session: The session.
  ///   - console: The console, whose width it takes.
  ///   - rows: How many rows there are for it.
  /// - Returns: The curve; `nil` if there is too little room, or nothing to draw.
  func curve(of session: Session, on console: Console, rows: Int) -> TextBlock? {
    guard rows >= 8, !all.contains(where: { $0.words[0] == CurveCommand.name }) else { return nil }
    return try? CurveCommand().curve(of: "loss", in: session)
      .block(width: console.width(), height: min(rows, 14))
  }
}

extension Session {
  var displays: Displays {
    get { workspace[Displays.self] }
    set { workspace[Displays.self] = newValue }
  }

  private var moment: Displays.Moment { Displays.Moment(point: timeline.point, sample: shown) }

  /// Prints what a display shows now; if it cannot be shown, why.
  func show(_ display: Displays.Display, on console: Console) {
    let (hidesHints, sharesScreen) = (console.hidesHints, console.sharesScreen)
    (console.hidesHints, console.sharesScreen) = (true, true)
    defer { (console.hidesHints, console.sharesScreen) = (hidesHints, sharesScreen) }
    console.print(
      TextBlock.heading("\(display.number): \(display.text)", width: console.width()))
    do {
      var draft = self
      try LookingCommand(display.words, in: self).command.perform(in: &draft, on: console)
    } catch {
      console.print("  \(CommandError(error).problem)")
    }
  }

  /// What the displays show now, as lines for the screen.
  func displayLines(on console: Console) -> [String] {
    var text = ""
    let page = Console(width: console.width, screen: console.screen) { text += $0 }
    for display in displays.all { show(display, on: page) }
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map(String.init)
  }

  /// Shows all displays, if what they depend on has changed since they were shown last.
  fileprivate mutating func showDisplays(on console: Console) {
    guard !displays.all.isEmpty, displays.shown != moment, console.isOnScreen else { return }
    noteDisplaysShown()
    console.paged(pagesOutput) {
      for display in displays.all { show(display, on: console) }
      // What has been drawn in place stays, as it is now.
      if console.takeRedrawn(),
        let curve = displays.curve(
          of: self, on: console, rows: console.height() - 1 - displayLines(on: console).count)
      {
        console.print(remark: curve.lines(in: console.screen.style).joined(separator: "\n"))
      }
    }
  }

  /// Notes that the displays show the present step.
  mutating func noteDisplaysShown() { displays.shown = moment }
}

/// Shows the displays after each command that has changed the step.
struct DisplayKeeper: Observer {
  func didRun(_ command: RunCommand, in draft: inout Session, on console: Console) {
    draft.showDisplays(on: console)
  }

  func didRun(_ line: FinishedLine, in session: inout Session, on console: Console) {
    // The output of a command went to a file; the displays belong on the screen.
    session.showDisplays(on: console)
  }
}
