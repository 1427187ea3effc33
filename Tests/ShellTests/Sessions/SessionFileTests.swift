import ConvNet
import Foundation
import TestSupport
import Testing

@testable import Shell

/// `save --session`, and `open` of such a file.
@Suite struct SessionFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Lines that a user may type, of every kind whose effect a file must keep.
  private static let lines = [
    "sgd 3", "sgd 17", "step", "step 4", "back", "back 6", "back 23", "forward", "finish",
    "backward", "update", "image 1", "image 2 --test", "shift 1 0", "shift 0 -1",
    "set conv.filters[0,1,1] 0.5", "set softmax.biases 0.25", "set image[2,3] 3",
    "set learning-rate 0.05", "set batch 2", "set batch 1", "set optimizer momentum",
    "set optimizer adam", "set optimizer sgd", "set schedule step 4 0.5", "set weight-decay 0.01",
    "set ties all", "set mode evaluation", "set mode training", "set loss mse",
    "set loss cross-entropy", "set shuffle off", "set shuffle on", "net freeze conv",
    "net thaw conv", "bug on pool-ties-all", "bug on grad-kept", "bug random", "bug off",
    "init --seed 5",
    "net new conv3x3 2, relu, batchnorm, maxpool2, dropout keep=0.8, softmax 2",
    "net preset toy", "load toy", "keep one", "keep two --force", "goto one", "goto two",
    "goto branch1", "goto branch2", "goto end", "goto 2", "goto 0", "test", "set pixels centred",
    "draw --label 1 --pixels _8_030303_4_02_20_", "filters set conv blur", "until wrong",
    "set conv.d_out", "train", "curve keep slow", "curve keep fast", "curve drop slow",
  ]

  private func step(_ shell: TestShell, _ line: String) -> String {
    shell.error(line)?.problem ?? shell.printed
  }

  private static let looks = [
    "where", "view", "branches", "keep", "curve", "set", "net", "bug", "test", "probs", "diff",
    "print loss", "data",
  ]

  @Test(arguments: 1...6)
  func `what follows is the same as if one had never left`(_ seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    func line() -> String { Self.lines[random.below(Self.lines.count)] }
    let shell = try TestShell("load toy")
    for _ in 0..<random.below(60) + 5 { _ = step(shell, line()) }
    let file = folder["lab.safetensors"]
    try shell.run("save \(file) --session")
    let other = try TestShell(seed: 99)
    try other.run("open \(file)")
    #expect(other.state == shell.state)
    for _ in 0..<40 {
      let line = random.below(3) == 0 ? Self.looks[random.below(Self.looks.count)] : line()
      let (mine, others) = (step(shell, line), step(other, line))
      #expect(mine == others, "\(line)")
      try #require(other.state == shell.state, "\(line)")
    }
    for line in Self.looks { #expect(step(shell, line) == step(other, line), "\(line)") }
    // Every branch, to its end and back to the beginning.
    for branch in shell.session.timeline.branches {
      let name = "goto branch\(branch.number ?? 0)"
      #expect(step(shell, name) == step(other, name))
      #expect(step(shell, "goto 0") == step(other, "goto 0"))
    }
    #expect(other.state == shell.state)
  }

  @Test func `digits go on from a file that names their data`() throws {
    let shell = try TestShell("set batch 4", "set optimizer momentum", "sgd 30", "test")
    try shell.run("keep good; sgd 20; image 7; forward")
    let file = folder["lab.safetensors"]
    try shell.run("save \(file) --session")
    #expect(try #require(FileManager.default.contents(atPath: file)).count < 2_000_000)
    let other = try TestShell(seed: 3)
    try other.run("open \(file)")
    for line in ["where", "curve", "goto good", "sgd 5", "goto branch1", "back 7", "test"] {
      #expect(step(shell, line) == step(other, line), "\(line)")
      #expect(other.state == shell.state, "\(line)")
    }
  }

  @Test func `Python reads the parameters of a session by PyTorch's names`() throws {
    let shell = try TestShell("load toy", "sgd 3")
    try shell.run("save \(folder["lab.safetensors"]) --session")
    let file = try SafetensorsFile(
      Array(Data(contentsOf: URL(filePath: folder["lab.safetensors"]))))
    let parameters = shell.session.trainer.network.fileParameters
    for (name, values) in parameters {
      #expect(try file.tensor(named: name, as: Float.self) == values)
    }
    let others = Set(file.names).subtracting(parameters.map(\.name))
    #expect(others.allSatisfy { $0.hasPrefix("backstep.") })
  }

  @Test func `work that is in no file is not given up unasked`() throws {
    let shell = try TestShell("load toy", "sgd 3")
    let file = folder["lab.safetensors"]
    try shell.run("save \(file) --session")
    try shell.run("open \(file)")
    try shell.run("sgd 2")
    let before = shell.state
    let error = try #require(shell.error("open \(file)"))
    #expect(error.hint?.contains("--force") == true)
    #expect(shell.state == before)
    try shell.run("open \(file) --force")
    #expect(shell.session.trainer.updates == 3)
  }

  @Test func `data that is not where it was is asked for, and nothing changes`() throws {
    let images = try TemporaryFolder()
    try images.writeMNIST(training: 100, test: 10)
    let (data, file) = (images.path, folder["lab.safetensors"])
    let shell = try TestShell("load mnist \(data)", "net new conv3x3 2, softmax 10", "sgd 5")
    try shell.run("save \(file) --session")
    try FileManager.default.moveItem(atPath: data, toPath: folder["moved"])
    let other = try TestShell()
    let before = other.state
    let error = try #require(other.error("open \(file)"))
    #expect(error.problem.contains("load mnist \(data)"))
    #expect(other.state == before)
    // Once the images are loaded from their new location, they are recognised as those of the file.
    try other.run("load mnist \(folder["moved"])")
    try other.run("open \(file)")
    #expect(other.parameters == shell.parameters)
  }
}
