import ConvNet
import Rendering
import Shell
import Testing

/// Every command that looks, on any network, at any width and in any style, shows the same facts in
/// lines that fit.
@Suite struct LooksTests {
  static let widths = [40, 60, 80, 200]

  /// A network with something to look at, and the commands that look.
  enum Subject: String, CaseIterable {
    case toy, digits, batch

    var setup: [String] {
      switch self {
      case .toy: ["load toy", "image 0", "forward", "backward", "update", "image 1; backward"]
      case .digits:
        ["load mnist --train 600 --test 100", "sgd 200", "test", "image 7", "backward"]
      case .batch:
        [
          "net new conv2d 4 5x5, batchnorm, relu, maxpool 2, conv2d 6 3x3, relu, maxpool 2, fc 20, "
            + "dropout keep=0.5, fc 10",
          "set batch 4", "load mnist --train 200 --test 60", "sgd 12", "test", "image 3",
          "backward",
        ]
      }
    }

    private var layers: [String] {
      self == .batch ? ["conv1", "pool1", "conv2"] : ["conv", "pool"]
    }

    /// The index before those of a sample's numbers.
    private var sample: String { self == .batch ? "0," : "" }

    var commands: [String] {
      let last = self == .batch ? "fc2" : "softmax"
      let (conv, pool) = (layers[0], layers[1])
      var all = layers.flatMap { layer in
        ["maps \(layer)", "maps \(layer) 0", "maps \(layer) --grad", "maps \(layer) 0 --numbers"]
      }
      all += [conv, layers.last ?? conv].filter { $0.hasPrefix("conv") }
        .flatMap { ["filters \($0)", "filters \($0) --grad", "print \($0).filters"] }
      all += [
        "view", "image", "where", "probs", "diff", "net", "data", "set", "confusion", "wrong",
        "print image", "print \(conv).out", "print \(last).d_weights", "print \(last).out",
        "print \(pool)", "route \(pool) 0", "route \(pool) 0 1 1",
        "why \(conv).out[\(sample)0,1,1]", "why \(conv).d_filters",
        "why \(pool).out[\(sample)0,1,1]",
        "why \(last).out", "why loss", "why \(conv).d_out",
        "trace \(conv).filters[0,1,1]", "norms", "image --grad", "wrong 1",
        "field \(conv).out[\(sample)0,1,1]",
        "style", "style blocks", "style auto", "help style", "help maps", "help place", "help",
      ]
      if self != .batch { all += ["invariance", "whatif \(conv).filters[0,1,1] 0.5"] }
      if self != .toy { all += ["curve", "curve accuracy"] }
      return all
    }
  }

  /// The styles, as screens that select them.
  private static let coloured = Screen(isColoured: true, isColourAsked: true)
  private static let blocks = [false, true].map {
    Screen(isColoured: true, mixesColours: $0, showsBlocks: true)
  }

