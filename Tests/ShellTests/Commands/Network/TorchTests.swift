import ConvNet
import Foundation
import Lab
import Shell
import TestSupport
import Testing

/// `export torch` writes the same network for PyTorch, and it learns there as it does here.
@Suite(.enabled(if: Torch.isThere, Comment(rawValue: Torch.absence)))
struct TorchTests {
  /// A network and its training settings, as lines of the shell.
  struct Setup: Sendable, CustomTestStringConvertible {
    let lines: [String]
    /// Whether both learn the same; dropout draws different random numbers in PyTorch.
    var isSame = true
    var testDescription: String { lines.joined(separator: "; ") }
  }

  private static let data = "load mnist --train 48 --test 16"

  static let presets = Preset.all.filter { $0.data != "cifar10" }.map { preset in
    let data = preset.data.contains("toy") ? preset.data : preset.data + " --train 48 --test 16"
    return Setup(
      lines: ["load \(data)", "net preset \(preset.name)", "set batch 8", "set shuffle off"],
      isSame: !preset.diagram.contains("dropout"))
  }

  private static func digits(_ lines: String...) -> Setup {
    Setup(lines: [data, "set shuffle off", "set batch 8"] + lines)
  }

  /// Each setting that PyTorch defines differently, or not at all.
  static let settings = [
    digits("set optimizer momentum", "set learning-rate 0.02", "sgd 6"),
    digits("set optimizer momentum", "set schedule step 3 0.5", "sgd 7"),
    digits("set optimizer momentum", "sgd 3", "set learning-rate 0.001"),
    digits("set optimizer momentum", "sgd 3", "set learning-rate 0"),
    digits("set optimizer adam", "set learning-rate 0.003", "sgd 5"),
    digits("set weight-decay 0.01", "set schedule step 2 0.9", "sgd 2"),
    digits("set optimizer adam", "set weight-decay 0.003", "set schedule step 4 0.5"),
    digits("net freeze conv", "set optimizer momentum", "set weight-decay 0.01", "sgd 2"),
    digits("net freeze conv", "net freeze softmax"),
    digits("set loss mse", "set learning-rate 0.1"),
    digits("set pixels raw", "set learning-rate 0.00001"),
    digits("net new maxpool2, conv3x3 4, maxpool2, fc 10", "set ties all", "sgd 4"),
    digits("sgd 5", "forward"), digits("sgd 4", "set batch 3", "backward"),
    digits("net new maxpool 3 stride=2, conv3x3 4, fc 10", "set ties split", "sgd 4"),
    digits("net new conv2d 4 5x5 stride=1 padding=2, batchnorm keep=0.8, relu, maxpool 2, fc 10"),
    digits("net new conv2d 4 3x3, batchnorm, relu, softmax 10", "net freeze bn", "sgd 2"),
    digits("net new conv2d 4 3x3, batchnorm, relu, fc 10", "set optimizer adam", "sgd 2"),
    digits("net new flatten, fc 12, batchnorm, tanh, dropout keep=1, softmax 10", "sgd 1"),
    digits("net insert relu after conv", "net insert conv3x3 4 after relu", "net remove relu"),
    Setup(lines: [
      "load mnist --only 3,5 --train 30 --test 9", "set shuffle off", "set batch 4",
      "net new conv3x3 2, leakyrelu slope=0.2, maxpool2, sigmoid", "set loss mse", "sgd 3",
    ]),
    Setup(lines: [
      "load mnist --only 7,1 --train 30 --test 9", "set shuffle off", "net new fc 3, softmax 2",
    ]),
  ]

  /// Every kind of layer.
  static let samples = SampleNetwork.all.map { network in
    Setup(
      lines: [
        data + (network.isBinary ? " --only 3,5" : ""), "set shuffle off",
        "net new \(network.diagram(classes: 10))", "set batch 8", "sgd 2",
      ],
      isSame: !network.diagram().contains("dropout"))
  }

  /// Random networks of all kinds of layers.
  static let drawn: [Setup] = {
    var random = RandomSource(seed: 20)
    func pick(_ words: [String]) -> String { words[random.below(words.count)] }
    let convolutional = [
      "conv3x3 3", "conv2d 4 3x3 padding=1", "conv2d 3 2x2 stride=2", "conv2d 3 5x3 bias=0",
      "conv2d 3 3x3 stride=2 padding=1", "conv2d 4 5x5 padding=same", "sigmoid",
      "avgpool 3 stride=2",
      "maxpool2", "maxpool 3 stride=1", "maxpool 2", "relu", "leakyrelu slope=0.1", "tanh",
      "batchnorm keep=0.7", "dropout keep=1",
    ]
    let flat = ["fc 20", "relu", "leakyrelu", "tanh", "batchnorm", "dropout keep=1", "flatten"]
    return (0..<14).map { _ in
      var layers = (0..<1 + random.below(4)).map { _ in pick(convolutional) }
      if random.below(2) == 0 {
        layers += ["fc 16"] + (0..<random.below(3)).map { _ in pick(flat) }
      }
      layers.append(pick(["softmax 10", "fc 10"]))
      let optimizer = pick(["sgd", "momentum", "adam"])
      return digits(
        "net new \(layers.joined(separator: ", "))", "set optimizer \(optimizer)",
        "set learning-rate 0.002", "sgd \(1 + random.below(4))")
    }
  }()

