import ConvNet
import Lab
import Shell
import TestSupport
import Testing

/// Minibatches, inserting and removing layers, freezing layers, and modes, as commands.
struct BatchCommandTests {
  let shell: TestShell

  init() throws { shell = try TestShell("load mnist --train 200 --test 50") }

  @Test func `lenet comes with its batches, its momentum and its padded images`() throws {
    let text = try shell.run("net preset lenet")
    #expect(text.contains("1x32x32"))
    #expect(text.contains("batches of\n  128") || text.contains("batches of 128"))
    #expect(text.contains("schedule step 30 0.9"))
    let trainer = shell.session.trainer
    #expect(trainer.optimiser.settings.rule == .momentum)
    #expect(trainer.optimiser.settings.weightDecay == 4e-4)
    try shell.run("net preset digits")
    #expect(shell.session.trainer.network.input == Shape(1, 28, 28))
    #expect(shell.session.trainer.batchSize == 1)
    #expect(shell.session.trainer.optimiser.settings == OptimiserSettings())
  }

  @Test func `a batch of one is refused for lenet, with the reason`() throws {
    try shell.run("net preset lenet")
    let error = try #require(shell.error("set batch 1"))
    #expect(error.problem.contains("variance is 0"))
    #expect(shell.session.trainer.batchSize == 128)
  }

  @Test func `image chooses the sample that pictures show`() throws {
    try shell.run("set batch 3; image 7; forward")
    #expect(shell.printed.contains("training image 7") && shell.printed.contains("2 others"))
    let first = try shell.run("maps conv 0")
    #expect(try shell.run("image --sample 2").contains("training image 9"))
    #expect(try shell.run("maps conv 0") != first)
    #expect(try shell.run("print conv.out[2,0,3,3]").hasPrefix("conv.out[2,0,3,3]"))
    #expect(shell.error("image --sample 3") != nil)
    #expect(shell.error("image 3 --sample 1") != nil)
    #expect(try shell.run("why conv.out[2,0,3,3]").contains("image[2,3+i,3+j]"))
    #expect(try shell.run("backward; why conv.d_filters[0,1,1]").contains("sum over n,y,x"))
    #expect(try shell.run("why loss").contains("mean of the losses of the 3 images"))
  }

  @Test func `a gradient check takes the first few images of a large batch`() throws {
    try shell.run("set batch 8; image 7; backward")
    let text = try shell.run("gradcheck")
    #expect(text.contains("training image 7: a 3 and 3 others"))
    #expect(text.contains("image") && text.contains("softmax.biases") && !text.contains("WRONG"))
    #expect(try shell.run("gradcheck image[3,10,18]").contains("ok"))
    #expect(shell.error("gradcheck image[7]") != nil, "it is none of the first four")
    #expect(shell.error("why conv.out[2,10,18]")?.hint?.contains("conv.out[0,2,10,18]") == true)
    #expect(shell.error("trace image[10,18]")?.hint?.contains("image[0,10,18]") == true)
  }

  @Test func `what the optimiser and batch norm remember explains itself`() throws {
    try shell.run("net new conv2d 2 3x3, batchnorm, relu, fc 10; set batch 4")
    try shell.run("set optimizer momentum; sgd 3")
    #expect(try shell.run("why conv.velocity_filters[0,0,0]").contains("momentum x old value"))
    #expect(try shell.run("why bn.running_mean[0]").contains("0.9 x old value"))
    try shell.run("set optimizer adam; sgd 2")
    #expect(try shell.run("why conv.square_filters[0,0,0]").contains("0.999 x old value"))
  }

  @Test func `set lists what there is, and wrong values change nothing`() throws {
    #expect(try shell.run("set schedule step 30 0.9").contains(" step 30 0.9"))
    for line in [
      "set schedule step", "set schedule step 0 0.9", "set schedule step 30 1.5",
      "set schedule maybe", "set batch 0", "set batch x", "set loss binary-cross-entropy",
      "set mode sleeping",
    ] {
      let before = try shell.run("set")
      #expect(shell.error(line) != nil, "\(line)")
      #expect(try shell.run("set") == before)
    }
    #expect(try shell.run("set loss mse").contains(" mse."))
    #expect(try shell.run("image 0; backward; why loss").contains("Mean squared error"))
    #expect(try shell.run("set learning-rate 0.1; back 2").isEmpty == false)
  }

  @Test func `evaluation mode is seen in the network and refuses training`() throws {
    try shell.run("set mode evaluation")
    #expect(try shell.run("net").contains("evaluation"))
    #expect(shell.error("sgd 3")?.hint == "set mode training")
    #expect(shell.error("train") != nil)
    try shell.run("image 0; forward; set mode training; sgd 3")
  }

