import ConvNet
import Foundation
import Terminal
import TestSupport
import Testing

@testable import Shell

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `picture COMMAND FILE` and `COMMAND > FILE`.
@Suite struct PictureCommandTests {
  private let shell: TestShell
  private let folder: TemporaryFolder

  init() throws {
    shell = try TestShell("sgd 60", "image 7", "forward", "backward")
    folder = try TemporaryFolder()
  }

  private func reads(_ text: String) -> Bool { XMLParser(data: Data(text.utf8)).parse() }

  @Test func `every looking command gives a picture, and changes nothing`() throws {
    let arguments = [
      "maps": ["conv", "conv 2", "conv --grad", "pool 1"], "print": ["conv.out[2]", "conv"],
      "route": ["", "pool 2", "pool 2 5 7"], "curve": ["", "accuracy"], "wrong": ["", "3"],
      "filters": ["", "conv --grad"], "field": ["conv.out[2,5,7]"], "image": ["", "--grad"],
    ]
    let state = shell.state
    let looking = shell.interpreter.complete("picture ", 8).candidates.map(\.text)
      .filter { !$0.hasPrefix("-") }
    #expect(Set(["image", "view", "why", "confusion", "probs"]).isSubset(of: looking))
    for command in looking where !["why", "compare"].contains(command) {
      for words in arguments[command] ?? [""] {
        let line = words.isEmpty ? command : "\(command) \(words)"
        try shell.run("picture --force \(line) \(folder["a.svg"])")
        let text = try folder.read("a.svg")
        #expect(reads(text), "\(line)")
        #expect(text.contains("<title>"), "\(line)")
        try shell.run("\(line) >! \(folder["b.svg"])")
        #expect(try folder.read("b.svg") == text, "\(line)")
        try shell.run("\(line) >! \(folder["a.png"])")
      }
    }
    #expect(shell.state == state)
  }

  @Test func `other commands that only look are drawn as they print`() throws {
    let state = shell.state
    for line in ["where", "trace image[10,18]", "why loss", "print loss", "data"] {
      try shell.run("\(line) >! \(folder["a.svg"])")
      let text = try folder.read("a.svg")
      #expect(reads(text), "\(line)")
      #expect(text.contains("monospace"), "\(line)")
    }
    #expect(shell.state == state)
    #expect(shell.session.timeline.now == shell.session.timeline.end)
  }

  @Test func `invariance draws the maps before and after, and the numbers of its table`() throws {
    let printed = try shell.run("invariance --show 1")
    try shell.run("invariance --show 1 > \(folder["a.svg"])")
    let text = try folder.read("a.svg")
    #expect(reads(text))
    for name in ["image", "image, moved", "pooled", "pooled, moved", "conv", "p"] {
      #expect(text.contains(">\(name)</text>"), "\(name)")
    }
    #expect(text.contains("moved right by 1 pixel,"))
    #expect(printed.contains("equivariant") && text.contains("equivariant"))
    try shell.run("invariance --show 2 > \(folder["b.svg"])")
    #expect(try folder.read("b.svg") != text)
    let toy = try TestShell("load toy", "image 0")
    try toy.run("invariance > \(folder["toy.svg"])")
    #expect(try folder.read("toy.svg").contains("monospace"))
  }

  @Test func `why of a patch is three grids whose numbers are those it prints`() throws {
    let printed = try shell.run("why conv.out[2,10,12]")
    try shell.run("why conv.out[2,10,12] > \(folder["why.svg"])")
    let text = try folder.read("why.svg")
    for line in printed.split(separator: "\n").filter({ $0.contains(".") }).dropFirst(2).prefix(3) {
      for number in line.split(separator: " ") where Double(number) != nil {
        #expect(text.contains(">\(number)</text>"), "\(number)")
      }
    }
    #expect(text.contains(">products</text>"))
    try shell.run("why conv.out[2,10,12] --blank > \(folder["sheet.svg"])")
    let sheet = try folder.read("sheet.svg")
    let sum = try #require(text.split(separator: ">sum ").last?.split(separator: "<").first)
    #expect(!sheet.contains(sum.filter { $0 != " " }))
  }

  /// Rules of each kind: what their figures show besides the numbers of the text.
  private static let rules: [(line: String, groups: [String])] = [
    ("why conv.d_filters[2,0,1]", ["bars", "products at conv.d_out[2]"]),
    ("why conv.d_in[10,12]", ["products", "bars"]),
    ("why softmax.totals[3]", ["bars", "pool.out[0]", "pool.out[7]"]),
    ("why softmax.d_in[2,5,7]", ["bars"]), ("why softmax.out[3]", ["bars"]),
    ("why pool.out[2,5,7]", []),
  ]