  /// Runs `model.py` in each folder: prints the difference of the logits and the losses of some
  /// updates, and saves the weights and the logits after them.
  private static let driver = """
    import importlib.util, sys, torch
    torch.set_num_threads(1)
    for folder in sys.argv[1:]:
        spec = importlib.util.spec_from_file_location("model", folder + "/model.py")
        m = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(m)
        net = m.Network()
        net.load_state_dict(m.load(folder + "/model.safetensors"))
        given = m.load(folder + "/backstep.safetensors")
        net.eval()
        with torch.no_grad():
            theirs = net(given["examples.images"])
        gap = ((theirs - given["examples.logits"]).abs().max() / theirs.abs().max().clamp(1))
        losses = [loss for _, loss in m.train(net, 8)]
        m.save(net.state_dict(), folder + "/trained.safetensors")
        net.eval()
        with torch.no_grad():
            m.save({"logits": net(given["examples.images"])}, folder + "/after.safetensors")
        print(gap.item(), *losses)
    """

  private func check(_ setups: [Setup]) throws {
    let folder = try TemporaryFolder()
    let shells = try setups.enumerated().map { number, setup in
      let shell = try TestShell()
      for line in setup.lines { try shell.run(line) }
      try shell.run("export torch \(folder["\(number)"])")
      return shell
    }
    let paths = setups.indices.map { folder["\($0)"] }
    let printed = try Torch.run(Self.driver, paths).split(separator: "\n")
    try #require(printed.count == setups.count)
    for (number, shell) in shells.enumerated() {
      let setup = setups[number]
      let values = printed[number].split(separator: " ").compactMap { Double($0) }
      #expect(values[0] < 1e-5, "\(setup.testDescription): logits differ by \(values[0])")
      try shell.run("open \(paths[number])/model.safetensors; back")
      let before = shell.session.trainer.updates
      try shell.run("sgd 8")
      for update in 0..<8 where setup.isSame {
        let own = Double(shell.session.trainer.journal[before + update].loss)
        let gap = abs(own - values[1 + update])
        #expect(
          gap <= 1e-4 * max(1, own),
          "\(setup.testDescription), update \(update + 1): \(own) here, \(values[1 + update]) there"
        )
      }
      try shell.run("import \(paths[number])/trained.safetensors")
      try compareLogits(of: shell, in: paths[number])
    }
  }

  /// The network that is read back from PyTorch gives the same logits as it did there.
  private func compareLogits(of shell: TestShell, in path: String) throws {
    func read(_ name: String) throws -> SafetensorsFile {
      try SafetensorsFile(Array(Data(contentsOf: URL(filePath: "\(path)/\(name)"))))
    }
    let images = try read("backstep.safetensors").tensor(named: "examples.images", as: Float.self)
    let theirs = try read("after.safetensors").tensor(named: "logits", as: Float.self)
    let trainer = shell.session.trainer
    var context = trainer.context.evaluating
    let last = trainer.network.forward(images, in: &context)[trainer.network.count - 1]
    let own = last.quantity("totals") ?? last.output
    let largest = max(1, theirs.values.map(abs).max() ?? 0)
    for (a, b) in zip(own.values, theirs.values) { #expect(abs(a - b) <= 1e-5 * largest) }
  }

  @Test func `every preset has the same logits, learns the same and comes back`() throws {
    try check(Self.presets)
  }

  @Test func `so has every setting`() throws { try check(Self.settings) }

  @Test func `so has every kind of layer`() throws { try check(Self.samples) }

  @Test func `so has any network`() throws { try check(Self.drawn) }

  @Test func `colour images enter as they do here`() throws {
    let folder = try TemporaryFolder()
    var random = RandomSource(seed: 3)
    for name in ["data_batch_1.bin", "test_batch.bin"] {
      let records = (0..<20).flatMap { k in
        [UInt8(k % 10)] + (0..<3_072).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      }
      try folder.write(records, to: name)
    }
    try check([
      Setup(lines: [
        "load cifar10 '\(folder.path)'", "net preset cifar-kernels", "set shuffle off",
        "set batch 4",
      ])
    ])
  }

  @Test func `PyTorch alone is enough, and the files of one's own folder`() throws {
    let folder = try TemporaryFolder()
    let shell = try TestShell("load toy", "sgd 3", "export torch \(folder["a"])")
    // A package that cannot be imported stands in for one that is not installed.
    try folder.write("raise ImportError\n", to: "safetensors.py")
    let program =
      "import runpy, sys; del sys.argv[0]; runpy.run_path(sys.argv[0], run_name='__main__')"
    let printed = try Torch.run(
      program, [folder["a/model.py"], "--train", "3", "--data", folder["a"]],
      environment: ["PYTHONPATH": folder.path])
    #expect(printed.contains("the largest difference is"))
    #expect(printed.contains("update 6: loss"))
    let before = shell.parameters
    try shell.run("import \(folder["a/trained.safetensors"])")
    #expect(shell.parameters != before)
  }
}
