import ConvNet
import Lab
import Shell
import TestSupport
import Testing

/// `load` and `net`, and how each replaces what does not fit the other.
@Suite struct LoadTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(training: Int, test: Int, side: Int = 28, classes: Int = 10) throws {
    try folder.writeMNIST(training: training, test: test, side: side, classes: classes)
  }

  private func counts(_ shell: TestShell) -> [Int] {
    [shell.session.trainer.data.training.count, shell.session.trainer.data.test.count]
  }

  private func preset(_ shell: TestShell) -> String? { shell.session.provenance.preset?.name }

  @Test func `a folder is read, whole or in part`() throws {
    try write(training: 30, test: 20)
    let shell = try TestShell()
    for (options, expected) in [
      ("", [30, 20]), ("--train 7 --test 5", [7, 5]), ("--only 0,1", [6, 4]),
      ("--only 0,1 --train 4", [4, 4]), ("--train 10 --holdout 20", [10, 20]),
      ("--holdout 5", [25, 5]), ("--only 3", [3, 2]),
    ] {
      let text = try shell.run("load mnist \(folder.path) \(options)")
      #expect(counts(shell) == expected, "\(options)")
      #expect(text.contains(folder.path))
      try shell.run("sgd; test; data; confusion")
    }
  }

  @Test(arguments: [
    "--train 31", "--test 21", "--train 0", "--train -1", "--train x", "--only", "--only ''",
    "--only 10", "--only 0,0", "--only 0,,1", "--only 256", "--only 999999999999", "--holdout 30",
    "--train 20 --holdout 11", "--test 5 --holdout 5", "--nonsense", "another",
  ])
  func `options that do not fit the data change nothing`(_ options: String) throws {
    try write(training: 30, test: 20)
    let shell = try TestShell("load toy", "sgd 2")
    let before = shell.state
    #expect(shell.error("load mnist \(folder.path) \(options)") != nil)
    #expect(shell.state == before)
  }

  @Test func `folders with missing, damaged or no files change nothing`() throws {
    let shell = try TestShell("load toy", "sgd 2")
    let before = shell.state
    #expect(shell.error("load mnist \(folder.path)") != nil)
    #expect(shell.error("load mnist \(folder["missing"])") != nil)
    #expect(shell.error("load mnist /dev/null") != nil)
    #expect(shell.error("load toy \(folder.path)")?.word == folder.path)
    try write(training: 3, test: 2)
    try folder.write([0, 0, 8, 3, 0, 0], to: "train-images-idx3-ubyte")
    let error = try #require(shell.error("load mnist \(folder.path)"))
    #expect(error.problem.contains("train-images-idx3-ubyte"))
    #expect(shell.state == before)
  }

  @Test func `classes whose names have blanks are told apart`() throws {
    try write(training: 30, test: 20)
    let shell = try TestShell()
    let text = try shell.run("load fashion \(folder.path) --only 'ankle boot,bag'")
    #expect(text.contains("classes Ankle boot, Bag."))
    #expect(
      try shell.run("image 0").contains(": an Ankle boot") || shell.printed.contains(": a Bag"))
  }

  @Test func `sets without an image are refused or harmless`() throws {
    let shell = try TestShell("load toy")
    for (training, test) in [(0, 5), (5, 0), (0, 0)] {
      try write(training: training, test: test)
      guard shell.error("load mnist \(folder.path)") == nil else { continue }
      for line in ["data", "image 0", "image 0 --test", "step", "sgd", "test", "train", "wrong"] {
        _ = shell.error(line)
      }
    }
  }

  @Test func `images of a size that no preset takes get a small network`() throws {
    try write(training: 4, test: 2, side: 5)
    let shell = try TestShell("load toy")
    #expect(try shell.run("load mnist \(folder.path)").contains("1x5x5"))
    #expect(shell.session.trainer.network.input.extents == [1, 5, 5])
    try shell.run("sgd 2; back 3; sgd 1")
  }

  @Test func `data that the network cannot take brings the preset made for it`() throws {
    let shell = try TestShell()
    try shell.run("load toy")
    #expect(preset(shell) == "toy")
    try shell.run("load mnist --only 0,1")
    #expect(preset(shell) == "sigmoid-lab")
    try shell.run("load mnist")
    #expect(preset(shell) == "digits")
    #expect(shell.error("load toy") == nil)
    #expect(shell.session.trainer.network.nodes.map(\.name) == ["conv", "pool", "softmax"])
  }

  @Test func `data of the same kind leave the network as it is`() throws {
    let shell = try TestShell("sgd 2")
    let weights = shell.parameters
    try shell.run("load mnist --train 10")
    #expect(shell.parameters == weights)
    #expect(shell.session.trainer.updates == 2)
    try shell.run("load mnist --only 0,1")
    #expect(shell.parameters == weights)
  }

  @Test func `a preset brings its own data where it cannot take what there is`() throws {
    let shell = try TestShell()
    for (name, images) in [("toy", 4), ("sigmoid-lab", 411), ("digits", 2_000), ("toy", 4)] {
      try shell.run("net preset \(name)")
      #expect(preset(shell) == name)
      if name == "toy" { #expect(counts(shell)[0] == images) }
      try shell.run("sgd 2; step 3")
    }
    try shell.run("net preset sigmoid-lab")
    #expect(Set(shell.session.trainer.data.training.labels) == [0, 1])
    #expect(shell.session.trainer.optimiser.learningRate == 0.0001)
  }

  @Test func `a preset takes its classes from the data that the user has loaded`() throws {
    let shell = try TestShell("load mnist --train 30 --holdout 20", "net preset sigmoid-lab")
    let data = { shell.session.trainer.data }
    #expect(Set(data().training.labels) == [0, 1])
    #expect(data().training.count == 30 && data().test.count == 20)
    // The digits' network can take them as they are.
    try shell.run("net preset digits")
    #expect(Set(data().training.labels) == [0, 1])
    #expect(shell.session.provenance.data == "mnist --train 30 --holdout 20 --only 0,1")
  }

  @Test func `a network of one's own keeps the data`() throws {
    let shell = try TestShell("load toy", "net new conv3x3 2, softmax 2")
    #expect(preset(shell) == nil)
    #expect(shell.session.diagram == "conv3x3 2, softmax 2")
    try shell.run("sgd 3; init")
    #expect(shell.session.trainer.updates == 0)
    for diagram in ["softmax 1", "conv3x3 2,", "", "conv3x3 9 2, softmax 2"] {
      let before = shell.state
      #expect(shell.error("net new \(diagram)") != nil)
      let isSame = shell.state == before
      #expect(isSame)
    }
    let ten = try TestShell()
    #expect(
      ten.error("net new conv3x3 8, maxpool2, softmax 300 10")?.problem.contains("300") == true)
    #expect(ten.error("net new sigmoid")?.hint == "load mnist --only 0,1")
    #expect(ten.error("net new softmax 9") != nil)
  }

  @Test func `without a folder of its own mnist is the bundled sample`() throws {
    let shell = try TestShell("load toy")
    #expect(try shell.run("load mnist").contains("bundled"))
    #expect(counts(shell) == [2_000, 1_000])
    #expect(shell.error("load mnist --train 2001")?.problem.contains("2,000") == true)
  }
}
