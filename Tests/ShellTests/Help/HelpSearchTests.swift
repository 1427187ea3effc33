import Testing

@testable import Shell

/// What people ask, in their own words, and where it leads.
@Suite struct HelpSearchTests {
  private let shell: TestShell

  init() throws { shell = try TestShell() }

  /// The pages that words lead to, and which of their lines speaks of them.
  static let words: [(String, String)] = [
    ("numeric gradient", "gradcheck"), ("finite difference", "gradcheck"),
    ("chain rule", "backprop"), ("upstream", "backprop"), ("flip", "flip"), ("im2col", "flip"),
    ("matrix", "flip"), ("saliency", "pixel"), ("receptive field", "receptive-field"),
    ("vanishing", "vanishing"), ("exploding", "vanishing"), ("transposed", "flip"),
    ("cross correlation", "flip"), ("initialization", "init"), ("one-hot", "loss"),
    ("stride", "filter"), ("padding", "filter"), ("validation", "overfitting"),
    ("batch size", "batches"), ("equivariance", "invariance"), ("zero_grad", "pytorch"),
    ("keras", "pytorch"), ("pytorch", "pytorch"), ("pixel", "pixel"), ("ctrl-d", "quit"),
  ]

  @Test func `empty words search for nothing`() throws {
    let overview = try shell.run("help")
    for line in ["help ''", "help ' '", "help '' ''"] { #expect(try shell.run(line) == overview) }
  }

  @Test(arguments: words)
  func `words that people bring lead to the page that speaks of them`(
    _ word: String, _ page: String
  ) throws {
    let text = try shell.run("help \(word)")
    let whole = try shell.run("help \(page)")
    #expect(text == whole)
    let running = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
    #expect(running.replacing("-", with: " ").contains(word.replacing("-", with: " ")))
  }

  @Test func `every word of the table leads to a command`() throws {
    for (words, command) in HelpWords.table {
      #expect(shell.session.commands.named(command) != nil, "\(command)")
      for word in words {
        #expect(try shell.run("help \(word)") == shell.run("help \(command)"), "\(word)")
      }
    }
  }

  @Test func `no two ideas claim the same word, and every word leads to its idea`() throws {
    for topic in HelpTopic.all {
      for word in topic.also where shell.session.commands.named(word) == nil {
        #expect(HelpTopic.named(word)?.name == topic.name, "\(word)")
        #expect(HelpWords.command(for: word) == nil, "\(word)")
      }
    }
  }

  @Test(arguments: [
    ("what is a gradient?", "gradient"), ("what is the learning rate", "learning-rate"),
    ("What is max pooling?", "pooling"), ("whats softmax", "softmax"),
    ("how does backprop work?", "backprop"), ("what are ties ?", "ties"), ("gradient", "gradient"),
    ("pooling", "pooling"), ("loss", "loss"), ("feature map", "filter"), ("gradients", "gradient"),
    ("start", "start"), ("? start", "start"), ("start ?", "start"), ("tie", "ties"),
    ("help what is a feature map", "filter"), ("receptive field?", "receptive-field"),
    ("what does gradcheck do?", "gradcheck"), ("is there momentum?", "optimizer"),
    ("optimizer.zero_grad()", "pytorch"),
  ])
  func `a question, and an idea's name alone, get its help`(_ line: String, _ page: String) throws {
    #expect(try shell.run(line) == shell.run("help \(page)"), "\(line)")
  }

  @Test(arguments: [
    ("how do I undo ten updates?", "goto 20"), ("how can i train to 95 %?", "until test accuracy"),
    ("how do I compare two learning rates", "branches"), ("help undo", "goto 20"),
    ("help vertical", "sobel-x"), ("help own picture", "draw me.png"),
    ("help my files", "draw me.png"),
    ("help gradient of one pixel", "conv.d_in[14,10]"), ("help plot", "curve > loss.svg"),
    ("what if I want to save the weights?", "save net.safetensors"),
    ("how do I add a layer?", "net insert"), ("help compare", "branches"),
  ])
  func `a task shows the commands for it`(_ line: String, _ command: String) throws {
    let found = try shell.run(line)
    #expect(found.contains(command), "\(line): \(found)")
  }

  @Test func `commands stay commands, and words of an alias stay the alias`() throws {
    try shell.run("image 7; forward")
    #expect(try shell.run("where").contains("image"))
    #expect(shell.error("why is")?.word != nil)
    #expect(try shell.run("whatif image[14,10] 0.5").contains("loss"))
    try shell.run("alias gradient where")
    #expect(try shell.run("gradient") == shell.run("where"))
    // A comparison must not become a file of help.
    #expect(shell.error("loss > 3")?.hint == "until loss > 3")
  }

  @Test func `every recipe can be typed`() throws {
    let excluded = ["draw me.png": "a file", "load mnist ./": "a folder", "save": "writes a file"]
    var tried = 0
    for recipe in Recipe.all where !excluded.keys.contains(where: recipe.line.hasPrefix) {
      // What would write a file, or take long, is tried up to there.
      let fits = recipe.line.contains("until") || recipe.line.contains(">")
      if fits {
        let session = try TestShell().session
        #expect(Rehearsal.succeeds(recipe.line, in: session), "\(recipe.line)")
      } else {
        let error = try TestShell().error(recipe.line)
        #expect(error == nil, "\(recipe.line): \(error?.problem ?? "")")
      }
      tried += 1
    }
    #expect(tried > 12)
    let page = try shell.run("help recipes")
    #expect(Recipe.all.allSatisfy { page.contains($0.task) })
  }

  @Test func `the search finds lessons too`() throws {
    let found = try shell.run("help switch remembers").split(separator: "\n")
    #expect(found.contains { $0.contains("lesson ") })
  }

  @Test func `help start fits a screen`() throws {
    let lines = try shell.run("help start").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 23)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(try shell.run("help").prefix { $0 != "\n" }.contains("help start"))
  }

  @Test func `help of a command tells how things are in the session`() throws {
    for (rule, formula) in [
      ("sgd", "w = w - 0.005 x gradient"), ("momentum", "w = w + v"), ("adam", "sqrt(s)"),
    ] {
      try shell.run("set optimizer \(rule)")
      let text = try shell.run("help update")
      #expect(text.contains("now \(rule)") && text.contains(formula), "\(text)")
    }
    let settings = try shell.run("help set")
    for setting in Setting.all {
      #expect(settings.contains(setting.name), "\(setting.name)")
    }
    #expect(try shell.run("help back").contains("goto 20"))
    #expect(try shell.run("help quit").contains("Ctrl-D"))
    #expect(try shell.run("help train").contains("until test accuracy"))
  }

  @Test(arguments: [40, 60, 80, 120])
  func `no line of help loses its indentation`(_ width: Int) throws {
    let shell = try TestShell(width: width)
    for name in try TestShell().commands() {
      let lines = try shell.run("help \(name)").split(
        separator: "\n", omittingEmptySubsequences: false)
      for (line, next) in zip(lines, lines.dropFirst()) where line.hasPrefix(" ") {
        // What follows an indented line is indented, or begins something else.
        let first = String(next.prefix { $0 != " " })
        let goesOn =
          next.first?.isLowercase == true && shell.session.commands.named(first) == nil
        #expect(!goesOn, "\(name): \(line) / \(next)")
      }
    }
  }
}
