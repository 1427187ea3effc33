import CTerminal
import SystemPackage

/// Shows a text that is longer than the screen, a screenful at a time, to a person at a terminal.
///
/// `BACKSTEP_PAGER`, or else `PAGER`, names a program to use; if neither is set, the text pauses by
/// itself after every screenful, and a key that turns no page begins the next line. Set to nothing or
/// to `cat`, there is no paging.
package struct Pager {
  /// How a text is shown.
  package enum Way: Equatable, Sendable {
    /// Unpaged.
    case none
    /// With a pause after every screenful.
    case own
    /// Through a program: a command line for `sh`.
    case program(String)
  }

  private let way: Way
  private let output: TextOutput

  /// A pager on a terminal, configured by the environment.
  package init(_ output: TextOutput) {
    self.output = output
    way = Self.way(environment(_:))
  }

  package static func way(_ environment: (String) -> String?) -> Way {
    guard let name = environment("BACKSTEP_PAGER") ?? environment("PAGER") else { return .own }
    let command = name.filter { $0 != " " }
    return command.isEmpty || command == "cat" ? .none : .program(name)
  }

  /// How many rows a line takes; escape sequences take no room.
  package static func rows(of line: some StringProtocol, columns: Int) -> Int {
    let columns = Swift.max(1, columns)
    var isEscape = false
    var width = 0
    for scalar in line.unicodeScalars {
      if isEscape {
        isEscape = !scalar.properties.isAlphabetic
      } else if scalar == "\u{1B}" {
        isEscape = true
      } else {
        width += displayWidth(of: scalar)
      }
    }
    return Swift.max(1, (width + columns - 1) / columns)
  }

  /// Shows a text; without paging if it fits on the screen, with room for a prompt below.
  package func show(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let (height, columns) = (TerminalDevice.height(), TerminalDevice.width())
    let isLong = lines.lazy.map { Self.rows(of: $0, columns: columns) }.reduce(0, +) >= height
    // Text that was typed ahead, or pasted, is for the prompt: nobody is waiting to read.
    guard isLong, way != .none, !cle_can_read(FileDescriptor.standardInput.rawValue) else {
      return output.write(text)
    }
    if case .program(let command) = way {
      if !run(command, on: text) { output.write(text) }
    } else {
      showByScreenfuls(lines)
    }
  }

  // MARK: Another program

  /// Whether the program has shown the text, as far as its exit code tells; what a signal ended, the
  /// user has seen.
  private func run(_ command: String, on text: String) -> Bool {
    // F: exit if everything fits. R: colours. X: leave the text on the screen.
    switch try? ForegroundProgram.run("LESS=${LESS-FRX}; export LESS; " + command, on: text) {
    // The shell reports a signal as a code above 128.
    case .code(let code)?: return code == 0 || code > 128
    case .signal?: return true
    case nil: return false
    }
  }

  // MARK: Screenfuls

  private static let prompt = "-- more -- Enter: next line, Space: next page, q: quit"

  private enum Answer { case line, page, quit }

  private func showByScreenfuls(_ lines: some Collection<Substring>) {
    guard let keys = KeyReader() else { return output.write(lines.joined(separator: "\n") + "\n") }
    defer { keys.close() }
    var left = TerminalDevice.height() - 1
    for line in lines {
      let rows = Self.rows(of: line, columns: TerminalDevice.width())
      if rows > left {
        switch ask(keys) {
        case .line: left = rows
        case .page: left = Swift.max(rows, TerminalDevice.height() - 1)
        case .quit: return
        }
      }
      output.write(line + "\n")
      left -= rows
    }
  }

  private func ask(_ keys: KeyReader) -> Answer {
    var prompt = ""
    func draw() {
      prompt = String(Self.prompt.prefix(Swift.max(1, TerminalDevice.width() - 1)))
      output.write(prompt)
    }
    draw()
    defer { output.write("\r" + String(repeating: " ", count: prompt.count) + "\r") }
    while true {
      switch keys.nextByte() {
      case .byte(let byte):
        switch byte {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return .line
        case UInt8(ascii: " "): return .page
        case UInt8(ascii: "q"), UInt8(ascii: "Q"), 4: return .quit
        default:
          // Somebody types the next line already.
          KeyEvent.putBack(byte)
          return .quit
        }
      case .changed:
        // A terminal that became narrower has broken the prompt.
        let above = Self.rows(of: prompt, columns: TerminalDevice.width()) - 1
        output.write("\r" + (above > 0 ? "\u{1B}[\(above)A" : "") + "\u{1B}[J")
        draw()
      case .timeout: continue
      case .end: return .quit
      }
    }
  }
}
