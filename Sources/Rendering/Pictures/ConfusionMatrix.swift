/// Which classes are mistaken for which.
package struct ConfusionMatrix: Sendable {
  private struct Cell: Hashable {
    let label: Int
    let answer: Int
  }

  /// What is shown: every class, or the classes that are confused most, with all others combined.
  struct Shown {
    /// The names of the rows and columns.
    let names: [String]
    /// The number of images of row `row` whose answer belongs to column `column`.
    let counts: [[Int]]
    /// The number of images in each row that were answered correctly.
    let right: [Int]
    /// How many classes are combined in the last row and column; 0 if each has its own.
    let others: Int

    /// Whether the answers in a cell are right. In the cell of the combined classes, some may be
    /// right and some wrong.
    func isRight(_ row: Int, _ column: Int) -> Bool {
      row == column && (others == 0 || row < names.count - 1)
    }
  }

  /// If there are more classes, some of them share a row and a column.
  package static let mostShown = 40
  /// The maximum number of classes with a row of their own in that case.
  private static let mostFolded = 20

  private let names: [String]
  private var counts: [Cell: Int] = [:]

  package init(names: [String]) { self.names = names }

  /// Counts one image.
  ///
  /// - Precondition: Both are valid class indices.
  package mutating func count(label: Int, answer: Int) {
    precondition(
      names.indices.contains(label) && names.indices.contains(answer), "A class has a name.")
    counts[Cell(label: label, answer: answer), default: 0] += 1
  }

  package var total: Int { counts.values.reduce(0, +) }
  package var correct: Int {
    counts.reduce(0) { $0 + ($1.key.label == $1.key.answer ? $1.value : 0) }
  }

  /// The part of the matrix that is shown.
  var shown: Shown {
    let places = rows
    let others = names.count - places.count
    let size = places.count + (others > 0 ? 1 : 0)
    var table = [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
    var right = [Int](repeating: 0, count: size)
    for (cell, count) in counts {
      let row = places[cell.label] ?? size - 1
      table[row][places[cell.answer] ?? size - 1] += count
      if cell.label == cell.answer { right[row] += count }
    }
    let order = places.sorted { $0.value < $1.value }
    return Shown(
      names: order.map { names[$0.key] } + (others > 0 ? ["others"] : []), counts: table,
      right: right, others: others)
  }

  /// The row of each class that has its own. If there are too many classes, these are the ones that
  /// take part in the most confusions, in their original order.
  private var rows: [Int: Int] {
    var classes = Array(names.indices)
    if names.count > Self.mostShown {
      var confused: [Int: Int] = [:]
      for (cell, count) in counts where cell.label != cell.answer {
        confused[cell.label, default: 0] += count
        confused[cell.answer, default: 0] += count
      }
      let sorted = confused.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      classes = sorted.prefix(Self.mostFolded).map(\.key).sorted()
    }
    return Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
  }

  /// The table with its totals and each class's recall, and the largest confusions in words.
  package func block(width: Int) -> TextBlock {
    let shown = shown
    let short = shown.names.map { String($0.prefix(width >= 100 ? 10 : 4)) }
    var table = Table(["label"] + short + ["sum", "recall"], alignments: [.left])
    for (label, row) in shown.counts.enumerated() {
      let sum = row.reduce(0, +)
      let cells = row.enumerated().map { answer, count in
        count == 0 ? "." : shown.isRight(label, answer) ? "[\(count)]" : "\(count) "
      }
      table.append(
        [shown.names[label]] + cells.map { $0 == "." ? ". " : $0 }
          + [
            String(sum),
            sum == 0 ? "-" : Numbers.percent(Double(shown.right[label]) / Double(sum)),
          ],
        inks: Dictionary(
          uniqueKeysWithValues: row.indices.map { answer in
            (answer + 1, row[answer] == 0 ? .faint : shown.isRight(label, answer) ? .right : .wrong)
          }))
    }
    let columns = shown.counts.indices.map { column in
      shown.counts.reduce(0) { $0 + $1[column] }
    }
    table.append(
      ["sum"] + columns.map { "\($0) " }
        + [
          String(total),
          total == 0 ? "-" : Numbers.percent(Double(correct) / Double(total), places: 1),
        ])
    let block = table.block(width: width, gap: 1)
    return TextBlock.wrapped(
      "a row for each label, a column for each answer", width: width, hanging: 2
    ).above(block).above(
      .stacked((folding + confusions).map { .wrapped($0, width: width, hanging: 2) }))
  }

  /// A note about the classes that are combined, if any are.
  var folding: [String] {
    let others = names.count - rows.count
    guard others > 0 else { return [] }
    return [
      "Of \(Numbers.count(names.count)) classes, those that are confused most have a row each; "
        + "`others` stands for the other \(Numbers.count(others)) together."
    ]
  }

  /// The largest confusions in words: `a 4 called 9: 9 of 107 (8 %)`.
  var confusions: [String] {
    guard total > 0 else { return ["no image has been classified yet"] }
    let wrong = total - correct
    guard wrong > 0 else { return ["all \(Numbers.count(total)) right: no confusions"] }
    let pairs = counts.filter { $0.key.label != $0.key.answer }.sorted {
      ($1.value, $0.key.label, $0.key.answer) < ($0.value, $1.key.label, $1.key.answer)
    }
    return ["\(Numbers.count(wrong)) of \(Numbers.count(total)) wrong; most often:"]
      + pairs.prefix(3).map { pair, count in
        let sum = counts.reduce(0) { $0 + ($1.key.label == pair.label ? $1.value : 0) }
        return "  a \(names[pair.label]) called \(names[pair.answer]): \(count) of "
          + "\(Numbers.count(sum)) (\(Numbers.percent(Double(count) / Double(sum))))"
      }
  }
}
