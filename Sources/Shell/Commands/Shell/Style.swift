import ArgumentParser
import Rendering

struct StyleCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .inLessons, .replayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .unreported,
    .anyNetwork, .nothing)
  static let configuration = CommandConfiguration(
    named: "style", abstract: "Choose how pictures are drawn, or show a sample.",
    discussion: """
      style            how pictures are drawn now, with a sample
      style ascii      plain characters, the same on every terminal
      style blocks     half-blocks, two rows in one, coloured by the numbers
      style large      like auto, with pictures as large as the window allows
      style auto       half-blocks if the terminal has UTF-8 and 256 colours or more, otherwise
                       characters; large in a coloured window of at least 120 columns and 36 rows

      To use a style in every session, put the command into ~/.config/backstep/init.

      Above 0 is orange, below 0 blue, 0 white; the ink of an image is dark. A right answer is
      blue and bold, a wrong one orange and bold. Colours show nothing that the characters do not;
      `help colours` says when they are used. With fewer than 256, pictures are characters.
      """)

  @Argument(help: ArgumentHelp("auto, ascii, blocks or large.", valueName: "style")) var choice:
    String?

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    if let choice {
      console.screen.choice = try Arguments.choice(choice, "style")
    }
    console.print("style \(console.screen.choice.rawValue): \(Self.words(for: console))")
    console.print { _ in StyleSample.block(width: console.width()) }
  }

  /// What the choice means on this screen.
  private static func words(for console: Console) -> String {
    let size = console.marks.room == nil ? "" : ", as large as the window allows"
    let style = console.style
    guard style.colours != .none else {
      return console.screen.isColoured
        ? "plain characters, no colours\(size)"
        : "plain characters\(size); there are no colours here (help style)"
    }
    let colours =
      style.colours == .mixed ? "any colour" : style.colours == .few ? "8 colours" : "256 colours"
    return (style.marks.areBlocks ? "half-blocks" : "characters") + " in \(colours)\(size)"
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty
      ? [
        Offer("auto", note: "what suits the terminal"),
        Offer("ascii", note: "plain characters"),
        Offer("blocks", note: "half-blocks, coloured by the numbers"),
        Offer("large", note: "what suits the terminal, as large as the window"),
      ] : []
  }
}
