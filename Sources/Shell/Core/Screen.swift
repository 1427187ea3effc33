import Rendering

/// What the screen can show, and what the user wants from it: together they are the style.
package struct Screen {
  /// What `style` chooses.
  package enum Choice: String, CaseIterable, Sendable {
    case auto, ascii, blocks
  }

  let isColoured: Bool
  /// Whether that was asked for on the command line.
  let isColourAsked: Bool
  /// Whether any colour can be mixed.
  let mixesColours: Bool
  /// Whether a terminal is there that shows Unicode.
  let showsBlocks: Bool
  /// Whether errors, which may go elsewhere, are coloured.
  let coloursErrors: Bool
  /// What the person has chosen.
  package var choice = Choice.auto

  package init(
    isColoured: Bool = false, isColourAsked: Bool = false, mixesColours: Bool = false,
    showsBlocks: Bool = false, coloursErrors: Bool = false
  ) {
    self.isColoured = isColoured
    self.isColourAsked = isColourAsked
    self.mixesColours = mixesColours
    self.showsBlocks = showsBlocks
    self.coloursErrors = coloursErrors
  }

  /// A screen of a style.
  init(of style: Style) {
    self.init(
      isColoured: style.colours != .none, mixesColours: style.colours == .mixed,
      showsBlocks: style.marks == .blocks)
  }

  /// How blocks become lines here.
  var style: Style {
    guard isColoured else { return .ascii }
    let colours: Style.Colours = mixesColours ? .mixed : .palette
    return switch choice {
    case .ascii: isColourAsked ? Style(.characters, colours) : .ascii
    case .blocks: Style(.blocks, colours)
    case .auto: Style(showsBlocks ? .blocks : .characters, colours)
    }
  }
}
