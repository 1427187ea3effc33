import CTerminal
import SystemPackage

/// What the person at the terminal does.
enum KeyEvent {
  /// A byte of a key that was pressed.
  case byte(UInt8)
  /// There is no terminal any more.
  case end
  /// Ctrl-C, which is pending.
  case interrupt
  /// The window has another size.
  case resize
  /// Ctrl-Z.
  case suspend
  /// The process goes on after it was stopped.
  case resume

  /// Waits for the next. One byte is read at a time: what is typed ahead stays where the next program
  /// finds it.
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
