import CTerminal
package import SystemPackage

/// A program that this one has started, with its arguments passed unchanged.
///
/// It ignores only those signals that were ignored when Backstep was started, as by `nohup`.
package struct NewProcess: Sendable {
  /// How a program ended.
  package enum Ending: Equatable, Sendable {
    case code(Int32)
    case signal(Int32)
  }

  /// A change of a program's state.
  package enum Event: Equatable, Sendable {
    case none, stopped, continued
    case ended(Ending)
  }

  private let id: Int32

  /// Starts a program, found as a shell would find it.
  ///
  /// - Parameters:
  ///   - name: The program.
  ///   - arguments: Its arguments.
  ///   - environment: Strings of the form NAME=VALUE; `nil` for this process's environment.
  ///   - input: Its standard input; `nil` for an empty one.
  ///   - output: Its standard output; `nil` to discard it.
  ///   - errors: Its standard error; `nil` to discard it.
  /// - Throws: `Errno` if it cannot be started.
  package init(
    _ name: String, _ arguments: [String], environment: [String]? = nil, input: FileDescriptor?,
    output: FileDescriptor?, errors: FileDescriptor?
  ) throws(Errno) {
    var id: Int32 = 0
    let streams = [input, output, errors].map { $0?.rawValue ?? CLE_NOWHERE }
    let code = Self.withStrings([name] + arguments) { arguments in
      guard let environment else { return cle_spawn(&id, name, arguments, nil, streams) }
      return Self.withStrings(environment) { cle_spawn(&id, name, arguments, $0, streams) }
    }
    guard code == 0 else { throw Errno(rawValue: code) }
    self.id = id
  }

  /// The next change of its state; waits for one if `waits` is true. There are no more after the
  /// program has ended.
  package func event(waits: Bool) -> Event {
    var value: Int32 = 0
    return switch cle_child(id, waits, &value) {
    case CLE_RUNNING: .none
    case CLE_STOPPED: .stopped
    case CLE_CONTINUED: .continued
    case CLE_EXITED: .ended(.code(value))
    case CLE_SIGNALED: .ended(.signal(value))
    // Its end has already been reported.
    default: .ended(.code(-1))
    }
  }

  package func terminate() { SystemCalls.send(.terminate, to: id) }
  package func kill() { SystemCalls.send(.kill, to: id) }
  package func resume() { SystemCalls.send(.continue, to: id) }

  /// Strings as a null-terminated array of C strings.
  private static func withStrings<R>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R
  ) -> R {
    let copies = strings.map { string in
      let bytes = string.utf8CString
      let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count)
      _ = copy.initialize(from: bytes)
      return copy
    }
    defer { for copy in copies { copy.deallocate() } }
    return body(copies.map(\.baseAddress) + [nil])
  }
}