  @Test func `a layer put in or taken out leaves the others their weights`() throws {
    try shell.run("set conv.filters[0,0,0] 0.123")
    #expect(try shell.run("net insert relu after conv").contains("Every layer keeps its weights"))
    #expect(shell.session.trainer.network.nodes.map(\.name) == ["conv", "relu", "pool", "softmax"])
    #expect(try shell.run("print conv.filters[0,0,0]").contains("0.123"))
    #expect(
      try shell.run("net insert fc 20, tanh before softmax").contains(
        "Fresh weights for fc, softmax"))
    try shell.run("net remove tanh; net remove fc; net remove relu")
    #expect(shell.session.trainer.network.nodes.map(\.name) == ["conv", "pool", "softmax"])
    #expect(try shell.run("print conv.filters[0,0,0]").contains("0.123"))
    for line in [
      "net insert", "net insert relu", "net insert relu after", "net insert relu after nothing",
      "net insert after conv", "net remove", "net remove nothing",
      "net insert softmax 3 after conv", "net freeze pool", "net freeze", "net thaw conv",
    ] {
      #expect(shell.error(line) != nil, "\(line)")
      #expect(shell.session.trainer.network.nodes.map(\.name) == ["conv", "pool", "softmax"])
    }
  }

  @Test func `a frozen layer is told, and stays as it is`() throws {
    try shell.run("net freeze conv")
    #expect(try shell.run("net").contains("frozen"))
    let before = try shell.run("print conv.filters")
    try shell.run("sgd 20")
    #expect(try shell.run("print conv.filters") == before)
    #expect(try shell.run("image 0; update").contains("softmax.weights"))
    try shell.run("net thaw conv; sgd 1")
    #expect(try shell.run("print conv.filters") != before)
  }

  @Test func `stack with 300 inputs is refused: both layers and both numbers`() throws {
    let error = shell.error(
      "net new conv3x3 8, maxpool2, conv3x3 4, maxpool2, fc 300 100, fc 50, softmax 10")
    #expect(error?.problem == "fc1 expects 300 inputs, but pool2 gives 4x5x5 = 100.")
  }

  @Test func `train reports as asked, and tests on the way`() throws {
    try shell.run("set batch 20")
    let lines = try shell.run("train 1 --report 5 --test-every 5").split(separator: "\n")
    #expect(lines.count { $0.contains("update ") } == 2)
    #expect(lines.count { $0.contains("test on 50 images") } == 2, "after 5 and at the end")
    #expect(lines.contains { $0.contains("training on 200 images") })
    #expect(shell.session.trainer.updates == 10)
  }

  @Test(arguments: [
    (["image 3", "forward"], 50, 51), (["set batch 50", "image 3", "step 4"], 50, 2),
    (["sgd 20"], 30, 50), (["sgd 20", "step 3"], 30, 50), (["sgd 49", "step"], 1, 50),
    (["set batch 20"], 40, 2), (["sgd 20", "image 3"], 30, 51),
  ])
  func `an epoch's line covers the images of its pass`(
    _ lines: [String], _ images: Int, _ updates: Int
  ) throws {
    let shell = try TestShell("load mnist --train 50 --test 10")
    for line in lines { try shell.run(line) }
    let text = try shell.run("train")
    #expect(text.contains("training on \(images) image\(images == 1 ? "" : "s"):"))
    #expect(shell.session.trainer.updates == updates)
  }

  @Test func `the last line of sgd says which updates it covers where the others differ`() throws {
    let shell = try TestShell("sgd 5")
    #expect(try shell.run("sgd 100").contains("100 updates, 6 to 105: average loss"))
    #expect(try shell.run("goto 0; sgd 100").contains("100 updates: average loss"))
  }

  @Test func `init keeps the settings`() throws {
    try shell.run("set optimizer adam; set learning-rate 0.25; set batch 4; init --seed 3")
    let trainer = shell.session.trainer
    #expect(trainer.optimiser.settings.rule == .adam)
    #expect(trainer.optimiser.learningRate == 0.25)
    #expect(trainer.batchSize == 4)
  }

  @Test func `running moments travel in files`() throws {
    let folder = try TemporaryFolder()
    try shell.run("net preset lenet; set batch 4; sgd 2")
    try shell.run("save \"\(folder["net.safetensors"])\"")
    let moments = try shell.run("print bn2.running_mean")
    try shell.run("init")
    #expect(try shell.run("print bn2.running_mean").contains("not computed"))
    try shell.run("open \"\(folder["net.safetensors"])\"")
    #expect(try shell.run("print bn2.running_mean") == moments)
  }
}

