import ArgumentParser
import Rendering

struct StyleCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .inLessons, .replayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .unreported)
  static let configuration = CommandConfiguration(
    commandName: "style", abstract: "Choose how pictures are drawn, or show how they are.",
    discussion: """
      style            how pictures are drawn now, with a sample
      style ascii      plain characters, the same on every terminal
      style blocks     half-blocks, two rows in one, painted with the numbers
      style auto       half-blocks where the terminal has UTF-8 and colours, else characters

      Numbers above 0 are orange, numbers below 0 blue, 0 is white; the ink of an image is dark.
      A right answer is blue and bold, a wrong one orange and bold. Colours say nothing that the
      characters do not say: the signs stay, and each picture has a legend.

      Whether there are colours at all, the first of these says:
        --color always, --color never   when Backstep is started
        NO_COLOR         set to anything: none
        CLICOLOR_FORCE   set, and not 0: always
        CLICOLOR         0: none
        TERM             dumb or unset: none
      else there are colours on a terminal, and none in a file or a pipe. COLORTERM=truecolor says
      that the terminal mixes any colour; without it there are 256. Without colours nothing can be
      painted: pictures are characters then, whatever the style. `style ascii` has colours only with
      --color always. Scripts and logs are plain characters.

      To begin with a style each time, put the command into the init file,
      ~/.config/backstep/init.
      """)

  @Argument(help: ArgumentHelp("auto, ascii or blocks.", valueName: "style")) var choice: String?

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    if let choice {
      console.screen.choice = try Arguments.choice(choice, "style")
    }
    console.print("style \(console.screen.choice.rawValue): \(Self.words(for: console.screen))")
    console.print { _ in StyleSample.block(width: console.width()) }
  }

  /// What comes of the choice on this screen.
  private static func words(for screen: Screen) -> String {
    let style = screen.style
    guard style.colours != .none else {
      return screen.isColoured
        ? "plain characters, no colours"
        : "plain characters; there are no colours here (help style)"
    }
    let colours = style.colours == .mixed ? "any colour" : "256 colours"
    return style.marks == .blocks
      ? "half-blocks in \(colours)" : "characters in \(colours)"
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty
      ? [
        Offer("auto", note: "what the terminal has"),
        Offer("ascii", note: "plain characters"),
        Offer("blocks", note: "half-blocks painted with the numbers"),
      ] : []
  }
}
