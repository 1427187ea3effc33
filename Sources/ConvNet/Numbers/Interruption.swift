import Synchronization

/// Work that the user may stop: the only place where long loops check for that.
///
/// A loop that finds ``isRequested`` returns at once, and its result must not be used. Whoever
/// began the work with ``run(until:_:)`` learns of it and discards what was computed.
package enum Interruption {
  /// The question that the work asks, and whether the answer was ever yes.
  final class Question: @unchecked Sendable {
    private let shouldStop: () -> Bool
    /// The question of the enclosing work.
    private let outer = question
    private let wasAnswered = Atomic(false)

    init(_ shouldStop: @escaping () -> Bool) { self.shouldStop = shouldStop }

    /// Whether the work should stop. Once true, it stays true.
    var isRequested: Bool {
      if isGivenUp { return true }
      guard outer?.isRequested ?? false || $question.withValue(outer, operation: shouldStop) else {
        return false
      }
      wasAnswered.store(true, ordering: .relaxed)
      return true
    }

    /// Whether part of the work has asked, and stopped.
    var isGivenUp: Bool { wasAnswered.load(ordering: .relaxed) }
  }

  /// The question of the current work. It is passed on to other threads.
  @TaskLocal static var question: Question?

  /// Whether the current work should stop.
  package static var isRequested: Bool { question?.isRequested ?? false }

  /// Whether part of the current work has already been skipped.
  package static var isGivenUp: Bool { question?.isGivenUp ?? false }

  /// The parts of 0..<count in order, each of them short work. There are no more once the work
  /// should stop.
  package static func parts(of count: Int, size: Int = 1 << 20) -> some Sequence<Range<Int>> {
    stride(from: 0, to: count, by: size).lazy.prefix { _ in !isRequested }
      .map { $0..<min($0 + size, count) }
  }

  /// Does work that may be stopped on the way. Work started this way within it stops with it, and
  /// learns of the stop by itself.
  ///
  /// - Parameters:
  ///   - shouldStop: Asked often, also on other threads, as if from outside the work.
  ///   - body: The work.
  /// - Returns: `nil` if part of the work was skipped, whatever it threw or returned.
  package static func run<Result>(
    until shouldStop: () -> Bool, _ body: () throws -> Result
  ) rethrows -> Result? {
    try withoutActuallyEscaping(shouldStop) { shouldStop in
      let question = Question(shouldStop)
      return try $question.withValue(question) {
        do {
          let result = try body()
          return question.isGivenUp ? nil : result
        } catch {
          if question.isGivenUp { return nil }
          throw error
        }
      }
    }
  }
}
