import Rendering

/// What the screen can show and what the user wants from it, which together give the style.
package struct Screen {
  /// The values of the command `style`.
  package enum Choice: String, CaseIterable, Sendable {
    case auto, ascii, blocks, large
  }

  /// The smallest window in which pictures are large by themselves.
  static let largeWindow = (columns: 120, rows: 36)

  let isColoured: Bool
  /// Whether colour was asked for on the command line.
  let isColourAsked: Bool
  /// Whether the screen can show any colour.
  let mixesColours: Bool
  /// Whether it has only the colours of ANSI.
  let hasFewColours: Bool
  /// Whether there is a terminal that shows Unicode.
  let showsBlocks: Bool
  /// Whether errors, which may go elsewhere, are coloured.
  private let coloursErrors: Bool
  /// The style that the user has chosen.
  package var choice = Choice.auto

  package init(
    isColoured: Bool = false, isColourAsked: Bool = false, mixesColours: Bool = false,
    hasFewColours: Bool = false, showsBlocks: Bool = false, coloursErrors: Bool = false
  ) {
    self.isColoured = isColoured
    self.isColourAsked = isColourAsked
    self.mixesColours = mixesColours
    self.hasFewColours = hasFewColours
    self.showsBlocks = showsBlocks
    self.coloursErrors = coloursErrors
  }

  /// A screen with a given style.
  init(of style: Style) {
    self.init(
      isColoured: style.colours != .none, mixesColours: style.colours == .mixed,
      hasFewColours: style.colours == .few, showsBlocks: style.marks.areBlocks)
  }

  /// The style in which blocks are shown.
  var style: Style {
    guard isColoured else { return .ascii }
    return switch choice {
    case .ascii: isColourAsked ? Style(.characters, colours) : .ascii
    case .blocks: Style(.blocks, colours)
    case .auto, .large: Style(showsBlocks ? .blocks : .characters, colours)
    }
  }

  /// The style in which errors are shown.
  var errorStyle: Style { coloursErrors ? Style(.characters, colours) : .ascii }

  private var colours: Style.Colours {
    mixesColours ? .mixed : hasFewColours ? .few : .palette
  }
}
