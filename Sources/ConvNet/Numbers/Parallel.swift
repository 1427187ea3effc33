import Dispatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Work on several cores at once. It is split by outputs, never by the terms of a sum, so that
/// results do not depend on the number of cores.
package enum Parallel {
  /// How many cores work together.
  package static let cores = max(1, min(16, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))

  /// The least work, in products and sums, that is worth a part of its own: waking another core
  /// takes about 30 us.
  private static let leastWork = 800_000

  /// The most work that a part has, if there are enough outputs to split it: work that may be
  /// stopped is stopped between parts.
  private static let maximumWork = 1_000_000_000

  /// Calls `body` with parts of 0..<count that together cover all of it, in parallel if the work is
  /// worth it. After an ``Interruption`` the rest is skipped.
  ///
  /// - Parameters:
  ///   - count: How many outputs there are.
  ///   - work: Products and sums per output.
  ///   - parts: How many parts there may be per core: with several, a core that starts late, or is
  ///     busy with other things, leaves more of them to the others.
  ///   - body: Computes a part of the outputs, and does not touch any others.
  static func split(
    _ count: Int, work: Int, parts: Int = 4, _ body: (Range<Int>) -> Void
  ) {
    let total = count * work
    let wanted = max(cores > 1 ? cores * parts : 1, total / maximumWork)
    let parts = min(wanted, count, max(1, total / leastWork))
    guard parts > 1 else { return body(0..<count) }
    let question = Interruption.question
    withoutActuallyEscaping(body) { body in
      let work = Shared(run: body)
      DispatchQueue.concurrentPerform(iterations: parts) { part in
        guard !(question?.isRequested ?? false) else { return }
        work.run(count * part / parts..<count * (part + 1) / parts)
      }
    }
  }

  /// Work that several cores do at once; each call touches only its own outputs.
  private struct Shared<Input, Output>: @unchecked Sendable {
    let run: (Input) -> Output
  }

  /// The result of `transform` for each number of 0..<count, in order; several are computed at
  /// once.
  package static func map<Result: Sendable>(
    _ count: Int, _ transform: (Int) -> Result
  ) -> [Result] {
    let results = Slots<Result>(count)
    let question = Interruption.question
    withoutActuallyEscaping(transform) { transform in
      let work = Shared(run: transform)
      DispatchQueue.concurrentPerform(iterations: count) { index in
        results[index] = Interruption.$question.withValue(question) { work.run(index) }
      }
    }
    return results.values
  }

  /// One slot per result, each written by one core only.
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
