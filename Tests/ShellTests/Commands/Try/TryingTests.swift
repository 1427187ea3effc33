import ConvNet
import Shell
import Testing

/// `predict`: stated before it is seen, scored when it is computed.
@Suite struct PredictTests {
  @Test(arguments: ["loss", "probabilities[0]", "softmax.d_totals[0]"])
  func `a finished step is explained by the loss it was done with`(_ place: String) throws {
    let shell = try TestShell("load toy", "sgd 1", "set loss mse")
    let explanation = try shell.session.trainer.explain(Place(parsing: place))
    #expect(explanation.arithmetic.evaluate().bitPattern == explanation.value.bitPattern)
  }

  @Test func `a number is scored when it is computed, with the signed gap`() throws {
    let shell = try TestShell(
      "load toy", "image 0", "predict conv.out[0,0,2] 2", "predict loss 0.7")
    let step = try shell.run("step")
    #expect(step.contains("conv.out[0,0,2]: you said 2, it is 1: 1 too high."))
    #expect(step.contains("predictions: 0 of 1 within 10 % or exactly right"))
    let loss = try shell.run("forward")
    #expect(loss.contains("loss: you said 0.7, it is 0.6931: 0.00685 too high."))
    #expect(loss.contains("predictions: 1 of 2"))
    #expect(try !shell.run("backward").contains("predictions"))
  }

  @Test func `the other sign is told`() throws {
    let shell = try TestShell("load toy", "image 0", "predict softmax.d_biases[0] 0.5")
    let text = try shell.run("backward")
    #expect(text.contains("you said 0.5, it is -0.5: 1 too high, and of the opposite"))
  }

  @Test func `a label is the network's answer, a winner the cell of a window`() throws {
    let shell = try TestShell(
      "image 7", "predict label 3", "predict winner pool 2 5 9 upper-left",
      "predict winner pool 2 5 8 1,1")
    let text = try shell.run("forward")
    #expect(text.contains("you said 3, the network answers 3: right."))
    #expect(text.contains("pool.winners[2,5,9]: you said upper-left, it is upper-left: right."))
    #expect(text.contains("pool.winners[2,5,8]: you said lower-right, it is "))
    #expect(text.contains(" of 3 within"))
  }

  @Test func `a cell that is no corner is named by row and column`() throws {
    let shell = try TestShell("net new conv3x3 2, maxpool 3 stride=1, softmax 10", "image 7")
    #expect(try shell.run("predict winner pool 0 3 3 1,1").contains("= row 1, column 1."))
    #expect(try shell.run("predict winner pool 0 3 4 2,2").contains("= lower-right."))
    #expect(try shell.run("forward").contains(" of 2 within"))
  }

  @Test func `a parameter is predicted for after the next update`() throws {
    // d_filters[0,0,2] of the toy is 3, and its learning rate is 0.1: 1 becomes 0.7.
    let shell = try TestShell(
      "load toy", "image 0", "backward", "predict conv.filters[0,0,2] 0.7",
      "set softmax.biases 0")
    #expect(try shell.run("predict").contains("conv.filters[0,0,2] = 0.7"))
    #expect(try shell.run("update").contains("1 of 1 within 10 %"))
  }