  private static func output(
    of line: String, in session: Session, width: Int, on screen: Screen = Screen()
  ) throws -> [String] {
    final class Page { var text = "" }
    let page = Page()
    let console = Console(width: { width }, screen: screen, output: { page.text += $0 })
    try Interpreter(session: session, console: console).run(line)
    return page.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static func stripped(_ line: String) -> String {
    // Most lines of most screens have no colours, and a search for a pattern takes long.
    guard line.utf8.contains(0x1B) else { return line }
    return line.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
  }

  /// The decimal numbers in the lines.
  private static func numbers(_ lines: [String]) -> Set<String> {
    Set(
      lines.flatMap { line in
        line.matches(of: #/-?\d+\.\d+(e[-+]\d+)?/#).map { String($0.0) }
      })
  }

  @Test(arguments: Subject.allCases)
  func `what looks fits every width in every style`(_ subject: Subject) throws {
    let shell = try TestShell()
    for line in subject.setup { try shell.run(line) }
    for command in subject.commands {
      guard shell.error(command) == nil else {
        Issue.record("\(command): \(shell.error(command)?.problem ?? "")")
        continue
      }
      let known = Self.numbers(try Self.output(of: command, in: shell.session, width: 400))
      for (turn, width) in Self.widths.enumerated() {
        let what = "\(command) at \(width)"
        let plain = try Self.output(of: command, in: shell.session, width: width)
        for line in plain {
          #expect(line.utf8.allSatisfy { (32..<127).contains($0) }, "\(what): \(line)")
          #expect(line.count <= width, "\(what): \(line)")
        }
        let unknown = Self.numbers(plain).subtracting(known)
        #expect(unknown.isEmpty, "\(what): \(unknown.sorted())")

        if !command.hasPrefix("style") {
          let coloured = try Self.output(
            of: command, in: shell.session, width: width, on: Self.coloured)
          #expect(coloured.map(Self.stripped) == plain, "\(what)")
          check(coloured, width, what)
        }
        let screen = Self.blocks[turn % Self.blocks.count]
        check(
          try Self.output(of: command, in: shell.session, width: width, on: screen), width, what)
      }
    }
  }

  /// Lines of a screen with colours fit, and end with the colours reset.
  private func check(_ lines: [String], _ width: Int, _ what: String) {
    for line in lines {
      let text = Self.stripped(line)
      #expect(text.count <= width, "\(what): \(line)")
      #expect(!text.utf8.contains(0x1B), "\(what): \(line)")
      guard text != line else { continue }
      let last = line.matches(of: #/\u{1B}\[[0-9;]*m/#).last
      #expect(last?.0 == "\u{1B}[0m", "\(what): \(line)")
    }
  }

  @Test(arguments: widths)
  func `pictures in half-blocks have the rulers of those in characters`(_ width: Int) throws {
    let shell = try TestShell("sgd 200", "image 7", "backward")
    for (command, heads) in [("maps conv 2", 3), ("maps conv", 3), ("maps pool 0", 3)] {
      let plain = try Self.output(of: command, in: shell.session, width: width)
      for screen in Self.blocks {
        let painted = try Self.output(of: command, in: shell.session, width: width, on: screen)
          .map(Self.stripped)
        #expect(painted.prefix(heads) == plain.prefix(heads), "\(command)")
        func rows(_ lines: [String]) -> [Substring] {
          lines.dropFirst(heads).prefix(8).map { $0.prefix(2) }
        }
        #expect(rows(painted) == rows(plain), "\(command)")
      }
    }
  }

  @Test func `half-blocks show each row of a picture`() throws {
    // Rows of 1 and -1 in turn: each character is half orange, half blue.
    let map = Tensor<Float>(
      Shape(1, 10, 10), (0..<100).map { ($0 / 10).isMultiple(of: 2) ? 1 : -1 })
    let block = FilterPicture.block(
      title: "filter 0", maps: [NamedMap("conv.out", map.slice([0]))], width: 16, marks: .blocks)
    let half = "\u{1B}[38;5;130;48;5;18m" + String(repeating: "\u{2580}", count: 10) + "\u{1B}[0;"
    #expect(block.lines(in: Style(.blocks, .palette)).count { $0.contains(half) } == 5)
  }

  @Test func `a style is chosen, and a screen without colours has none`() throws {
    let session = try TestShell().session
    func first(_ line: String, _ screen: Screen) throws -> String {
      try Self.output(of: line, in: session, width: 80, on: screen).first ?? ""
    }
    #expect(try first("style", Screen()).hasPrefix("style auto: plain characters"))
    #expect(try first("style blocks", Screen()).hasPrefix("style blocks: plain characters"))
    #expect(try first("style", Self.blocks[0]) == "style auto: half-blocks in 256 colours")
    #expect(try first("style", Self.blocks[1]) == "style auto: half-blocks in any colour")
    #expect(
      try first("style", Screen(isColoured: true)) == "style auto: characters in 256 colours")
    #expect(
      try first("style blocks", Screen(isColoured: true))
        == "style blocks: half-blocks in 256 colours")
    #expect(try first("style ascii", Self.blocks[0]).hasSuffix("no colours"))
    #expect(try first("style ascii", Self.coloured) == "style ascii: characters in 256 colours")
    #expect(try TestShell().error("style blcoks")?.hint == "style blocks")
  }

  // MARK: Large pictures

  private static func painted(
    _ line: String, in session: Session, window: (columns: Int, rows: Int), style: String = "auto",
    isTerminal: Bool = true
  ) throws -> [String] {
    final class Page { var text = "" }
    let page = Page()
    let console = Console(
      width: { window.columns }, height: { window.rows }, isInteractiveTerminal: isTerminal,
      screen: blocks[0], output: { page.text += $0 })
    let interpreter = Interpreter(session: session, console: console)
    try interpreter.run("style \(style)")
    page.text = ""
    try interpreter.run(line)
    return page.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { stripped(String($0)) }
  }

  @Test func `large pictures use the window, and none is larger than it`() throws {
    let session = try TestShell("sgd 200", "image 7", "backward").session
    for window in [(120, 36), (132, 43), (200, 50), (320, 90)] {
      for command in [
        "image", "maps conv", "maps conv 2", "maps pool", "maps pool 0", "maps conv --grad",
        "image --grad", "filters",
      ] {
        let what = "\(command) in \(window)"
        let usual = try Self.painted(command, in: session, window: window, style: "blocks")
        let large = try Self.painted(command, in: session, window: window)
        #expect(large.count <= window.1 - 1 && large.count >= usual.count, "\(what)")
        #expect(large.allSatisfy { $0.count <= window.0 }, "\(what)")
        #expect(large == (try Self.painted(command, in: session, window: window, style: "large")))
        // Not for those who did not ask: a script.
        #expect(
          usual
            == (try Self.painted(command, in: session, window: window, isTerminal: false)),
          "\(what)")
      }
    }
    // A digit of 28 rows, with its title, ruler and colours; in the largest window, three times as high.
    func rows(_ columns: Int, _ rows: Int) throws -> Int {
      try Self.painted("image", in: session, window: (columns, rows)).count
    }
    #expect(try rows(120, 35) == 18 && rows(119, 36) == 18 && rows(120, 36) == 32)
    #expect(try rows(200, 50) == 46 && rows(320, 90) == 88)
    // The six rows of a toy's image, at four rows each, beside their numbers.
    let toy = try TestShell("load toy", "image 0").session
    #expect(try Self.painted("image", in: toy, window: (120, 36)).count == 28)
  }

