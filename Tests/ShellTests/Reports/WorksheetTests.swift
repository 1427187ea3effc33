import Foundation
import Shell
import TestSupport
import Testing

/// Sums with blanks, and their key.
@Suite struct WorksheetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The sums and the key of a worksheet.
  private func sheet(
    _ lesson: String, _ options: String = ""
  ) throws -> (sums: [String], key: [String], text: String) {
    let shell = try TestShell(seed: 77)
    try shell.run("worksheet \(lesson) \"\(folder["w.md"])\" --force \(options)")
    let text = try folder.read("w.md")
    let halves = text.components(separatedBy: "## Answer key")
    try #require(halves.count == 2)
    let sums = halves[0].components(separatedBy: "\n## Questions")[0]
    let parts = [sums, halves[1]].map {
      $0.components(separatedBy: "\n### ").dropFirst().map { String($0) }
    }
    return (parts[0], parts[1], text)
  }

  private static let gap = "______"

  @Test func `the first sum lacks its last term, the next all of them, and the key none`() throws {
    let (sums, key, text) = try sheet("2")
    #expect(sums.count == key.count && sums.count >= 3)
    #expect(text.contains("seed 1"))
    #expect(sums[0].hasPrefix("1. `conv.out[0,0,1]`"))
    #expect(sums[0].contains("-1      0 ______\n") && sums[0].contains("sum  3\n"))
    #expect(sums[1].components(separatedBy: Self.gap).count == 11, "nine products and the sum")
    for (sum, full) in zip(sums, key) {
      #expect(sum.prefix { $0 != "\n" } == full.prefix { $0 != "\n" })
      #expect(sum.contains(Self.gap) && !full.contains(Self.gap))
    }
  }

  @Test func `faded and blank hold for every sum`() throws {
    let faded = try sheet("filter-gradients", "--faded").sums
    let blank = try sheet("filter-gradients", "--blank").sums
    #expect(faded.count == blank.count)
    for (one, other) in zip(faded, blank) where one.contains("accumulate") {
      #expect(one.components(separatedBy: Self.gap).count == 2, "\(one)")
      if !other.contains("676 places") {
        #expect(other.components(separatedBy: Self.gap).count > 2, "\(other)")
      }
    }
  }

  @Test func `a sheet does not tell who won, nor what was remarked of the sum`() throws {
    let lesson = """
      ---
      id: winners
      title: Winners
      start: load toy; image 0
      ---
      # Winners

      ## Look <!-- step: look -->
      ```backstep
      backstep> forward
      ...
      backstep> print pool.out
      ...
      ```
      """
    let file = try folder.write(lesson, to: "winners.md")
    let (sums, key, _) = try sheet("\"\(file)\"", "--blank")
    #expect(!sums.joined().contains("won") && key.joined().contains("[won]"))
    let dense = try sheet("dense-gradients", "--blank")
    #expect(
      !dense.sums.joined().contains("the long way") && dense.key.joined().contains("long way"))
  }

  @Test func `another seed gives other numbers where weights are drawn`() throws {
    #expect(try sheet("0").text == sheet("0").text)
    #expect(
      try sheet("find-the-bug").text.contains("seed 602"), "the lesson's own, as on the screen")
    #expect(try sheet("0").key != sheet("0", "--seed 5").key)
    #expect(try sheet("0", "--seed 5").text.contains("seed 5"))
  }

  @Test(arguments: try LessonLibrary.all().map(\.label))
  func `a lesson has a sheet, or has no sums`(_ label: String) throws {
    let shell = try TestShell()
    let before = shell.state
    if let error = shell.error("worksheet \(label) \"\(folder["w.html"])\"") {
      #expect(error.problem == "Lesson \(label) has no sums to do on paper.")
      #expect(error.word == label && folder.names.isEmpty)
    } else {
      #expect(try folder.read("w.html").contains("Answer key"))
      #expect(shell.printed.isASCII && shell.printed.contains("key"))
    }
    #expect(shell.state == before)
  }

  @Test func `nothing is overwritten unasked, and the file's name says what it is`() throws {
    let file = try folder.write("mine", to: "w.md")
    let shell = try TestShell()
    #expect(shell.error("worksheet 2 \"\(file)\"")?.hint?.contains("--force") == true)
    #expect(try folder.read("w.md") == "mine")
    try shell.run("worksheet 2 \"\(file)\" --force")
    #expect(try folder.read("w.md").hasPrefix("# Worksheet: One filter, by hand"))
    #expect(shell.error("worksheet 2 w.txt")?.word == "w.txt")
    #expect(shell.error("worksheet 99 w.md")?.word == "99")
    #expect(shell.error("worksheet 2 w.md --faded --blank")?.word == "--blank")
    #expect(shell.error("worksheet 2 none/w.md") != nil)
    #expect(folder.names == ["w-figures", "w.md"])
  }

  // MARK: Drawn numbers

  @Test func `a seed draws the toy's numbers too, and its gradients are not 0`() throws {
    let own = try sheet("dense-gradients", "--blank")
    for seed in 1...8 {
      let drawn = try sheet("dense-gradients", "--blank --seed \(seed)")
      #expect(drawn.text.contains("seed \(seed)") && drawn.key != own.key)
      #expect(try sheet("dense-gradients", "--blank --seed \(seed)").text == drawn.text)
      let slope = try #require(drawn.key.first { $0.contains("softmax.d_totals[") })
      #expect(!slope.contains("=  0\n"), "\(slope)")
    }
    let seeds = try (1...8).map { try sheet("2", "--seed \($0)").key.joined() }
    #expect(Set(seeds).count == 8)
  }

  @Test func `gradients that a lesson gives are drawn, as whole numbers`() throws {
    let keys = try [3, 4].map { try sheet("input-gradients", "--seed \($0)").key.joined() }
    #expect(keys[0] != keys[1])
  }

  // MARK: A class

  private func written(_ options: String, roster: String) throws -> (sheets: String, key: String) {
    let file = try folder.write(roster, to: "roster.csv")
    let (sheets, key) = (folder["all.html"], folder["key.html"])
    try TestShell().run(
      "worksheet 9 \"\(sheets)\" --students \"\(file)\" --key \"\(key)\" --force \(options)")
    return (try folder.read("all.html"), try folder.read("key.html"))
  }

  @Test func `a roster gives a sheet for each student, with numbers that depend on the id only`()
    throws
  {
    let all = try written("", roster: "id,name\n42,Ada Lovelace\n43,\"Hopper, Grace\"\n")
    let sheets = all.sheets.components(separatedBy: "<section class=\"sheet\"").dropFirst()
    #expect(sheets.count == 2)
    #expect(sheets.first?.contains("Ada Lovelace, 42") == true)
    #expect(sheets.last?.contains("Hopper, Grace, 43") == true)
    #expect(all.sheets.contains("@page sheet2 ") && !all.sheets.contains("Answer key"))
    #expect(all.key.contains("Ada Lovelace, 42 (seed ") && all.key.contains("<th>Result</th>"))
    // Whoever marks a sheet sees where a sum goes wrong: the terms of each make its result.
    let rows = all.key.components(separatedBy: "<tr><td>").dropFirst().map {
      $0.components(separatedBy: "</td><td>")
    }
    var checked = 0
    for row in rows where row.count == 4 && !["(", "/", " - "].contains(where: row[2].contains) {
      let terms = row[2].components(separatedBy: " + ").map {
        $0.components(separatedBy: " x ").compactMap(Double.init).reduce(1, *)
      }
      let result = try #require(Double(row[3].components(separatedBy: "<")[0]))
      #expect(abs(terms.reduce(0, +) - result) < 2e-3 * max(1, abs(result)), "\(row)")
      checked += 1
    }
    #expect(checked >= 4)
    let alone = try written("", roster: "43\n").sheets.components(separatedBy: "<section ")[1]
    func sums(_ text: String?) -> String? {
      text?.components(separatedBy: "were drawn from").last?.components(separatedBy: "</section")[0]
    }
    #expect(sums(alone) == sums(sheets.last))
    #expect(sums(sheets.first) != sums(sheets.last))
  }

  @Test func `all students have the same number of sums, and none that comes to 0`() throws {
    let ids = (1...6).map { "\($0)\n" }.joined()
    let key = try written("", roster: ids).key
    let lists = key.components(separatedBy: "(seed ").dropFirst().map { list in
      list.components(separatedBy: "<tr><td>").dropFirst().compactMap {
        $0.components(separatedBy: "</td><td>").last?.components(separatedBy: "<")[0]
      }
    }
    #expect(lists.count == 6 && Set(lists).count == 6)
    #expect(Set(lists.map(\.count)).count == 1)
    #expect(!lists.joined().contains("0"))
  }

  @Test func `the total of a single term does not give it away`() throws {
    let (sums, key, _) = try sheet("dense-gradients", "--faded")
    let single = zip(sums, key).filter { _, key in
      key.contains("\n  1 ") && !key.contains("\n  2 ") && key.contains("accumulate")
    }
    #expect(!single.isEmpty)
    for (sum, _) in single {
      #expect(sum.components(separatedBy: Self.gap).count == 3, "\(sum)")
    }
  }

  @Test(arguments: [
    ("a,b\nc,\"d\n", "Line 2"), ("42\n\n43\n42\n", "Line 4"), ("id,name\n", "no students"),
    ("name,roll\nAda,1\nGrace,\n", "Line 3"), ("", "no students"),
  ])
  func `what is wrong with a roster is said with its line`(_ roster: String, _ found: String) throws
  {
    let file = try folder.write(roster, to: "roster.csv")
    let error = try TestShell().error("worksheet 9 w.html --students \"\(file)\"")
    #expect(error?.problem.contains(found) == true, "\(error?.problem ?? "none")")
  }

  @Test func `options that cannot be combined are refused before anything is written`() throws {
    let roster = try folder.write("42\n", to: "roster.csv")
    let (page, shell) = (folder["w.html"], try TestShell())
    let both = "worksheet 9 \"\(page)\" --students \"\(roster)\""
    #expect(shell.error("\(both) --seed 5")?.word == "--seed")
    #expect(shell.error("worksheet 9 \"\(page)\" --key \"\(page)\"") != nil)
    #expect(shell.error("worksheet 9 \"\(page)\" --key k.txt")?.word == "k.txt")
    let kept = try folder.write("mine", to: "key.html")
    #expect(shell.error("worksheet 9 \"\(page)\" --key \"\(kept)\"") != nil)
    #expect(folder.names == ["key.html", "roster.csv"])
  }

  // MARK: On paper

  @Test func `a sheet has its image and filter, room to write, and rules for paper`() throws {
    let shell = try TestShell()
    try shell.run("worksheet 2 \"\(folder["w.html"])\" --key \"\(folder["k.html"])\"")
    let page = try folder.read("w.html")
    #expect(page.components(separatedBy: "<figure class=\"small\">").count == 3)
    #expect(page.contains("<span class=\"blank\">______</span>") && page.contains("9mm"))
    #expect(page.contains("@page") && page.contains("counter(pages)"))
    #expect(page.contains(">Date</th>") && !page.contains("Answer key"))
    #expect(try !folder.read("k.html").contains("<span class=\"blank\">"))
    try shell.run("worksheet 2 \"\(folder["w.md"])\"")
    #expect(try folder.read("w.md").contains("](w-figures/figure-2.svg)"))
    #expect(try folder.read("w-figures/figure-2.svg").hasPrefix("<?xml"))
  }

  @Test func `the lesson's questions are on the sheet, and their answers in the key`() throws {
    let lesson = """
      ---
      id: asked
      title: Asked
      start: load toy; image 0
      ---
      # Asked

      ## Which <!-- step: which -->
      Which is it?

      - (a) this
      - (b) that

      <details><summary>Hint</summary>h</details>
      <details><summary>Answer</summary>

      ```answer
      b
      a: No.
      ```
      ```backstep
      backstep> forward
      ...
      backstep> why conv.out[0,0,0]
      ...
      ```
      </details>

      ## How many <!-- step: many -->
      Of 5 numbers, how many are 0?

      <details><summary>Hint</summary>h</details>
      <details><summary>Answer</summary>

      ```answer
      = 2
      ```
      </details>
      """
    let file = try folder.write(lesson, to: "asked.md")
    let text = try sheet("\"\(file)\"").text
    let halves = text.components(separatedBy: "Answer key")
    #expect(halves[0].contains("\\(b) that") || halves[0].contains("(b) that"))
    #expect(halves[0].contains("Of 5 numbers") && halves[1].contains("b, that"))
    let drawn = try sheet("\"\(file)\"", "--seed 4").text
    #expect(drawn.contains("Which is it?") && !drawn.contains("Of 5 numbers"))
  }
}
