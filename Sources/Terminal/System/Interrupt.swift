import CTerminal

/// Ctrl-C. Long work asks `isPending` between steps; nothing else happens until somebody asks.
package enum Interrupt {
  /// From here on Ctrl-C sets a flag instead of ending the process, and writing to a closed pipe is
  /// an error instead of a signal. Without a `LineEditor` too; a second call does nothing.
  package static func install() { _ = cle_install_signals() }

  package static var isPending: Bool { cle_interrupt_pending() }

  package static func clear() { cle_interrupt_clear() }

  /// How many there have been; tells whether one came in between, even if it has been cleared.
  static var count: Int32 { cle_interrupt_count() }
}
