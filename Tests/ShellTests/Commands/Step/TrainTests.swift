import ConvNet
import Shell
import Testing

/// `train` goes through the whole training set, whatever was in progress before.
@Suite struct TrainTests {
  private func updates(after commands: String...) throws -> Int {
    let shell = try TestShell()
    _ = try shell.run("load mnist --train 20 --test 10")
    for command in commands { _ = try shell.run(command) }
    return shell.interpreter.session.trainer.updates
  }

  @Test func `a pass takes every training image once`() throws {
    #expect(try updates(after: "train") == 20)
    #expect(try updates(after: "train 3") == 60)
  }

  @Test func `a step that was begun by hand is finished, and the pass is whole`() throws {
    #expect(try updates(after: "image 7", "train") == 21)
    #expect(try updates(after: "image 7", "shift 1 0", "train") == 21)
    #expect(try updates(after: "train", "image 7", "forward", "train") == 41)
  }

  @Test func `a pass that has begun is finished`() throws {
    #expect(try updates(after: "sgd 5", "train") == 20)
    #expect(try updates(after: "step 3", "train") == 20)
    #expect(try updates(after: "sgd 19", "step 4", "train") == 20)
  }
}
