/// What a command printed; of a long one the beginning and the end.
struct Printout {
  /// Lines that are kept of the beginning, and of the end.
  static let ends = (first: 60, last: 40)
  private static let maximumLineLength = 400

  private var head: [String] = []
  private var tail: [String] = []
  private var skipped = 0

  init() {}

  /// Takes text that ends its lines.
  mutating func append(_ text: String) {
    for line in text.dropLast(text.hasSuffix("\n") ? 1 : 0)
      .split(separator: "\n", omittingEmptySubsequences: false)
    {
      // What could be done next is no observation.
      if line.hasPrefix(Console.hint) { continue }
      let line = String(line.prefix(Self.maximumLineLength))
      if head.count < Self.ends.first {
        head.append(line)
        continue
      }
      tail.append(line)
      if tail.count >= 2 * Self.ends.last {
        skipped += tail.count - Self.ends.last
        tail.removeFirst(tail.count - Self.ends.last)
      }
    }
  }

  /// The lines, with a remark where some are left out.
  var lines: [String] {
    let surplus = max(0, tail.count - Self.ends.last)
    let left = skipped + surplus
    return head + (left > 0 ? ["(\(left) more lines)"] : []) + tail.dropFirst(surplus)
  }
}
