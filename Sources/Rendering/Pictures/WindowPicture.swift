/// One pooling window in detail: its values, the winner, the incoming gradient and where it went.
package enum WindowPicture {
  /// What the program that shows the window says about ties, in parentheses and after a colon.
  package struct AboutTies: Sendable {
    fileprivate let rule: String
    fileprivate let more: String

    /// - Parameters:
    ///   - rule: Where to set the rule that decides ties.
    ///   - more: Where to read more about ties.
    package init(rule: String, more: String) {
      self.rule = rule
      self.more = more
    }
  }

  /// - Precondition: The window exists.
  package static func block(
    _ route: PoolingRoute, row: Int, column: Int, aboutTies: AboutTies? = nil, width: Int
  ) -> TextBlock {
    let cells = route.cells(row: row, column: column)
    let winner = route.winner(row: row, column: column)
    let tied = route.tied(row: row, column: column)
    let largest = route.values[winner.row, winner.column]

    let values = Numbers.column(cells.map { route.values[$0.row, $0.column] })
    let switches = cells.map { cell in
      cell == winner
        ? "[won]" : route.values[cell.row, cell.column] == largest ? " tied" : " lost"
    }
    var parts = [
      grid("values", values, route.window).signed(),
      grid("switch", switches, route.window, gap: 1).inked("[won]", .strong)
        .inked("lost", .faint),
    ]
    // Incoming and outgoing gradients have equally many digits, so that they can be compared.
    let incoming = route.gradientIn.map { [$0[row, column]] } ?? []
    let outgoing = route.gradientOut.map { plane in cells.map { plane[$0.row, $0.column] } } ?? []
    let own = route.shares(row: row, column: column)
    let all = route.sent { $0 }
    let others = zip(cells, own).map { all[$0.row * route.values.columns + $0.column] - $1 }
    let isSum = route.overlaps && !incoming.isEmpty && !outgoing.isEmpty
    let numbers = Numbers.column(incoming + outgoing + (isSum ? own + others : []))
    if let number = numbers.prefix(incoming.count).first {
      // Below the heading, at the height of the middle of the grids.
      let lines = [String](repeating: "", count: (route.window - 1) / 2)
      let text = String(number.drop { $0 == " " })
      parts.append(TextBlock(["gradient in"] + lines + [text]).signed())
    }
    if !outgoing.isEmpty {
      let grids = numbers.dropFirst(incoming.count).chunks(of: cells.count).map { Array($0) }
      if isSum {
        parts.append(grid("this window sends", grids[1], route.window).signed())
        parts.append(grid("other windows send", grids[2], route.window).signed())
      }
      parts.append(grid("gradient out", grids[0], route.window).signed())
    }
    let (top, left) = (row * route.stride, column * route.stride)
    let head =
      "window (\(row),\(column)) of \(route.layer), map \(route.filter): rows "
      + "\(top)-\(top + route.window - 1), columns \(left)-\(left + route.window - 1) of "
      + "\(route.names.input)"
    return .stacked([
      .wrapped(head, width: width, hanging: 2), TextBlock(""),
      TextBlock.flow(parts.map { $0.indented(2) }, width: width, gap: 3), TextBlock(""),
      .wrapped(explanation(cells.count, tied, route.overlaps, aboutTies), width: width),
      .wrapped(census(route, aboutTies), width: width),
    ])
  }

  private static func explanation(
    _ count: Int, _ tied: Int, _ overlaps: Bool, _ about: AboutTies?
  ) -> String {
    if tied == 1 {
      return overlaps
        ? "Moving a loser a little does not change this window's output, so this window sends it "
          + "nothing; what the windows send adds up."
        : "Moving a loser a little changes nothing downstream, so it gets no gradient."
    }
    let who = tied == count ? "All \(count) cells are" : "\(tied) cells are"
    return "\(who) equally large: a tie, and a rule decides who gets the gradient"
      + (about.map { " (\($0.rule); \($0.more))" } ?? "") + "."
  }

  private static func census(_ route: PoolingRoute, _ about: AboutTies?) -> String {
    let ties = route.tieCount
    let all = Numbers.count(route.winners.count, "window")
    return ties == 0
      ? "None of the \(all) of this map ties."
      : "\(Numbers.count(ties)) of the \(all) of this map \(ties == 1 ? "ties" : "tie")"
        + (about.map { ": \($0.more)" } ?? "") + "."
  }

  private static func grid(
    _ title: String, _ cells: [String], _ columns: Int, gap: Int = 2
  ) -> TextBlock {
    let width = cells.map(\.count).max() ?? 0
    let lines = cells.chunks(of: columns).map { row in
      row.map { $0.leftPadded(to: width + gap) }.joined().dropFirst(gap)
    }
    return TextBlock([title] + lines.map(String.init))
  }
}
