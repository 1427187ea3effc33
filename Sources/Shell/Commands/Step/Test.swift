import ArgumentParser
import ConvNet
import Rendering

struct TestCommand: TabularCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.classifying
  static let configuration = CommandConfiguration(
    named: "test", abstract: "Run the network on the test images: loss and accuracy.")

  @OptionGroup var data: DataOptions

  var onlyLooks: Bool { false }

  static let columns = [
    DataTable.Column("updates", .integer, "how many updates had been done"),
    DataTable.Column("images", .integer, "how many test images there are"),
    DataTable.Column("right", .integer, "how many are answered correctly"),
    DataTable.Column("accuracy", .number, "the share of right answers, from 0 to 1"),
    DataTable.Column("loss", .number, "the average loss"),
  ]

  func rows(in session: inout Session, on console: Console) throws -> [[DataTable.Value]] {
    let result = try session.evaluateTest(on: console)
    session.note(result)
    return [
      [
        .integer(session.trainer.updates), .integer(result.answers.count),
        .integer(result.correct), .number(result.accuracy), .number(result.loss),
      ]
    ]
  }

  func run(in session: inout Session, on console: Console) throws {
    let result = try session.evaluateTest(on: console)
    session.note(result)
    console.print(
      "test on \(Numbers.count(result.answers.count, "image")): loss "
        + "\(Numbers.fixed(result.loss, 3)), \(Numbers.count(result.correct)) right, "
        + "\(Numbers.percent(result.accuracy, places: 1)), after "
        + "\(Numbers.count(session.trainer.updates, "update")).")
    console.print("next: confusion, wrong")
  }
}

extension Session {
  /// Records a test, and its result for a report.
  mutating func note(_ test: Evaluation) {
    workspace.note(test)
    notebook.note(
      Notebook.Finding(
        "Test on \(Numbers.count(test.answers.count, "image")), after "
          + Numbers.count(trainer.updates, "update"),
        "\(Numbers.count(test.correct)) right (\(Numbers.percent(test.accuracy, places: 1))), "
          + "loss \(Numbers.fixed(test.loss, 3))"))
  }
}
