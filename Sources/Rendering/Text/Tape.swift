/// The steps of one update in a line, with the last one done in brackets and a mark below it.
package enum Tape {
  /// - `steps`: All steps in order; groups (forward, backward, update) are separated by `|`.
  /// - `position`: The step that was done last, counted over all groups; `nil` before the first.
  /// - `remark`: What that step did; it is shown beside the mark.
  package static func block(
    _ groups: [[String]], position: Int?, remark: String = "", width: Int
  ) -> TextBlock {
    var lines: [(text: String, mark: Range<Int>?)] = [("", nil)]
    var index = 0
    for (number, group) in groups.enumerated() {
      for (place, step) in group.enumerated() {
        let isHere = index == position
        let divider = number > 0 && place == 0 ? "| " : ""
        let word = isHere ? "[\(step)]" : step
        var line = lines.removeLast()
        let needed = line.text.count + (line.text.isEmpty ? 0 : 1) + divider.count + word.count
        if !line.text.isEmpty, needed > width {
          lines.append(line)
          line = ("", nil)
        }
        line.text += (line.text.isEmpty ? "" : " ") + divider
        if isHere { line.mark = line.text.count + 1..<line.text.count + 1 + step.count }
        line.text += word
        lines.append(line)
        index += 1
      }
    }
    return .stacked(
      lines.flatMap { line -> [TextBlock] in
        guard let mark = line.mark else { return [TextBlock(line.text)] }
        let step = Array(line.text)[mark.lowerBound - 1...mark.upperBound]
        let carets = String(repeating: "^", count: mark.count)
        return [
          TextBlock(line.text).inked(String(step), .strong),
          underline(mark, remark, width: width).inked(carets, .strong),
        ]
      }
    ).clipped(to: width)
  }

  /// The mark and the remark: after it, or else before it, or else on separate lines.
  private static func underline(_ mark: Range<Int>, _ remark: String, width: Int) -> TextBlock {
    let carets = String(repeating: "^", count: mark.count)
    let left = String(repeating: " ", count: mark.lowerBound)
    if remark.isEmpty || mark.upperBound + 1 + remark.count <= width {
      return TextBlock(left + carets + (remark.isEmpty ? "" : " " + remark))
    }
    if remark.count + 1 <= mark.lowerBound {
      let start = String(repeating: " ", count: mark.lowerBound - 1 - remark.count)
      return TextBlock(start + remark + " " + carets)
    }
    return TextBlock(left + carets).above(.wrapped(remark, width: width))
  }
}
