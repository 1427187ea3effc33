import CTerminal
import SystemPackage

/// What can happen at the terminal.
enum KeyEvent {
  /// A byte of a key that was pressed.
  case byte(UInt8)
  /// The terminal is gone, or the process has been asked to end.
  case end
  /// Ctrl-C, which is still pending.
  case interrupt
  /// The window's size has changed.
  case resize
  /// Ctrl-Z.
  case suspend
  /// The process continues after having been stopped.
  case resume
  /// Nothing happened in the time.
  case timeout

  /// Makes a byte that was read the next one again.
  static func putBack(_ byte: UInt8) { cle_put_back(byte) }

  /// Waits for the next event, for at most some milliseconds if any are given. Only one byte is read
  /// at a time, so that text typed ahead is left for the next program.
  static func next(within milliseconds: Int32 = -1) -> KeyEvent {
    let keyboard = FileDescriptor(rawValue: cle_keyboard())
    while true {
      if Interrupt.isEnding { return .end }
      if Interrupt.isPending { return .interrupt }
      if let byte = UInt8(exactly: cle_take_back()) { return .byte(byte) }
      switch cle_wait(keyboard.rawValue, milliseconds) {
      case 0:
        // What can be read now was typed after a Ctrl-C that came meanwhile.
        if Interrupt.isPending { continue }
        do throws(Errno) {
          guard let bytes = try keyboard.readAvailable(atMost: 1) else { continue }
          return bytes.first.map(KeyEvent.byte) ?? .end
        } catch {
          return .end
        }
      case CLE_RESIZE: return .resize
      case CLE_SUSPEND: return .suspend
      case CLE_CONTINUE: return .resume
      case CLE_TIMEOUT: return .timeout
      default: continue
      }
    }
  }
}
