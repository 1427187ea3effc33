import ConvNet
import Shell
import Terminal

/// What a user types.
enum Lines {
  /// The toy, with a complete step done, so that every place has numbers. One thread fuzzes.
  nonisolated(unsafe) static let session: Session = {
    do {
      let interpreter = Interpreter(
        session: try Session.digits(seed: 1, folders: .none), console: Console { _ in })
      for line in ["load toy", "image 0", "backward"] { try interpreter.run(line) }
      return interpreter.session
    } catch {
      fatalError("the session cannot be made: \(error)")
    }
  }()

  /// A session in which nothing runs for long.
  static func interpreter() -> Interpreter {
    var asked = 0
    return Interpreter(
      session: session,
      console: Console(
        isInterrupted: {
          asked += 1
          return asked > 200
        }, output: { precondition(isClean($0), "it steers the terminal: \($0.debugDescription)") }))
  }

  /// Whether it contains only characters that a terminal shows.
  static func isClean(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy {
      $0 == "\n" || ($0.value >= 32 && $0.value != 127 && !(0x80..<0xA0).contains($0.value))
    }
  }

  /// Whether it only affects its own folder, and this machine; `detect` trains for too long.
  static func isHarmless(_ line: String) -> Bool {
    !["/", "~", "..", "fet", "det"].contains { line.contains($0) }
  }

  /// The bytes are a line to run, which gives output, or one error and no change.
  static func run(_ bytes: [UInt8]) {
    guard let line = String(validating: bytes, as: UTF8.self), line.utf8.count < 400,
      isHarmless(line)
    else { return }
    let interpreter = interpreter()
    do throws(CommandError) {
      try interpreter.run(line)
    } catch {
      let report = error.report(in: line, origin: "error: ")
      precondition(isClean(report), "it steers the terminal: \(report.debugDescription)")
    }
  }

  /// The first byte is the position of the cursor, the rest is the line.
  static func complete(_ bytes: [UInt8]) {
    guard let cursor = bytes.first, bytes.count < 400,
      let line = String(validating: bytes.dropFirst(), as: UTF8.self), isHarmless(line)
    else { return }
    let end = Swift.min(Int(cursor), line.count)
    let found = interpreter().complete(line, end)
    precondition((0...end).contains(found.start), "outside the line")
  }

  /// The bytes are the name of a place to read and explain.
  static func place(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self), text.utf8.count < 400,
      let place = try? Place(parsing: text)
    else { return }
    precondition((try? Place(parsing: place.description)) == place, "\(place) does not come back")
    _ = try? session.trainer.read(place)
    if let explanation = try? session.trainer.explain(place) {
      precondition(
        explanation.arithmetic.evaluate().bitPattern == explanation.value.bitPattern,
        "\(place) does not add up")
    }
  }
}
