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

  /// Calls `body` with parts of 0..<count that together are all of it, at the same time where the
  /// work is worth it.
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
    guard cores > 1 else { return body(0..<count) }
    let parts = min(cores * parts, count, max(1, count * work / leastWork))
    guard parts > 1 else { return body(0..<count) }
    withoutActuallyEscaping(body) { body in
      let work = Shared(run: body)
      DispatchQueue.concurrentPerform(iterations: parts) { part in
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
