/// What every update so far came to, for learning curves.
///
/// Kept in blocks, so that copies of a journal share what lies behind them.
public struct Journal: Sendable {
  /// One update.
  public struct Entry: Hashable, Sendable {
    /// The loss before the update.
    public let loss: Float
    /// How many of the batch were answered right.
    public let correct: Int32
    /// How many were in the batch.
    public let count: Int32
    /// The time at which the update was done, as ``Trainer/clock`` counts it.
    public let clock: Int
  }

  private static let blockSize = 1_024
  private var blocks: [[Entry]] = []
  /// The time at which the network was new, as ``Trainer/clock`` counts it; `nil` until it is on a
  /// timeline.
  public internal(set) var start: Int?

  /// An empty journal.
  public init() {}

  /// How many updates it holds.
  public var count: Int {
    guard let last = blocks.last else { return 0 }
    return (blocks.count - 1) * Self.blockSize + last.count
  }

  /// The entry of one update; the first update's is 0.
  public subscript(update: Int) -> Entry {
    blocks[update / Self.blockSize][update % Self.blockSize]
  }

  mutating func append(_ entry: Entry) {
    if let last = blocks.last, last.count < Self.blockSize {
      blocks[blocks.count - 1].append(entry)
    } else {
      var block: [Entry] = []
      block.reserveCapacity(Self.blockSize)
      block.append(entry)
      blocks.append(block)
    }
  }

  /// Average loss and the share of right answers over some updates.
  public func average(_ updates: Range<Int>) -> (loss: Double, accuracy: Double) {
    var (loss, correct, count) = (0.0, 0, 0)
    for update in updates {
      let entry = self[update]
      loss += Double(entry.loss) * Double(entry.count)
      correct += Int(entry.correct)
      count += Int(entry.count)
    }
    return (loss / Double(max(count, 1)), Double(correct) / Double(max(count, 1)))
  }
}
