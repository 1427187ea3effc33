import ArgumentParser
import ConvNet
import Rendering

struct TestCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Run the network on the test images: loss and accuracy.")

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let result = try session.evaluateTest(on: console)
    session.workspace.note(result)
    console.print(
      "test on \(Numbers.count(result.answers.count)) images: loss "
        + "\(Numbers.fixed(result.loss, 3)), \(Numbers.count(result.correct)) right, "
        + "\(Numbers.percent(result.accuracy, places: 1)), after "
        + "\(Numbers.count(session.trainer.updates, "update")).")
    console.print("next: confusion, wrong")
  }
}

extension Session {
  /// The test set's answers; an error where the person stops it.
  func evaluateTest(on console: Console) throws -> Evaluation {
    let result = trainer.evaluate(trainer.data.test, until: console.isInterrupted)
    guard let result else { throw CommandError.stopped }
    return result
  }
}
