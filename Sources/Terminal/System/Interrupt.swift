import CTerminal

/// Ctrl-C, and everything else that stops all work: a signal that asks the process to end, and an
/// output that cannot be written. Long work polls `isPending` between steps; nothing else stops it.
package enum Interrupt {
  /// From here on, Ctrl-C sets a flag instead of ending the process, as does a signal that asks it
  /// to end, and writing to a closed pipe is an error instead of a signal. This also works without
  /// a `LineEditor`; a second call has no effect.
  package static func install() { _ = cle_install_signals() }

  package static var isPending: Bool { cle_interrupt_pending() }

  package static func clear() { cle_interrupt_clear() }

  /// Stops all work, as Ctrl-C does.
  static func stop() { cle_interrupt_set() }

  /// Whether a signal has asked the process to end; ``clear()`` does not undo that.
  package static var isEnding: Bool { cle_is_ending() }

  /// Ends the process with the signal that asked for it, if there was one.
  package static func endIfAsked() { cle_end() }

  /// How many interrupts there have been, to detect one in between even if it was cleared.
  static var count: Int32 { cle_interrupt_count() }
}
