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
    #expect(lines.count - start <= 8)
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
    #expect(warning(text) != nil)
    #expect(text.contains("log(10) = 2.303"))
    #expect(text.contains("the learning rate is 0"))
    #expect(warning(try shell.run("sgd 10")) == nil)
  }

  @Test func `a new network and one that is trained are accused of nothing`() throws {
    let shell = try TestShell()
    #expect(try shell.run("diagnose").contains("no fault"))
    #expect(warning(try shell.run("sgd 1000")) == nil)
    #expect(try shell.run("diagnose").contains("no fault"))
    try shell.run("load toy")
    #expect(warning(try shell.run("sgd 5; sgd 100; diagnose")) == nil)
  }

  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `a network that learns slowly is not said to learn nothing`(seed: UInt64) throws {
    let shell = try TestShell(
      "net new conv3x3 8, relu, maxpool2, fc 50, relu, fc 10", seed: seed)
    #expect(warning(try shell.run("sgd 500")) == nil)
    let text = try shell.run("diagnose")
    #expect(warning(text) == nil)
    #expect(text.contains("Slow so far"))
  }

  @Test func `a rate that kills every unit is blamed, and one that works is named`() throws {
    let shell = try TestShell("net new conv3x3 8, relu, maxpool2, fc 50, relu, fc 10")
    let text = try shell.run("set learning-rate 0.2; sgd 500")
    #expect(warning(text) != nil)
    #expect(text.contains("the learning rate, 0.2, is too large"))
    #expect(text.contains("goto 0; set learning-rate 0."))
    #expect(!text.contains("--seed"))
  }

  @Test func `the cost of guessing is that of the loss`() throws {
    let shell = try TestShell("set loss mse", "sgd 20")
    #expect(try shell.run("diagnose").contains("a uniform guess costs 0.09\n"))
    try shell.run("net preset sigmoid-lab")
    #expect(try shell.run("diagnose").contains("a uniform guess costs 0.6931\n"))
    try shell.run("set loss mse")
    #expect(try shell.run("diagnose").contains("a uniform guess costs 0.25\n"))
  }

  @Test func `filters are not suggested where there are none`() throws {
    let shell = try TestShell("net new fc 10", "sgd 10")
    #expect(!(try shell.run("diagnose").contains("filters")))
    #expect(!(try shell.run("set learning-rate 0; sgd 400; diagnose").contains("filters")))
  }

  @Test func `an infinite number that nothing uses is named`() throws {
    let shell = try TestShell("set softmax.biases[0] 99", "image 0", "forward", "backward")
    #expect(try shell.run("print softmax.d_out").contains("inf"))
    let text = try shell.run("diagnose")
    #expect(text.contains("softmax.d_out["))
  }
}