  @Test func `the first of many steps counts`() throws {
    let one = try TestShell("image 7", "predict loss 1")
    let many = try TestShell("image 7", "predict loss 1")
    let line = try #require(
      try one.run("forward").split(separator: "\n").first { $0.contains("you said") })
    #expect(try many.run("sgd 20").contains(line))
  }

  @Test func `what has been seen cannot be predicted`() throws {
    let shell = try TestShell("load toy", "image 0", "forward")
    for line in ["predict loss 1", "predict label 1", "predict winner pool 0 0 0 lower-left"] {
      #expect(shell.error(line)?.hint?.hasPrefix("back") == true)
    }
    #expect(try shell.run("predict").contains("No prediction is open"))
    try shell.run("back")
    #expect(try shell.run("predict loss 1").hasPrefix("Noted"))
  }

  @Test func `back takes no score back, and nothing is scored twice`() throws {
    let shell = try TestShell("load toy", "image 0", "predict loss 0.7", "forward", "back 4")
    #expect(try !shell.run("forward").contains("predictions"))
    #expect(try shell.run("predict").contains("1 of 1"))
  }

  @Test func `a prediction waits for its own step, though an earlier one had the value`() throws {
    let shell = try TestShell("image 0; forward; image 1; predict loss 2; back", "back 3")
    #expect(try shell.run("predict").contains("  loss = 2\n"))
    #expect(try shell.run("forward").contains("loss: you said 2"))
  }

  @Test func `a command that fails scores nothing`() throws {
    let shell = try TestShell("image 0", "predict loss 2")
    #expect(shell.error("sgd x") != nil)
    #expect(
      try shell.run("predict").hasPrefix("still to come:\n  loss = 2\nNo prediction "))
  }

  @Test func `a prediction about another network is withdrawn`() throws {
    let shell = try TestShell("image 7", "predict conv.out[5,20,20] 1")
    #expect(try shell.run("load toy").contains("withdrawn"))
    #expect(try shell.run("predict").contains("No prediction is open"))
  }

  @Test(arguments: [
    "predict loss nan", "predict loss x", "predict loss", "predict nothing 1", "predict conv.out 1",
    "predict conv.out[0,0] 1", "predict conv.out[8,0,0] 1", "predict conv.out[0,0,0,0] 1",
    "predict loss 1 2", "predict label", "predict label 12", "predict winner",
    "predict winner pool 0 0 13 upper-left", "predict winner pool 0 0 0 2,0",
    "predict winner pool 0 0 0 middle", "predict winner conv 0 0 0 upper-left",
    "predict conv.out[-1,0,0] 1", "predict conv.out[ 1",
  ])
  func `nonsense is refused and notes nothing`(line: String) throws {
    let shell = try TestShell("image 7")
    #expect(shell.error(line) != nil)
    #expect(try shell.run("predict").contains("No prediction is open"))
  }
}

/// `whatif`: what a derivative predicts, and what happens.
@Suite struct WhatIfCommandTests {
  @Test func `a value is asked for only where the place can have one`() throws {
    let shell = try TestShell("load toy", "image 0", "forward")
    let unknown = try #require(shell.error("whatif BAD"))
    #expect(unknown.problem.contains("BAD") && unknown.hint != "whatif BAD 0")
    #expect(try #require(shell.error("whatif conv.filters")).hint == "whatif conv.filters 0")
  }

  @Test func `it shows the gap shrink and changes nothing`() throws {
    let shell = try TestShell("load toy", "image 0", "forward")
    let before = shell.state
    let text = try shell.run("whatif softmax.weights[0,0] 1")
    #expect(shell.state == before)
    #expect(text.contains("its gradient is -1.5: raising it lowers the loss"))
    #expect(text.contains("A tenth of the change leaves 1/76 of the gap"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func `to keep it is to set it`() throws {
    let kept = try TestShell("load toy", "image 0", "forward", "whatif image[0,0] 4 --keep")
    let set = try TestShell("load toy", "image 0", "forward", "set image[0,0] 4")
    #expect(kept.state == set.state)
    #expect(try kept.run("back").contains("Undid: set image[0,0] 4."))
  }
}

/// `gradcheck`: the table and the verdict.
@Suite struct GradcheckCommandTests {
  @Test func `differences that overflow accuse nobody`() throws {
    let shell = try TestShell(
      "load toy",
      "net new batchnorm, conv2d 1 2x2 stride=1 padding=0 bias=1, conv3x3 2, fc 2; set batch 2",
      "set loss mse; set learning-rate 5; sgd 3; image 2; backward")
    let text = try shell.run("gradcheck conv1.filters")
    #expect(text.contains("too large") && !text.contains("WRONG"), "\(text)")
    #expect(text.contains("Nothing could be compared"), "\(text)")
  }

