import ArgumentParser
import ConvNet
import Rendering

struct DataCommand: TabularCommand {
  static let group = CommandGroup.data
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    named: "data", abstract: "Show the data set: its classes and their images.")

  @OptionGroup var data: DataOptions

  var onlyLooks: Bool { true }

  static let columns = [
    DataTable.Column("class", .text, "the class"),
    DataTable.Column("training", .integer, "how many training images it has"),
    DataTable.Column("test", .integer, "how many test images it has"),
  ]

  func rows(in session: inout Session, on console: Console) throws -> [[DataTable.Value]] {
    counts(in: session).map { [.text($0.name), .integer($0.training), .integer($0.test)] }
  }

  /// The classes that have images.
  private func counts(in session: Session) -> [(name: String, training: Int, test: Int)] {
    let data = session.trainer.data
    return data.training.classNames.indices.map {
      (data.training.classNames[$0], data.training.counts[$0], data.test.counts[$0])
    }.filter { $0.training + $0.test > 0 }
  }

  func run(in session: inout Session, on console: Console) throws {
    let data = session.trainer.data
    let shape = data.training.imageShape
    console.print(
      data.training.isWritten
        ? "\(data.training.name): \(shape), the numbers enter the network as you write them"
        : "\(data.training.name) \(session.provenance.source): images \(shape), a pixel p enters "
          + "the network as \(SessionSummary.normalisation(data.training.normalisation))")
    var table = Table(["class", "training", "test"])
    for (name, training, test) in counts(in: session) {
      table.append([name, Numbers.count(training), Numbers.count(test)])
    }
    table.append(["all", Numbers.count(data.training.count), Numbers.count(data.test.count)])
    console.print(table.block(width: console.width()))
    console.print("next: image 0")
  }
}
