import Dispatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Work on several cores at once. It is split by outputs, never by the terms of a sum, so that
/// results do not depend on how many cores there are.
package enum Parallel {
  /// How many cores work together.
  package static let cores = max(1, min(16, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))

  /// So much work, in products and sums, is worth a part of its own: another core takes some 30 us
  /// to wake up.
  private static let leastWork = 800_000

  /// So much work is the most that a part has where there are outputs enough to split it: work that
  /// may be given up is given up between parts.
  private static let maximumWork = 1_000_000_000

  /// Whether the work that is going on is to be given up.
  @TaskLocal private static var question: Question?

  private struct Question: @unchecked Sendable {
    let ask: () -> Bool
  }

  /// Does work that may be given up on the way: its splits then leave out what they have not begun.
  ///
  /// - Parameters:
  ///   - shouldStop: Asked before each part of a split, also on other threads; once true, it stays so.
  ///   - body: The work.
  /// - Returns: Whether all was done; where not, nothing that `body` has computed may be used.
  package static func run(until shouldStop: () -> Bool, _ body: () -> Void) -> Bool {
    withoutActuallyEscaping(shouldStop) { shouldStop in
      $question.withValue(Question(ask: shouldStop)) { body() }
      return !shouldStop()
    }
  }

  /// Calls `body` with parts of 0..<count that together are all of it, at the same time where the
  /// work is worth it. Inside ``run(until:_:)`` there may be fewer.
  ///
  /// - Parameters:
  ///   - count: How many outputs there are.
  ///   - work: Products and sums an output.
  ///   - parts: How many parts there may be for each core: with several, a core that comes late, or
  ///     has other things to do, leaves more of them to the others.
  ///   - body: Computes a part of the outputs, and touches no others.
  static func split(
    _ count: Int, work: Int, parts: Int = 4, _ body: (Range<Int>) -> Void
  ) {
    let total = count * work
    let wanted = max(cores > 1 ? cores * parts : 1, total / maximumWork)
    let parts = min(wanted, count, max(1, total / leastWork))
    guard parts > 1 else { return body(0..<count) }
    let question = question
    withoutActuallyEscaping(body) { body in
      let work = Shared(run: body)
      DispatchQueue.concurrentPerform(iterations: parts) { part in
        guard !(question?.ask() ?? false) else { return }
        work.run(count * part / parts..<count * (part + 1) / parts)
      }
    }
  }

  /// Work that several cores do at once; each call of it touches outputs of its own only.
  private struct Shared<Input, Output>: @unchecked Sendable {
    let run: (Input) -> Output
  }

  /// What `transform` makes of each number of 0..<count, in order, several at the same time.
  package static func map<Result: Sendable>(
    _ count: Int, _ transform: (Int) -> Result
  ) -> [Result] {
    let results = Slots<Result>(count)
    withoutActuallyEscaping(transform) { transform in
      let work = Shared(run: transform)
      DispatchQueue.concurrentPerform(iterations: count) { results[$0] = work.run($0) }
    }
    return results.values
  }

  /// One place a result, each written by one core only.
  private final class Slots<Value>: @unchecked Sendable {
    private let buffer: UnsafeMutableBufferPointer<Value?>

    init(_ count: Int) {
      buffer = .allocate(capacity: count)
      buffer.initialize(repeating: nil)
    }

    deinit {
      buffer.deinitialize()
      buffer.deallocate()
    }

    subscript(index: Int) -> Value? {
      get { buffer[index] }
      set { buffer[index] = newValue }
    }

    var values: [Value] { buffer.compactMap { $0 } }
  }
}