  @Test(arguments: rules)
  func `why has a figure with the numbers that it prints`(_ rule: (line: String, groups: [String]))
    throws
  {
    // A narrow screen shows fewer digits.
    let printed = try TestShell("sgd 60", "image 7", "backward", width: 200).run(rule.line)
    try shell.run("\(rule.line) >! \(folder["why.svg"])")
    let text = try folder.read("why.svg")
    #expect(reads(text) && !text.contains("monospace"))
    for group in rule.groups { #expect(text.contains("<title>\(group)</title>"), "\(group)") }
    let shown = Set(text.matches(of: #/-?\d+\.\d+/#).map { String($0.0) })
    let numbers = printed.split(separator: "\n").dropFirst(2).joined(separator: "\n")
      .matches(of: #/-?\d+\.\d+/#).map { String($0.0) }
    let missing = numbers.filter { !shown.contains($0) }
    #expect(missing.isEmpty && numbers.count > 4, "\(rule.line): \(missing)")
  }

  @Test func `print of maps and rows, and view of the toy, are grids of all their numbers`() throws
  {
    for (line, count) in [
      ("print conv.out[2]", 676), ("print softmax.out", 10), ("print conv.filters", 72),
    ] {
      try shell.run("\(line) >! \(folder["print.svg"])")
      let text = try folder.read("print.svg")
      #expect(reads(text) && !text.contains("monospace"), "\(line)")
      #expect(text.matches(of: /text-anchor="middle"[^>]*>-?\d+\.\d/).count >= count, "\(line)")
    }
    let toy = try TestShell("load toy", "image 0", "backward")
    try toy.run("view > \(folder["view.svg"])")
    let text = try folder.read("view.svg")
    #expect(reads(text) && !text.contains("monospace"))
    for name in ["image", "conv.out[0]", "softmax.d_weights", "loss"] {
      #expect(text.contains("<title>\(name)</title>"), "\(name)")
    }
    // A network that is no toy has too many, and is drawn as it prints.
    try shell.run("view > \(folder["summary.svg"])")
    #expect(try folder.read("summary.svg").contains("monospace"))
  }

  @Test func `a report keeps the text of print`() throws {
    #expect(shell.session.figure(of: "print softmax.out") == nil)
    #expect(shell.session.figure(of: "why softmax.out[3]") != nil)
  }

  @Test func `a figure of a worksheet gives nothing away`() throws {
    for line in ["why conv.d_filters[2,0,1]", "why softmax.out[3]", "why softmax.d_in[2,5,7]"] {
      try shell.run("\(line) --blank >! \(folder["sheet.svg"])")
      let text = try folder.read("sheet.svg")
      #expect(!text.contains("<title>bars</title>"), "\(line)")
      let printed = try shell.run(line)
      let total = try #require(printed.matches(of: #/-?\d+\.\d{5,}/#).last?.0)
      #expect(!text.contains(total), "\(line): \(total)")
    }
  }

  @Test func `text is what the command prints`() throws {
    let printed = try shell.run("print conv.out[2]")
    try shell.run("print conv.out[2] > \(folder["out.txt"])")
    #expect(try folder.read("out.txt") == printed)
  }

  @Test func `what changes something is refused, with a caret, and nothing happens`() throws {
    let state = shell.state
    let changing = [
      "sgd 100", "step", "image 3", "init", "load toy", "filters set conv blur", "net preset lenet",
      "back", "picture view", "quit", "lesson 1",
    ]
    for line in changing {
      let name = String(line.prefix { $0 != " " })
      let error = shell.error("picture \(line) \(folder["x.svg"])")
      #expect(error?.word == name, "\(line): \(error?.problem ?? "done")")
      #expect(shell.error("\(line) > \(folder["x.svg"])")?.word == name, "\(line)")
    }
    #expect(shell.state == state)
    #expect(folder.names.isEmpty)
  }

  @Test func `a file is not overwritten unasked, and its ending says what it is`() throws {
    try folder.write("mine", to: "a.svg")
    #expect(shell.error("probs > \(folder["a.svg"])")?.hint?.contains("--force") == true)
    #expect(try folder.read("a.svg") == "mine")
    #expect(shell.error("probs > \(folder["a.jpg"])")?.word == folder["a.jpg"])
    #expect(shell.error("picture probs") != nil)
    #expect(shell.error("picture") != nil)
    #expect(shell.error("picture nonsense \(folder["b.svg"])")?.word == "nonsense")
    #expect(shell.error("picture maps softmax \(folder["b.svg"])")?.word == "softmax")
    #expect(folder.names == ["a.svg"])
    for line in ["probs >! \(folder["a.svg"])", "probs > \(folder["a.svg"]) --force"] {
      try folder.write("mine", to: "a.svg")
      try shell.run(line)
      #expect(try folder.read("a.svg").contains("<svg"), "\(line)")
    }
  }

  @Test func `a picture for a slide is wide, and has the title that is asked for`() throws {
    /// Width and height of a drawing, in points.
    func size(_ svg: String) throws -> (Double, Double) {
      let match = try #require(svg.firstMatch(of: /width="([\d.]+)pt" height="([\d.]+)pt"/))
      return (try #require(Double(match.1)), try #require(Double(match.2)))
    }
    try shell.run("picture probs \(folder["a.svg"])")
    let plain = try folder.read("a.svg")
    try shell.run("picture probs \(folder["b.svg"]) --wide --title \"Who & why\" --size 960")
    let wide = try folder.read("b.svg")
    let (width, height) = try size(wide)
    #expect(width == 960 && abs(height - 540) <= 1)
    #expect(wide.contains(">Who &amp; why</text>"))
    try shell.run("picture probs \(folder["c.svg"]) --no-caption")
    let bare = try folder.read("c.svg")
    #expect(try size(bare).1 < size(plain).1)
    #expect(
      bare.contains("<title>")
        && bare.split(separator: "<text").count < plain.split(separator: "<text").count)
    try shell.run("picture probs \(folder["d.png"]) --size 300")
    let png = try Data(contentsOf: URL(filePath: folder["d.png"]))
    #expect(png[16..<20].elementsEqual([0, 0, 1, 44]))
    // On dark paper, what is on the paper changes, and the cells of a map do not.
    try shell.run("picture maps conv 2 \(folder["f.svg"])")
    try shell.run("picture maps conv 2 \(folder["g.svg"]) --dark")
    let (light, dark) = (try folder.read("f.svg"), try folder.read("g.svg"))
    func boxes(_ svg: String) -> [Substring] {
      svg.split(separator: "\n").filter { $0.contains("crispEdges") }
    }
    #expect(boxes(light) == boxes(dark) && boxes(light).count > 100)
    #expect(light.contains("fill=\"#202020\"") && !dark.contains("#202020"))
    for wrong in ["--size 10", "--size x", "--size", "--title"] {
      #expect(shell.error("picture probs \(folder["e.svg"]) \(wrong)") != nil)
    }
    #expect(shell.error("picture probs \(folder["e.txt"]) --wide") != nil)
  }

  @Test func `a condition keeps its sign, and a quoted one is a word`() throws {
    try shell.run("until loss > 0.0001")
    try shell.run("until update >= 70 and loss > 0.0001")
    #expect(shell.session.trainer.updates >= 61)
    #expect(shell.error("probs '>' \(folder["a.svg"])") != nil)
    #expect(folder.names.isEmpty)
  }

  @Test func `an alias is drawn as what it stands for, and files are completed`() throws {
    try shell.run("alias m 'maps conv'")
    try shell.run("m 2 > \(folder["a.svg"])")
    try shell.run("picture m 2 \(folder["b.svg"])")
    #expect(try folder.read("a.svg") == folder.read("b.svg"))
    try shell.run("m 2>\(folder["c.svg"])")
    #expect(try folder.read("c.svg") == folder.read("a.svg"))
    let line = "probs > \(folder.path)/a"
    #expect(
      shell.interpreter.complete(line, line.count).candidates.map(\.text) == [folder["a.svg"]])
    #expect(
      shell.interpreter.complete("picture maps c", 14).candidates.map(\.text) == ["conv"])
  }

  @Test func `a lesson draws inside its folder and overwrites nothing`() throws {
    let session = try TestShell().session
    for line in [
      "probs > /tmp/x.svg", "probs >/tmp/x.svg", "probs >! x.svg", "probs >!x.svg",
      "picture probs ../x.svg", "picture --force probs x.svg", "probs > ~/x.svg",
    ] {
      #expect(throws: CommandError.self, "\(line)") {
        try LessonSandbox.check(line, in: session)
      }
    }
    try LessonSandbox.check("probs > x.svg", in: session)
  }
}
