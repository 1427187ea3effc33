/// The string literals of a Swift file, with the source right before each.
struct SourceLiterals {
  struct Literal {
    /// Where it begins.
    let offset: Int
    /// The text, with ``hole`` for each interpolation.
    let text: String
    /// The end of the source before it.
    let lead: String
  }

  /// Stands for an interpolated value.
  static let hole: Character = "\u{2022}"

  private(set) var all: [Literal] = []
  private let source: [Character]

  init(_ text: String) {
    source = Array(text)
    var place = 0
    while place < source.count {
      if source[place] == "/", begins("//", at: place) {
        place = source[place...].firstIndex(of: "\n") ?? source.count
      } else if let next = literal(at: place) {
        place = next
      } else {
        place += 1
      }
    }
  }

  /// The line of a literal, counted from 1.
  func line(of literal: Literal) -> Int {
    source[..<literal.offset].count { $0 == "\n" } + 1
  }

  private func begins(_ text: String, at place: Int) -> Bool {
    source[place...].starts(with: text)
  }

  /// Reads the literal that begins at an index; returns its end, or `nil` if none begins there.
  private mutating func literal(at start: Int) -> Int? {
    guard source[start] == "\"" || source[start] == "#" else { return nil }
    let hashes = String(repeating: "#", count: source[start...].prefix { $0 == "#" }.count)
    guard begins(hashes + "\"", at: start) else { return nil }
    let quotes = begins(hashes + "\"\"\"", at: start) ? "\"\"\"" : "\""
    let escape = "\\" + hashes
    var place = start + hashes.count + quotes.count
    var text = ""
    while place < source.count, !begins(quotes + hashes, at: place) {
      guard begins(escape, at: place) else {
        text.append(source[place])
        place += 1
        continue
      }
      place += escape.count
      if source[place] == "(" {
        text.append(Self.hole)
        place = interpolation(from: place + 1)
      } else {
        text.append(source[place] == "n" ? "\n" : source[place])
        place += 1
      }
    }
    let lead = String(source[max(0, start - 24)..<start])
    all.append(Literal(offset: start, text: text, lead: lead))
    return place + quotes.count + hashes.count
  }

  /// The end of an interpolation; the literals inside it are collected, too.
  private mutating func interpolation(from start: Int) -> Int {
    var (place, depth) = (start, 1)
    while place < source.count, depth > 0 {
      if let next = literal(at: place) {
        place = next
        continue
      }
      depth += source[place] == "(" ? 1 : source[place] == ")" ? -1 : 0
      place += 1
    }
    return place
  }
}
