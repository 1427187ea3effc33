import Testing

@Suite struct SpeakingUpTests {
  private func warning(_ text: String) -> String? {
    text.split(separator: "\n").first { $0.hasPrefix("!") }.map(String.init)
  }

  @Test func `a learning rate of 50 is explained with update and tensor, once`() throws {
    let shell = try TestShell()
    let text = try shell.run("set learning-rate 50; sgd 20")
    let line = try #require(warning(text))
    #expect(line.contains("Update "))
    #expect(line.contains("softmax.totals["))
    #expect(text.contains("goto 0; set learning-rate 0.005"))
    let lines = text.split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix("!") })
    #expect(lines.count - start <= 6)
    #expect(text.fits(lines: 23))

    #expect(warning(try shell.run("sgd 5")) == nil)
    #expect(warning(try shell.run("diagnose")) == line)
    #expect(warning(try shell.run("goto 0; step")) == nil)
  }

  @Test func `it leads to the operation where it began`() throws {
    let shell = try TestShell()
    let text = try shell.run("set learning-rate 1e30; sgd 3")
    #expect(text.contains("goto 1.4; print softmax.totals"))
    try shell.run("goto 1.3")
    #expect(try shell.run("print pool.out").contains("nan") == false)
    try shell.run("goto 1.4")
    #expect(try shell.run("print softmax.totals").contains("nan"))
  }

  @Test func `what is over is said again when it comes back`() throws {
    let shell = try TestShell()
    #expect(warning(try shell.run("set learning-rate 50; sgd 20")) != nil)
    #expect(warning(try shell.run("goto 1; step; goto 15; step 12; goto end")) == nil)
    #expect(warning(try shell.run("goto 0; set learning-rate 50; sgd 1")) == nil)
    #expect(warning(try shell.run("sgd 20")) != nil)
  }

  @Test func `losses that only run away are explained before they are no numbers`() throws {
    let shell = try TestShell()
    let text = try shell.run("set learning-rate 5; sgd 8")
    #expect(warning(text)?.contains("since update 2") ?? false)
    #expect(text.contains("guessing costs 2.303"))
    #expect(text.fits(lines: 23))
  }

  @Test func `a learning rate of 0 is noticed as a loss that sits at log 10`() throws {
    let shell = try TestShell()
    let text = try shell.run("set learning-rate 0; sgd 500")
    #expect(warning(text)?.contains("log(10) = 2.303") ?? false)
    #expect(text.contains("the learning rate is 0"))
    #expect(warning(try shell.run("sgd 10")) == nil)
  }

  @Test func `a new network and one that is trained are accused of nothing`() throws {
    let shell = try TestShell()
    #expect(try shell.run("diagnose").hasPrefix("Nothing is wrong"))
    #expect(warning(try shell.run("sgd 1000")) == nil)
    #expect(try shell.run("diagnose").hasPrefix("Nothing is wrong"))
    try shell.run("load toy")
    #expect(warning(try shell.run("sgd 5; sgd 100; diagnose")) == nil)
  }
}
