/// What a command printed: all of it, or the beginning and the end if it is long.
struct Printout {
  /// The number of lines that are kept at the beginning and at the end.
  static let ends = (first: 60, last: 40)
  private static let maximumLineLength = 400

  private var head: [String] = []
  private var tail: [String] = []
  private var skipped = 0

  init() {}

  /// Appends text that consists of whole lines.
  mutating func append(_ text: String) {
    for line in text.dropLast(text.hasSuffix("\n") ? 1 : 0)
      .split(separator: "\n", omittingEmptySubsequences: false)
    {
      // A suggestion of the next command is not an observation.
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
