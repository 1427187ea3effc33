import ConvNet
import Rendering

/// What a user sees while many steps are done: a line that says how far the work is; with displays,
/// also those and the curve, drawn again in place. A command has one for all of its work, however
/// many parts that has.
final class LiveView {
  /// The most frames a second.
  static let maximumRate = 30
  /// How long the work runs between two frames, in multiples of the time that drawing takes: the
  /// work keeps at least nine tenths of its speed.
  private static let patience = 12

  private let clock = ContinuousClock()
  private var due: ContinuousClock.Instant
  /// How many frames have been drawn.
  private(set) var frames = 0

  init(on console: Console) {
    due = clock.now + (console.isRedrawing ? .zero : .milliseconds(100))
  }

  /// Shows how things are now, if it is time.
  ///
  /// - Parameters:
  ///   - session: The session.
  ///   - console: The console.
  ///   - progress: The line that says how far the work is.
  func show(
    _ session: Session, on console: Console, progress: () -> String
  ) {
    guard console.isInteractiveTerminal, clock.now >= due else { return }
    guard !session.displays.all.isEmpty else {
      due = clock.now + .milliseconds(100)
      return console.progress(progress())
    }
    let start = clock.now
    console.redraw(Self.frame(session, on: console, progress: progress()))
    frames += 1
    let spent = clock.now - start
    due = start + max(.seconds(1) / Self.maximumRate, spent * Self.patience)
  }

  /// The displays, the curve, and the line, as far as there is room; the line is always there.
  private static func frame(
    _ session: Session, on console: Console, progress: String
  ) -> [String] {
    let room = console.height() - 2
    var lines = session.displayLines(on: console)
    if lines.count > room {
      let left = lines.count - room + 1
      lines = lines.prefix(room - 1) + ["(\(left) more lines; a taller window shows them)"]
    } else {
      let curve = session.displays.curve(of: session, on: console, rows: room - lines.count)
      lines += curve?.lines(in: console.screen.style) ?? []
    }
    return lines + [progress.clipped(to: max(console.width() - 1, 1))]
  }
}
