import CTerminal
import SystemPackage

/// What can happen at the terminal.
enum KeyEvent {
  /// A byte of a key that was pressed.
  case byte(UInt8)
  /// The terminal is gone.
  case end
  /// Ctrl-C, which is pending.
  case interrupt
  /// The window's size has changed.
  case resize
  /// Ctrl-Z.
  case suspend
  /// The process continues after it was stopped.
  case resume

  /// Waits for the next event. One byte is read at a time, so that what is typed ahead stays where
  /// the next program finds it.
  static func next() -> KeyEvent {
    while true {
      switch cle_wait(FileDescriptor.standardInput.rawValue) {
      case 0:
        do throws(Errno) {
          guard let bytes = try FileDescriptor.standardInput.readAvailable(atMost: 1) else {
            continue
          }
          return bytes.first.map(KeyEvent.byte) ?? .end
        } catch {
          return .end
        }
      case CLE_INTERRUPT where Interrupt.isPending: return .interrupt
      case CLE_RESIZE: return .resize
      case CLE_SUSPEND: return .suspend
      case CLE_CONTINUE: return .resume
      default: continue
      }
    }
  }
}
