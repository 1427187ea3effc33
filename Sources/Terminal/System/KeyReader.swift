import CTerminal

/// The keys of a terminal as they are pressed, without echo and without waiting for Enter.
package final class KeyReader {
  /// A key.
  package enum Key: Equatable, Sendable {
    case character(Character)
    case left, right, up, down, pageUp, pageDown, home, end
    /// Enter.
    case enter
    /// A key that has no meaning here.
    case other
  }

  /// What can happen.
  package enum Event: Equatable, Sendable {
    case key(Key)
    /// The window was resized, or is visible again after a stop: its content is gone.
    case changed
    /// Nothing was pressed in the time.
    case timeout
    /// Ctrl-C, or the terminal is gone.
    case end
  }

  /// A byte, or what else can happen.
  enum Byte {
    case byte(UInt8)
    case changed, timeout, end
  }

  private let settings: TerminalDevice.Settings

  /// Takes the terminal on standard input; `nil` if there is none.
  package init?() {
    guard let settings = TerminalDevice.Settings() else { return nil }
    self.settings = settings
    settings.setRaw()
    cle_begin_editing()
  }

  /// Gives the terminal back.
  package func close() {
    cle_end_editing()
    settings.putBack()
  }

  func nextByte(within milliseconds: Int32 = -1) -> Byte {
    switch KeyEvent.next(within: milliseconds) {
    case .byte(let byte): return .byte(byte)
    case .end, .interrupt: return .end
    case .suspend:
      settings.putBack()
      cle_suspend()
      settings.setRaw()
      return .changed
    case .resume:
      settings.setRaw()
      return .changed
    case .resize: return .changed
    case .timeout: return .timeout
    }
  }

  /// Waits for a key.
  ///
  /// - Parameter milliseconds: For how long.
  /// - Returns: What happened.
  package func next(within milliseconds: Int32) -> Event {
    switch nextByte(within: milliseconds) {
    case .changed: .changed
    case .timeout: .timeout
    case .end: .end
    case .byte(27): .key(escaped())
    case .byte(UInt8(ascii: "\n")), .byte(UInt8(ascii: "\r")): .key(.enter)
    case .byte(let byte):
      .key(byte < 128 ? .character(Character(UnicodeScalar(byte))) : .other)
    }
  }

  /// How long the bytes of one key may be apart, in milliseconds.
  private static let patience: Int32 = 30

  /// The key whose code begins with an escape character: `ESC [ C`, `ESC O C`, `ESC [ 5 ~`.
  private func escaped() -> Key {
    guard case .byte(let first) = nextByte(within: Self.patience) else { return .other }
    guard first == UInt8(ascii: "[") || first == UInt8(ascii: "O") else { return .other }
    var code = ""
    while code.utf8.count < 8, case .byte(let byte) = nextByte(within: Self.patience) {
      code.append(Character(UnicodeScalar(byte)))
      // The last byte of a code is a letter or ~.
      if byte >= 64 { break }
    }
    return switch code {
    case "A": .up
    case "B": .down
    case "C": .right
    case "D": .left
    case "H", "1~", "7~": .home
    case "F", "4~", "8~": .end
    case "5~": .pageUp
    case "6~": .pageDown
    default: .other
    }
  }
}
