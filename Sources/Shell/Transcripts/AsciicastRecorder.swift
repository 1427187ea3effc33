import ConvNet
import Course
import Rendering
import SystemPackage
import Terminal

/// A recording of the screen that grows during the session, for players of asciicast v2: a line
/// with a header, then one line per event. Each event is written whole and at once, so the file of
/// a session that was killed is also a valid recording.
///
/// At a terminal, the times are real, except that the keys of a line are placed before its Enter.
/// In a script, where nobody types, the times are simulated as if a person typed and read: the same
/// script gives the same bytes.
final class AsciicastRecorder {
  var path: String { file.path }
  /// Why not everything could be written, if so.
  var failure: Errno? { file.failure }
  private let file: AppendOnlyFile
  /// When the recording began; `nil` if times are simulated.
  private let start: ContinuousClock.Instant?
  /// The time of the last event, in microseconds.
  private var now = 0
  /// When the prompt was shown.
  private var promptTime = 0
  /// Typed text that is not written yet, because `record off` is not part of the recording.
  private var pending: [(time: Int, text: String)] = []
  private var lines = 0

  /// A recording in a file that exists and is empty.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - isLive: Whether a person types.
  ///   - setting: The setting in which the session began, including the width of the screen.
  ///   - style: How pictures are drawn.
  ///   - replay: The lines that came before.
  /// - Throws: ``CommandError`` if it cannot be written.
  init(
    path: String, isLive: Bool, setting: Transcript.Setting, style: Style, after replay: Replay
  ) throws(CommandError) {
    file = try AppendOnlyFile(path: path)
    start = isLive ? ContinuousClock().now : nil
    let height = isLive ? TerminalDevice.height() : 24
    file.append(
      Self.header(setting, height: height, isLive: isLive, style: style, replay) + "\n")
    file.keep()
  }

  private static let styles: [(name: String, style: Style)] = [
    ("ascii", .ascii), ("coloured", .coloured), ("true-colour", Style(.characters, .mixed)),
    ("few colours", Style(.characters, .few)),
    ("half-blocks", Style(.blocks, .palette)),
    ("half-blocks in true colour", Style(.blocks, .mixed)),
  ]

  /// The style with this name in a header; plain if there is none.
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

  /// Ends the recording; nothing is added afterwards.
  func end() { file.close() }

  // MARK: Events

  private enum Kind: String { case output = "o", marker = "m" }

  private func write(_ kind: Kind, _ text: String, at time: Int) {
    now = max(now, time)
    let (seconds, rest) = now.quotientAndRemainder(dividingBy: 1_000_000)
    let digits = String(1_000_000 + rest).dropFirst()
    file.append("[\(seconds).\(digits), \"\(kind.rawValue)\", \(JSONText.quoted(text))]\n")
  }

  /// The time that has passed, or the simulated time.
  private var time: Int {
    guard let start else { return now }
    let passed = start.duration(to: ContinuousClock().now).components
    return Int(passed.seconds) * 1_000_000 + Int(passed.attoseconds / 1_000_000_000_000)
  }

  private func flush() {
    for event in pending { write(.output, event.text, at: event.time) }
    pending = []
  }

  /// Records what appears on the screen.
  func output(_ text: String) {
    guard !text.isEmpty else { return }
    flush()
    lines += text.utf8.count { $0 == UInt8(ascii: "\n") }
    let screen = text.utf8.contains(UInt8(ascii: "\n")) ? Self.onScreen(text) : text
    write(.output, screen, at: start == nil ? now + 30_000 : time)
  }

  /// Text with the line ends that a terminal needs.
  private static func onScreen(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
  }

  // MARK: Lines

  /// Records the prompt that waits for the user.
  func prompted(_ prompt: String) {
    pending = []
    promptTime = time
    write(.output, prompt, at: promptTime)
  }

  /// Records the line that the user has typed.
  func typed(_ line: String) {
    let end = time
    let keys = Array(line)
    let room = max(0, end - max(promptTime, now))
    let first = end - min(room, 250_000 + keys.count * 60_000)
    let gap = keys.isEmpty ? 0 : (end - first) / (keys.count + 3)
    pending = keys.enumerated().map { (first + $0.offset * gap, Self.shown($0.element)) }
    pending.append((end, "\r\n"))
  }

  /// Records a line that is about to be run; if nobody types, as if a person had typed it.
  func begin(_ line: String, prompt: String) {
    lines = 0
    guard start == nil, line.contains(where: { !$0.isWhitespace }) else { return }
    write(.output, prompt, at: now)
    let isRemark = line.first { !$0.isWhitespace } == "#"
    // Some keys take longer to type than others.
    let delays = isRemark ? [35_000, 45_000, 30_000] : [60_000, 80_000, 50_000, 70_000, 90_000]
    var time = now + 500_000
    for (index, key) in line.enumerated() {
      pending.append((time, Self.shown(key)))
      time += delays[index % delays.count]
    }
    pending.append((time + 250_000, "\r\n"))
    if isRemark { lines = 1 + line.count / 40 }
  }

  /// A key as the screen shows it, without control characters.
  private static func shown(_ key: Character) -> String {
    hasControls(String(key)) ? "?" : String(key)
  }

  /// Records the end of a line that was run: time to read, and what `check` needs to know about it.
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
    file.keep()
    guard start == nil else { return }
    now += min(7_000_000, 500_000 + lines * 260_000)
  }
}
