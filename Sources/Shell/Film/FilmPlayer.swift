import ConvNet
import Rendering
import Terminal

/// Plays a film at a terminal, drawn in place, for a person with keys.
struct FilmPlayer {
  private let scenes: [FilmScene]
  private let console: Console

  private var scene = 0
  private var index = 0
  private var isRunning = true
  /// How much faster or slower than usual, as a power of two.
  private var speed = 0

  /// The most pictures a second; a faster film leaves pictures out.
  private static let maximumRate = 30.0
  /// How many seconds a scene takes at the usual speed, unless its pictures are so few that each
  /// deserves more.
  private static let sceneSeconds = 12.0
  private static let slowest = 3.0
  private static let speeds = -4...6

  init(_ scenes: [FilmScene], on console: Console) {
    (self.scenes, self.console) = (scenes, console)
  }

  /// Pictures a second.
  private var rate: Double {
    let usual = max(Self.slowest, Double(scenes[scene].count) / Self.sceneSeconds)
    return speed < 0 ? usual / Double(1 << -speed) : usual * Double(1 << speed)
  }

  /// Plays, until the end or until the user has seen enough, and prints the last picture.
  ///
  /// - Returns: The scene in which it ended.
  /// - Throws: An error if a picture cannot be made.
  mutating func play() throws -> FilmScene {
    try run()
    console.endRedrawing()
    try scenes[scene].printMaps(index, on: console)
    return scenes[scene]
  }

  private mutating func run() throws {
    guard let keys = KeyReader() else { return }
    defer { keys.close() }
    while true {
      try draw()
      let pictures = max(1, Int((rate / Self.maximumRate).rounded(.up)))
      let pause = isRunning ? Int32(1000 * Double(pictures) / rate) : -1
      switch keys.next(within: pause) {
      case .changed: continue
      case .end: return
      case .timeout: if !move(by: pictures) { return }
      case .key(let key):
        switch key {
        case .character("q"), .character("Q"), .character("\u{4}"): return
        case .character(" "): isRunning.toggle()
        case .character("+"), .character("="): speed = min(speed + 1, Self.speeds.upperBound)
        case .character("-"): speed = max(speed - 1, Self.speeds.lowerBound)
        case .character("w"): try explain(keys)
        case .right:
          isRunning = false
          _ = move(by: 1)
        case .left:
          isRunning = false
          moveBack()
        case .down, .pageDown, .enter:
          guard scene + 1 < scenes.count else { return }
          (scene, index) = (scene + 1, 0)
        case .up, .pageUp:
          scene = index == 0 ? max(0, scene - 1) : scene
          index = 0
        case .home: index = 0
        case .end: index = scenes[scene].count - 1
        case .character, .other: break
        }
      }
    }
  }

  /// Goes on, at the end of a scene to the next.
  ///
  /// - Returns: Whether there was anything left.
  private mutating func move(by count: Int) -> Bool {
    let last = scenes[scene].count - 1
    if index < last {
      index = min(index + count, last)
    } else if scene + 1 < scenes.count {
      (scene, index) = (scene + 1, 0)
    } else {
      return false
    }
    return true
  }

  private mutating func moveBack() {
    if index > 0 {
      index -= 1
    } else if scene > 0 {
      scene -= 1
      index = scenes[scene].count - 1
    }
  }

  // MARK: Drawing

  /// The picture as lines, without those for the user's keys.
  private func lines() throws -> [String] {
    let style = console.screen.style
    let width = console.width()
    let heading = TextBlock(scenes[scene].heading(at: index), .strong).clipped(to: width)
    let picture = try scenes[scene].picture(index, width)
    let block = picture.block(style.marks, height: max(1, console.height() - 3))
    return heading.above(block.clipped(to: width)).lines(in: style)
  }

  private func draw() throws {
    let keys =
      isRunning
      ? "Space: pause   Left, Right: one   + -: speed   w: why   Down: next   q: end"
      : "Space: go on   Left, Right: one   + -: speed   w: why   Down: next   q: end"
    console.redraw(try lines() + [keys.clipped(to: max(1, console.width() - 1))])
  }

  /// Shows why the value under the window is what it is, until a key is pressed.
  private mutating func explain(_ keys: KeyReader) throws {
    isRunning = false
    guard let why = try scenes[scene].why(index, console.width()) else { return }
    let lines = why.lines(in: console.screen.style).prefix(max(1, console.height() - 2))
    console.redraw(lines + ["any key: back to the film"])
    while keys.next(within: -1) == .changed {}
  }
}
