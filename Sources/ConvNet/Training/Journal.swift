/// The result of every update so far, for learning curves.
///
/// It is kept in blocks, so that copies of a journal share their common past.
public struct Journal: Sendable {
  /// One update.
  public struct Entry: Hashable, Sendable {
    /// The loss before the update.
    public let loss: Float
    /// How many images of the batch were answered correctly.
    public let correct: Int32
    /// How many images were in the batch; 0 for a network without a loss.
    public let count: Int32
    /// The time at which the update was done, as ``Trainer/clock`` counts it.
    package let clock: Int
  }

  private static let blockSize = 1_024
  private var blocks: [[Entry]] = []
  /// The time at which the network was new, as ``Trainer/clock`` counts it; `nil` until it is on a
  /// timeline.
  package internal(set) var start: Int?

  /// An empty journal.
  public init() {}

  /// How many updates it holds.
  public var count: Int {
    guard let last = blocks.last else { return 0 }
    return (blocks.count - 1) * Self.blockSize + last.count
  }

  /// The entry of one update, counted from 0.
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

  /// The first `count` updates.
  ///
  /// - Precondition: There are at least that many.
  func first(_ count: Int) -> Journal {
    guard count < self.count else { return self }
    var journal = self
    let (whole, rest) = count.quotientAndRemainder(dividingBy: Self.blockSize)
    journal.blocks = Array(blocks[..<whole])
    if rest > 0 { journal.blocks.append(Array(blocks[whole][..<rest])) }
    return journal
  }

  /// The average loss and the fraction of correct answers over some updates.
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