  @Test func `large pictures of small windows are those of the usual size`() throws {
    let session = try TestShell("sgd 200", "image 7", "backward").session
    for window in [(40, 24), (80, 24)] {
      for command in ["image", "maps conv", "maps conv 2", "wrong", "filters"] {
        let pictures = try ["blocks", "large"].map {
          try Self.painted(command, in: session, window: window, style: $0)
        }
        #expect(pictures[0] == pictures[1], "\(command) in \(window)")
      }
    }
  }

  @Test func `displays share the screen, so they stay small`() throws {
    let session = try TestShell("image 7", "forward").session
    let large = try Self.painted("display maps conv 2", in: session, window: (120, 36))
    #expect(large.count < 22)
  }

  @Test func `the maps of a layer and the prompt fit 24 rows, and what marks merge is said`() throws
  {
    let session = try TestShell("sgd 200", "image 7", "backward").session
    for screen in [Screen()] + Self.blocks {
      for command in ["maps conv", "maps conv --grad", "maps pool"] {
        let lines = try Self.output(of: command, in: session, width: 80, on: screen)
        #expect(lines.count <= 24, "\(command)")
      }
    }
    #expect(
      try Self.output(of: "maps conv", in: session, width: 80).contains {
        $0.hasPrefix("a mark shows the value farthest from ' ' of up to ")
      })
    #expect(
      try !Self.output(of: "maps conv", in: session, width: 200, on: Self.blocks[0]).contains {
        $0.contains("of up to")
      })
  }

  @Test func `a terminal of 8 colours gets text in them, and no half-blocks`() throws {
    let few = Screen(isColoured: true, hasFewColours: true, showsBlocks: true)
    let session = try TestShell("image 7", "backward").session
    let maps = try Self.output(of: "maps conv 2", in: session, width: 80, on: few)
    let plain = try Self.output(of: "maps conv 2", in: session, width: 80)
    #expect(maps.map(Self.stripped) == plain)
    let codes = Set(maps.joined().matches(of: #/\u{1B}\[([0-9;]*)m/#).map { String($0.1) })
    #expect(codes == ["1;31", "1;34", "0"])
    let image = try Self.output(of: "image 3", in: session, width: 80, on: few)
    #expect(image.contains { $0.hasPrefix("\u{1B}[35mnext: ") })
    #expect(
      try Self.output(of: "style blocks", in: session, width: 80, on: few).first
        == "style blocks: characters in 8 colours")
  }

  @Test func `a style stays until another is chosen, and no step back takes it away`() throws {
    final class Page { var text = "" }
    let page = Page()
    let interpreter = Interpreter(
      session: try Session.digits(seed: 1, folders: .none),
      console: Console(screen: Self.blocks[0], output: { page.text += $0 }))
    try interpreter.run("style ascii; image 7; back")
    #expect(!page.text.contains("\u{1B}"))
    page.text = ""
    try interpreter.run("style blocks; image 7")
    #expect(page.text.contains("\u{2580}"))
  }

  @Test func `the carets of an error are coloured where errors are`() throws {
    let error = CommandError("There is no `x`.", at: "x")
    let lines = error.report(in: "maps x", origin: "error: ", style: .coloured)
    #expect(lines.hasSuffix("       \u{1B}[1;38;5;130m^\u{1B}[0m"))
    #expect(Self.stripped(lines) == error.report(in: "maps x", origin: "error: "))
  }
}