  @Test func `the toy passes, and the whole fits a screen`() throws {
    let shell = try TestShell("load toy", "image 0")
    let before = shell.state
    let text = try shell.run("gradcheck")
    #expect(shell.state == before)
    #expect(text.split(separator: "\n").count { $0.hasSuffix("  ok") } == 4)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 24 && lines.allSatisfy { $0.count <= 80 })
  }

  @Test func `ties all is wrong on a digit, and the verdict says where to look`() throws {
    let shell = try TestShell("image 7", "set ties all")
    let text = try shell.run("gradcheck conv.filters[2]")
    #expect(text.contains("WRONG") && text.contains("Look: with `set ties all`"))
    #expect(try shell.run("set ties first; gradcheck conv.d_filters[2]").contains("  ok"))
  }

  @Test func `what was left out proves nothing about a layer`() throws {
    let shell = try TestShell("image 7", "bug on pool-ties-all")
    let text = try shell.run("gradcheck").split { " \n".contains($0) }.joined(separator: " ")
    #expect(text.contains("conv.filters is WRONG") && text.contains("<-pool"))
    #expect(!text.contains("What conv gets and passes on is right"))
    // Without the filters, what is right is so at the pixels that were compared, and no others.
    let rows = try shell.run("gradcheck image").split(separator: "\n")
    let counts = try #require(rows.first { $0.hasPrefix("image ") && $0.hasSuffix("ok") })
      .split(separator: " ").compactMap { Int($0) }
    #expect(counts[0] + counts[1] == 784 && counts[1] > 0)
    #expect(rows.joined(separator: " ").contains("\(counts[0]) of 784 numbers compared"))
  }

  @Test func `where all is at kinks nothing is said to be right`() throws {
    let shell = try TestShell("image 7", "set image -0.5")
    let text = try shell.run("gradcheck image")
    #expect(text.contains("all at kinks") && text.contains("Nothing could be compared"))
    #expect(!text.contains("slope of the loss,"))
  }

  @Test func `a sample claims no more than it saw`() throws {
    let shell = try TestShell("set batch 2", "image 7")
    let text = try shell.run("gradcheck softmax.weights")
    #expect(text.contains("20 of 13,520 numbers compared") && text.contains("gradcheck --all"))
    #expect(!text.contains("number by number"))
  }

  @Test(arguments: ["gradcheck conv.out", "gradcheck nothing", "gradcheck conv.filters[8]"])
  func `what is no parameter is refused`(line: String) throws {
    #expect(try TestShell("image 7").error(line) != nil)
  }

  @Test func `without an image there is nothing to check`() throws {
    #expect(try TestShell().error("gradcheck")?.hint == "image 0")
  }

  @Test func `the shift lab shows the network with its bug`() throws {
    let shell = try TestShell(
      "net new conv3x3 2, leakyrelu slope=0.5, maxpool2, softmax 10",
      "set learning-rate 0.02", "sgd 300", "image 3",
      "forward")
    func shown() throws -> Double? {
      let rows = try shell.run("invariance").split(separator: "\n")
      let words = rows.first { $0.hasPrefix("probability of") }?.split(separator: " ")
      return words?.dropFirst(3).first.flatMap { Double($0) }
    }
    func computed() throws -> Double {
      let trainer = shell.session.trainer
      let target = try #require(shell.session.sample).target
      return trainer.probability(of: target, in: try #require(trainer.step.passes.last).output)
    }
    let (sound, soundShown) = (try computed(), try shown())
    try shell.run("bug on leaky-discarded")
    let (faulty, faultyShown) = (try computed(), try shown())
    #expect(abs(sound - faulty) > 0.1, "The bug changes the answer.")
    #expect(abs(try #require(soundShown) - sound) <= 0.0005)
    #expect(abs(try #require(faultyShown) - faulty) <= 0.0005)
  }
}
