/// Lays candidates out: one per line with their notes if there are few, or else in columns that are
/// read downwards. Candidates that do not fit are counted.
package func candidateLines(_ candidates: [Candidate], columns: Int, rows: Int) -> [String] {
  let rows = Swift.max(1, rows)
  // The last column stays empty: some terminals wrap when it is filled.
  let columns = Swift.max(1, columns - 1)
  let labels = candidates.map { clipped($0.label ?? $0.text, to: columns) }
  let widest = labels.map { displayWidth(of: $0) }.max() ?? 0

  if candidates.contains(where: { $0.note != nil }), candidates.count <= rows {
    return zip(labels, candidates).map { label, candidate in
      guard let note = candidate.note else { return label }
      return clipped(padded(label, to: widest) + "   " + note, to: columns)
    }
  }

  let perLine = Swift.max(1, (columns + 2) / (widest + 2))
  let needed = (labels.count + perLine - 1) / perLine
  let height = Swift.min(needed, needed > rows ? Swift.max(1, rows - 1) : rows)
  let shown = Swift.min(labels.count, height * perLine)
  var lines = (0..<height).map { row in
    let cells = stride(from: row, to: shown, by: height).map { labels[$0] }
    return cells.dropLast().map { padded($0, to: widest) + "  " }.joined() + (cells.last ?? "")
  }
  if shown < labels.count { lines.append("and \(labels.count - shown) more") }
  return lines
}

private func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: Swift.max(0, width - displayWidth(of: text)))
}

private func clipped(_ text: String, to width: Int) -> String {
  var text = String(
    text.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.map(Character.init))
  while displayWidth(of: text) > width { text.removeLast() }
  return text
}