/// Bugs as commands.
struct BugCommandTests {
  let shell: TestShell

  init() throws { shell = try TestShell("load mnist --train 200 --test 50") }

  @Test func `a bug is told in words, and off again`() throws {
    #expect(try shell.run("bug").contains("No bug is on"))
    #expect(try shell.run("bug on conv-flipped").contains("rotated by 180 degrees"))
    #expect(shell.session.prompt == "backstep bug=conv-flipped> ")
    #expect(try shell.run("image 3; gradcheck conv.filters[0]").contains("wrong"))
    #expect(try shell.run("backward; why conv.d_filters[0,0,0]").contains("a bug is"))
    #expect(try shell.run("bug off").contains("the code is right again"))
    #expect(shell.session.prompt == "backstep> ")
    #expect(try shell.run("image 3; gradcheck conv.filters[0]").contains("ok"))
    #expect(!(try shell.run("backward; why conv.d_filters[0,0,0]").contains("a bug is")))
  }

  @Test func `a random bug hides its name until it is guessed`() throws {
    let text = try shell.run("bug random")
    let bug = try #require(shell.session.trainer.bugs.first)
    #expect(!text.contains(bug.name) && !text.contains(bug.summary))
    #expect(shell.session.prompt == "backstep bug=?> ")
    #expect(!(try shell.run("bug").contains(bug.name)))
    #expect(!(try shell.run("net").contains(bug.name)))
    let other = BugCatalog.all.first { $0.name != bug.name }?.name ?? ""
    #expect(try shell.run("bug guess \(other)").hasPrefix("No"))
    #expect(try shell.run("bug guess \(bug.name)").hasPrefix("Yes: \(bug.summary.prefix(30))"))
    #expect(shell.printed.contains("2 guesses"))
  }

  @Test func `one back takes a random bug back, its weights and all`() throws {
    try shell.run("sgd 5")
    let before = shell.session.trainer
    try shell.run("bug random; back")
    #expect(shell.session.trainer.bugs.isEmpty)
    #expect(shell.session.trainer.updates == before.updates)
  }

  @Test func `why holds a bug in the ties against the rule`() throws {
    try shell.run("bug on pool-ties-all; image 7; backward")
    #expect(try shell.run("why pool.d_in[0,0,1]").contains("By this rule it would be 0"))
  }

  @Test func `two bugs can be on at once, and go off together`() throws {
    try shell.run("bug on kernel-unscaled; bug on kernels-integer; bug on kernels-integer")
    #expect(shell.session.prompt == "backstep bug=kernel-unscaled,kernels-integer> ")
    #expect(try shell.run("sgd 1; print conv.filters").contains("zeros"))
    guard
      case .computed(let filters) = try shell.session.trainer.read(
        Place(parsing: "conv.filters"))
    else { return }
    #expect(filters.values.allSatisfy { $0 == $0.rounded() && (-128...127).contains($0) })
    #expect(try shell.run("bug off").contains("are off"))
  }

  @Test func `bugs that cannot show are listed with the reason`() throws {
    let list = try shell.run("bug list")
    #expect(list.contains("- batch-sum cannot show here"))
    for bug in BugCatalog.all { #expect(list.contains(bug.name)) }
  }

  @Test func `kernels that start too large start so with init too`() throws {
    try shell.run("bug on kernel-unscaled")
    let large = shell.session.trainer
    try shell.run("bug off; init")
    guard case .computed(let wrong) = try large.read(Place(parsing: "conv.filters")),
      case .computed(let right) = try shell.session.trainer.read(Place(parsing: "conv.filters"))
    else { return }
    #expect(wrong.values == right.values.map { $0 * 256 })
  }

  @Test(arguments: [
    "bug maybe", "bug on", "bug on nothing", "bug guess conv-flipped", "bug off", "bug list x",
    "detect nothing", "detect --updates 0", "detect batch-sum --here",
  ])
  func `what makes no sense is refused`(_ line: String) {
    #expect(shell.error(line) != nil)
    #expect(shell.session.trainer.bugs.isEmpty)
  }

  @Test func `detect says of one bug what each check sees, and changes nothing`() throws {
    let before = try shell.run("net")
    let text = try shell.run("detect conv-flipped --updates 10 --here")
    #expect(text.contains("X the gradient of conv.filters is wrong"))
    #expect(text.contains(". every parameter moved as the rule says"))
    #expect(try shell.run("net") == before)
    #expect(shell.session.trainer.bugs.isEmpty)
  }
}
