/// Which classes are taken for which.
package struct ConfusionMatrix: Sendable {
  let names: [String]
  /// Images of class `row` that were called `column`.
  private(set) var counts: [[Int]]

  package init(names: [String]) {
    self.names = names
    counts = [[Int]](repeating: [Int](repeating: 0, count: names.count), count: names.count)
  }

  /// Counts one image.
  ///
  /// - Precondition: Both are classes.
  package mutating func count(label: Int, answer: Int) {
    counts[label][answer] += 1
  }

  package var total: Int { counts.lazy.joined().reduce(0, +) }
  package var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// The table with its sums and each class's recall, and the largest confusions in words.
  package func block(width: Int) -> TextBlock {
    let short = names.map { String($0.prefix(width >= 100 ? 10 : 4)) }
    var table = Table(["is \\ said"] + short + ["sum", "recall"], alignments: [.left])
    for (label, row) in counts.enumerated() {
      let sum = row.reduce(0, +)
      let cells = row.enumerated().map { answer, count in
        count == 0 ? "." : answer == label ? "[\(count)]" : "\(count) "
      }
      table.append(
        [names[label]] + cells.map { $0 == "." ? ". " : $0 }
          + [String(sum), sum == 0 ? "-" : Numbers.percent(Double(row[label]) / Double(sum))],
        inks: Dictionary(
          uniqueKeysWithValues: row.indices.map { answer in
            (answer + 1, row[answer] == 0 ? .faint : answer == label ? .right : .wrong)
          }))
    }
    let columns = counts.indices.map { column in counts.reduce(0) { $0 + $1[column] } }
    table.append(
      ["sum"] + columns.map { "\($0) " }
        + [
          String(total),
          total == 0 ? "-" : Numbers.percent(Double(correct) / Double(total), places: 1),
        ])
    let block = table.block(width: width, gap: 1)
    return block.above(.stacked(confusions.map { .wrapped($0, width: width, hanging: 2) }))
  }

  /// The largest confusions: `9 of 107 4s were called 9` says less than which way it went.
  var confusions: [String] {
    guard total > 0 else { return ["no image has been classified yet"] }
    let wrong = total - correct
    guard wrong > 0 else { return ["all \(Numbers.count(total)) right: no confusions"] }
    let pairs = counts.indices.flatMap { label in
      counts.indices.compactMap { answer in
        label != answer && counts[label][answer] > 0
          ? (label: label, answer: answer, count: counts[label][answer]) : nil
      }
    }.sorted { ($1.count, $0.label, $0.answer) < ($0.count, $1.label, $1.answer) }
    return ["\(Numbers.count(wrong)) of \(Numbers.count(total)) wrong; most often:"]
      + pairs.prefix(3).map { pair in
        let sum = counts[pair.label].reduce(0, +)
        return "  a \(names[pair.label]) called \(names[pair.answer]): \(pair.count) of "
          + "\(Numbers.count(sum)) (\(Numbers.percent(Double(pair.count) / Double(sum))))"
      }
  }
}
