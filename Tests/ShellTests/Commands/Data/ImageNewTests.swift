import ConvNet
import Testing

@testable import Shell

/// `image new HxW`: images that the user writes.
@Suite struct ImageNewTests {
  @Test func `images of one size make a set, and keep what is written`() throws {
    let shell = try TestShell(
      "image new 4x5", "set image[0] 1 2 3 4 -5.5", "image new 4x5 --label 3", "set image 2")
    let data = shell.session.trainer.data
    #expect(data.training.count == 2 && data.test == data.training)
    #expect(data.training.labels == [0, 3] && data.training.classNames.count == 4)
    #expect(data.training.image(0, as: Float.self).values.prefix(5) == [1, 2, 3, 4, -5.5])
    #expect(data.training.image(1, as: Float.self).values.allSatisfy { $0 == 2 })
    try shell.run("image new 2x2")
    #expect(shell.session.trainer.data.training.count == 1)
    try shell.run("back 2")
    #expect(shell.session.trainer.data == data)
  }

  @Test(arguments: ["1x1", "3x8x8", "1x7"])
  func `a network that fits is built, and learns what is written`(_ size: String) throws {
    let shell = try TestShell("image new \(size)", "set image 1", "image new \(size) --label 1")
    try shell.run("sgd 100")
    #expect(try shell.run("test").contains("100.0 %"))
    #expect(shell.error("gradcheck") == nil)
  }

  @Test(arguments: [
    "image new", "image new 0x5", "image new 5", "image new 5x5x5x5", "image new axb",
    "image new 4096x4096", "image new 5x5 --label 100", "image new 5x5 --label x",
    "image new 5x5 --test", "image new 5x5 --sample 0", "image 0 5x5", "image 0 --label 3",
    "image new 99999999999999999999x2",
  ])
  func `another size or label is refused`(_ line: String) throws {
    let shell = try TestShell("image 0")
    let before = shell.state
    #expect(shell.error(line) != nil)
    let isSame = shell.state == before
    #expect(isSame)
  }

  @Test func `every command that looks works on them`() throws {
    let shell = try TestShell(
      "image new 6x6", "set image[2,2] 3", "image new 6x6 --label 1", "set image[3] 1", "backward")
    for line in [
      "data", "image", "view", "maps conv", "maps conv --grad", "filters", "probs", "route pool 0",
      "why conv.out[0,1,1]", "trace image[2,2]", "invariance", "gradcheck", "wrong", "confusion",
      "shift 1 0", "whatif image[2,2] 1", "diagnose", "step value",
    ] {
      if let error = shell.error(line) { #expect(!error.problem.isEmpty, "\(line)") }
    }
  }
}
