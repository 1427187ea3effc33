import Terminal
import Testing

/// Up and Down, searching by the beginning of a line.
@Suite struct HistorySearchTests {
  private let lines = ["set batch 2", "sgd 5", "set ties all", "sgd 5", "sgd 6", "set batch 2"]

  /// The lines that are shown after each key, starting from a typed line.
  private func shown(_ keys: String, from typed: String, cursor: Int? = nil) -> [String] {
    var search = HistorySearch()
    var line = typed
    return keys.map { key in
      let before = line == typed ? String(line.prefix(cursor ?? line.count)) : line
      let next =
        key == "u"
        ? search.older(than: line, beforeCursor: before, in: lines)
        : search.newer(than: line, in: lines)
      line = next ?? line
      return line
    }
  }

  @Test func `only lines that begin so come, the newest first`() {
    #expect(
      shown("uuuu", from: "set ") == ["set batch 2", "set ties all", "set batch 2", "set batch 2"])
    #expect(shown("uu", from: "sgd") == ["sgd 6", "sgd 5"])
    #expect(shown("u", from: "batch") == ["batch"])
  }

  @Test func `an empty line gives all`() {
    #expect(shown("uuu", from: "") == ["set batch 2", "sgd 6", "sgd 5"])
  }

  @Test func `down goes back, at last to what was typed`() {
    #expect(shown("uudd", from: "sgd") == ["sgd 6", "sgd 5", "sgd 6", "sgd"])
    #expect(shown("ud", from: "") == ["set batch 2", ""])
    #expect(shown("d", from: "sgd") == ["sgd"])
    #expect(shown("udu", from: "sgd") == ["sgd 6", "sgd", "sgd 6"])
  }

  @Test func `what stands after the cursor does not count, and comes back`() {
    #expect(shown("ud", from: "set x", cursor: 4) == ["set batch 2", "set x"])
  }

  @Test func `at the oldest it stays, and down still goes back`() {
    #expect(shown("uuuud", from: "set t") == Array(repeating: "set ties all", count: 4) + ["set t"])
  }

  @Test func `a line that was changed begins a new search`() {
    var search = HistorySearch()
    #expect(search.older(than: "set", beforeCursor: "set", in: lines) == "set batch 2")
    #expect(search.older(than: "sg", beforeCursor: "sg", in: lines) == "sgd 6")
    #expect(search.newer(than: "sgd 6", in: lines) == "sg")
    #expect(search.newer(than: "other", in: lines) == nil)
  }

  @Test func `nothing typed yet is no error`() {
    var search = HistorySearch()
    #expect(search.older(than: "", beforeCursor: "", in: []) == nil)
    #expect(search.newer(than: "", in: []) == nil)
  }
}
