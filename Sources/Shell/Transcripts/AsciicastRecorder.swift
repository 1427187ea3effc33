import ConvNet
import Course
import Rendering
import Terminal

/// A recording of the screen that grows as the session goes on, for players of asciicast v2: a line
/// with a header, then a line an event. Each event is written whole and at once, so the file of a
/// session that was killed is a recording too.
///
/// At a terminal times are those that passed; only the keys of a line are laid before its Enter. In
/// a script, where nobody types, they are made as a person would type and read: the same script
/// gives the same bytes.
final class AsciicastRecorder {
  var path: String { file.path }
  private let file: AppendOnlyFile
  /// What began the recording; nil where times are made.
  private let start: ContinuousClock.Instant?
  /// The time of the last event, in microseconds.
  private var now = 0
  /// When the prompt was shown.
  private var promptTime = 0
  /// What was typed and has not been written, for `record off` is no part of it.
  private var pending: [(time: Int, text: String)] = []
  private var lines = 0

  /// A recording in a file that is there and empty.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - isLive: Whether a person types.
  ///   - setting: The session that began, and the width of the screen.
  ///   - style: How pictures are drawn.
  ///   - replay: The lines that came before.
  /// - Throws: ``CommandError`` where it cannot be written.
  init(
    path: String, isLive: Bool, setting: Transcript.Setting, style: Style, after replay: Replay
  ) throws(CommandError) {
    file = try AppendOnlyFile(path: path)
    start = isLive ? ContinuousClock().now : nil
    let height = isLive ? TerminalDevice.height() : 24
    file.append(
      Self.header(setting, height: height, isLive: isLive, style: style, replay) + "\n")
  }

  private static let styles: [(name: String, style: Style)] = [
    ("ascii", .ascii), ("coloured", .coloured), ("true-colour", Style(.characters, .mixed)),
    ("half-blocks", Style(.blocks, .palette)),
    ("half-blocks in true colour", Style(.blocks, .mixed)),
  ]

  /// The style of a name in a header; plain for one that is not known.
  static func style(named name: String) -> Style {
    styles.first { $0.name == name }?.style ?? .ascii
  }

  private static func header(
    _ setting: Transcript.Setting, height: Int, isLive: Bool, style: Style, _ replay: Replay
  ) -> String {
    let title =
      isLive ? "A session with Backstep" : "Backstep, as a person would type it: the times are made"
    let name = styles.first { $0.style == style }?.name ?? "ascii"
    var own = [
      "\"seed\": \(setting.seed)", "\"style\": \(JSONText.quoted(name))",
      "\"data\": \"\(setting.usesOwnData ? "own" : "bundled")\"",
      "\"before\": [" + replay.lines.map(JSONText.quoted).joined(separator: ", ") + "]",
    ]
    if let gap = replay.gap { own.append("\"gap\": \(JSONText.quoted(gap))") }
    return "{\"version\": 2, \"width\": \(setting.width), \"height\": \(height), "
      + (isLive ? "\"idle_time_limit\": 3, " : "")
      + "\"title\": \(JSONText.quoted(title)), \"backstep\": {" + own.joined(separator: ", ") + "}}"
  }

  // MARK: Events

  private enum Kind: String { case output = "o", marker = "m" }

  private func write(_ kind: Kind, _ text: String, at time: Int) {
    now = max(now, time)
    let (seconds, rest) = now.quotientAndRemainder(dividingBy: 1_000_000)
    let digits = String(1_000_000 + rest).dropFirst()
    file.append("[\(seconds).\(digits), \"\(kind.rawValue)\", \(JSONText.quoted(text))]\n")
  }

  /// The time that has passed, or that was made.
  private var time: Int {
    guard let start else { return now }
    let passed = start.duration(to: ContinuousClock().now).components
    return Int(passed.seconds) * 1_000_000 + Int(passed.attoseconds / 1_000_000_000_000)
  }

  private func flush() {
    for event in pending { write(.output, event.text, at: event.time) }
    pending = []
  }

  /// Takes what appears on the screen.
  func output(_ text: String) {
    guard !text.isEmpty else { return }
    flush()
    lines += text.utf8.count { $0 == UInt8(ascii: "\n") }
    let screen = text.utf8.contains(UInt8(ascii: "\n")) ? Self.onScreen(text) : text
    write(.output, screen, at: start == nil ? now + 30_000 : time)
  }

  /// Text with the line ends that a terminal shows.
  private static func onScreen(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
  }

  // MARK: Lines

  /// Takes the prompt that waits for a person.
  func prompted(_ prompt: String) {
    pending = []
    promptTime = time
    write(.output, prompt, at: promptTime)
  }

  /// Takes the line that a person has typed.
  func typed(_ line: String) {
    let end = time
    let keys = Array(line)
    let room = max(0, end - max(promptTime, now))
    let first = end - min(room, 250_000 + keys.count * 60_000)
    let gap = keys.isEmpty ? 0 : (end - first) / (keys.count + 3)
    pending = keys.enumerated().map { (first + $0.offset * gap, Self.shown($0.element)) }
    pending.append((end, "\r\n"))
  }

  /// Takes a line that is about to be run; where nobody types, as a person would type it.
  func begin(_ line: String, prompt: String) {
    lines = 0
    guard start == nil, line.contains(where: { !$0.isWhitespace }) else { return }
    write(.output, prompt, at: now)
    let isRemark = line.first { !$0.isWhitespace } == "#"
    // Fingers are quicker on some keys than on others.
    let delays = isRemark ? [35_000, 45_000, 30_000] : [60_000, 80_000, 50_000, 70_000, 90_000]
    var time = now + 500_000
    for (index, key) in line.enumerated() {
      pending.append((time, Self.shown(key)))
      time += delays[index % delays.count]
    }
    pending.append((time + 250_000, "\r\n"))
    if isRemark { lines = 1 + line.count / 40 }
  }

  /// A key as the screen shows it: nothing that steers a terminal.
  private static func shown(_ key: Character) -> String {
    let isHarmless = key.unicodeScalars.allSatisfy {
      ![.control, .format].contains($0.properties.generalCategory)
    }
    return isHarmless ? String(key) : "?"
  }

  /// Takes the end of a line that was run: time to read, and what `check` has to know of it.
  func end(_ recordedLine: RecordedLine) {
    flush()
    if let gap = recordedLine.gap {
      write(.marker, Recording.Mark.stop.rawValue + gap, at: time)
    } else if let instead = recordedLine.instead {
      write(.marker, Recording.Mark.any.rawValue, at: time)
      for line in instead { write(.marker, Recording.Mark.instead.rawValue + line, at: time) }
    } else if !recordedLine.isRepeatable || !recordedLine.isSameOnScreen {
      write(.marker, Recording.Mark.any.rawValue, at: time)
    }
    guard start == nil else { return }
    now += min(7_000_000, 500_000 + lines * 260_000)
  }
}
