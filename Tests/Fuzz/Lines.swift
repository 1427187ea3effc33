import ConvNet
import Shell
import Terminal

/// What a person types.
enum Lines {
  /// The toy, a step of it done: every place has numbers.
  static let session: Session = {
    do {
      let interpreter = Interpreter(
        session: try Session.digits(seed: 1, folders: .none), console: Console { _ in })
      for line in ["load toy", "image 0", "backward"] { try interpreter.run(line) }
      return interpreter.session
    } catch {
      fatalError("the session cannot be made: \(error)")
    }
  }()

  /// A session in which nothing works for long.
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

  /// Whether a terminal shows it and does nothing else.
  static func isClean(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy {
      $0 == "\n" || ($0.value >= 32 && $0.value != 127 && !(0x80..<0xA0).contains($0.value))
    }
  }

  /// Whether it stays in the folder that it is run in, and on this machine; `detect` trains for long.
  static func isHarmless(_ line: String) -> Bool {
    !["/", "~", "..", "fet", "det"].contains { line.contains($0) }
  }

  /// The bytes are a line that is run: output, or one error which changes nothing.
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

  /// The first byte says where the cursor is, the others are the line.
  static func complete(_ bytes: [UInt8]) {
    guard let cursor = bytes.first, bytes.count < 400,
      let line = String(validating: bytes.dropFirst(), as: UTF8.self), isHarmless(line)
    else { return }
    let end = Swift.min(Int(cursor), line.count)
    let found = interpreter().complete(line, end)
    precondition((0...end).contains(found.start), "outside the line")
  }

  /// The bytes name a place that is read and explained.
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
