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
  private static let sceneSeconds = 15.0
  /// Pictures a second, at most, of the first pictures of a scene; then it gets faster with each.
  private static let slowest = 2.0
  private static let growth = 1.1
  private static let speeds = -4...6

  init(_ scenes: [FilmScene], on console: Console) {
    (self.scenes, self.console) = (scenes, console)
  }

  /// Pictures a second.
  private var rate: Double {
    let begun = (0..<min(index, 100)).reduce(Self.slowest) { rate, _ in rate * Self.growth }
    let usual = min(begun, max(Self.slowest, Double(scenes[scene].count) / Self.sceneSeconds))
    return speed < 0 ? usual / Double(1 << -speed) : usual * Double(1 << speed)
  }

  /// Plays, until the end or until the user has seen enough, and prints the last picture.
  ///
  /// - Returns: The scene in which it ended.
  /// - Throws: An error if a picture cannot be made.
  mutating func play() throws -> FilmScene {
    try run()
    console.endRedrawing()
    // The tape and what comes next follow.
    try scenes[scene].print(index, rows: max(8, console.height() - 9), on: console)
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
      case .timeout: isRunning = move(by: pictures)
      case .key(let key):
        switch key {
        case .character("q"), .character("Q"), .character("\u{4}"): return
        case .character(" "): isRunning = !isRunning && !isAtEnd
        case .character("+"), .character("="): speed = min(speed + 1, Self.speeds.upperBound)
        case .character("-"): speed = max(speed - 1, Self.speeds.lowerBound)
        case .character("w"): try explain(keys)
        case .right:
          isRunning = false
          _ = move(by: 1)
        case .left:
          isRunning = false
          moveBack()
        case .enter where isAtEnd: return
        case .down, .pageDown, .enter:
          if scene + 1 < scenes.count {
            (scene, index) = (scene + 1, 0)
          } else {
            index = scenes[scene].count - 1
            isRunning = false
          }
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

  private var isAtEnd: Bool { scene == scenes.count - 1 && index == scenes[scene].count - 1 }

  /// Moves by pictures, and at the end of a scene to the next scene.
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
    let style = console.style
    let width = console.width()
    let heading = TextBlock.heading(scenes[scene].heading(at: index), width: width)
    let block = try scenes[scene].picture(index, width)
      .block(console.marks, width: width, height: max(1, console.height() - 2 - heading.height))
    return heading.above(block).lines(in: style)
  }

  private func draw() throws {
    console.redraw(try lines() + [keys])
  }

  /// What the keys do, as far as there is room, what matters most first.
  private var keys: String {
    let space = isAtEnd ? "The end" : isRunning ? "Space: pause" : "Space: go on"
    let rest = [
      "q: leave", "Left, Right: one", "w: why", scene + 1 < scenes.count ? "Down: next" : nil,
      "+ -: speed",
    ]
    return rest.compactMap(\.self).reduce(space) { line, key in
      let longer = line + "   " + key
      return longer.screenWidth < console.width() ? longer : line
    }
  }

  /// Shows why the value under the window is what it is, until a key is pressed.
  private mutating func explain(_ keys: KeyReader) throws {
    isRunning = false
    repeat {
      guard let why = try scenes[scene].why(index, console.width()) else { return }
      let lines = why.lines(in: console.screen.style).prefix(max(1, console.height() - 2))
      console.redraw(lines + ["any key: back to the film"])
    } while keys.next(within: -1) == .changed
  }
}
