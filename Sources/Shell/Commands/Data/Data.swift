import ArgumentParser
import ConvNet
import Rendering

struct DataCommand: ShellCommand {
  static let group = CommandGroup.data
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Show what is loaded: classes and counts.")

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let data = session.trainer.data
    let shape = data.training.imageShape
    console.print(
      "\(data.training.name) \(session.provenance.source): images \(shape), a pixel p enters "
        + "as \(SessionSummary.normalisation(data.training.normalisation))"
    )
    var table = Table(["class", "training", "test"])
    let counts = zip(data.training.counts, data.test.counts)
    for (name, count) in zip(data.training.classNames, counts) where count.0 + count.1 > 0 {
      table.append([name, Numbers.count(count.0), Numbers.count(count.1)])
    }
    table.append(["all", Numbers.count(data.training.count), Numbers.count(data.test.count)])
    console.print(table.block(width: console.width()))
    console.print("next: image 0")
  }
}
