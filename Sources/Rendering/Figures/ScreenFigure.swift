/// What a command prints, as a picture: for commands that have no figure of their own.
package enum ScreenFigure {
  private static let size = 11.0
  private static let line = 14.0

  /// - `title`: The command.
  /// - `lines`: What it printed.
  package static func figure(title: String, lines: [String]) -> Figure {
    let marks = lines.enumerated().filter { !$0.element.isEmpty }.map { index, text in
      Mark.label(
        Label(text, at: Point(0, Double(index) * line + size), size: size, face: .mono))
    }
    let width = lines.map { StrokeFont.width($0, size: size, face: .mono) }.max() ?? 0
    return Figure(
      title: title,
      drawing: Drawing(width: width, height: Double(lines.count) * line, marks: marks))
  }
}
