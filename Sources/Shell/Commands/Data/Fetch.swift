import ArgumentParser
import Datasets

struct FetchCommand: ShellCommand {
  static let group = CommandGroup.data
  static let traits = CommandTraits(
    .notInLessons, .replayed, .unrepeatable, .nothingIfStopped, .allOrNothing, .paged, .setUp,
    .anyNetwork, .files)
  static let configuration = CommandConfiguration(
    named: "fetch", abstract: "Download the files of MNIST.",
    discussion: """
      fetch mnist              all 70,000 digits (11 MB), into your data folder
      fetch mnist --from URL   from a mirror: URL/train-images-idx3-ubyte.gz and so on

      An interrupted download continues where it stopped; Ctrl-C keeps what has been downloaded.
      Each file is checked (its size, and the CRC-32 of its uncompressed contents) before it gets
      its name; files that already exist are only checked. The program curl does the downloading.
      No other command uses the network.
      """)

  @Argument(help: ArgumentHelp("mnist.", valueName: "name")) var dataset: String
  @Option(help: ArgumentHelp("The address to download from.", valueName: "url")) var from: String?

  var onlyLooks: Bool { false }

  /// The mirrors of MNIST, in the order in which they are tried.
  private static let mirrors = [
    "https://ossci-datasets.s3.amazonaws.com/mnist",
    "https://storage.googleapis.com/cvdf-datasets/mnist",
  ]

  func run(in session: inout Session, on console: Console) throws {
    guard Files.scratch == nil else { throw CommandError("Nothing is downloaded during a check.") }
    try Confinement.refuse(Self.name, at: dataset)
    let kind = try DataLoader.kind(dataset)
    guard kind.word == MNIST.word else {
      throw CommandError(
        "`fetch` downloads only \(MNIST.word). \(kind.title) belongs in "
          + (session.folders.places(of: kind).first ?? "a folder of its own")
          + ": \(kind.remedy).", at: dataset,
        hint: "load \(kind.word)")
    }
    let mirrors = try from.map { [try Self.mirror($0)] } ?? Self.mirrors
    guard let user = session.folders.user else {
      throw CommandError(
        "There is no data folder to download to: neither XDG_DATA_HOME nor HOME is set.")
    }
    let folder = "\(user)/\(MNIST.word)"
    console.print("\(MNIST.title) into \(folder), from \(mirrors.joined(separator: " or "))")
    guard try Fetcher(MNIST.files, from: mirrors, into: folder).run(on: console) else { return }
    console.recordedLine?.breakOff("`fetch` downloaded files")
    console.print("All four files are complete.   next: load mnist")
  }

  /// The address of a mirror, without a trailing slash.
  static func mirror(_ text: String) throws(CommandError) -> String {
    let scheme = ["https://", "http://"].first { text.lowercased().hasPrefix($0) }
    let isPlain = text.utf8.allSatisfy { (33..<127).contains($0) }
    guard let scheme, isPlain, text.count > scheme.count,
      !text.contains(where: { "?#".contains($0) })
    else {
      throw CommandError(
        "A mirror is an address such as https://host/folder, without spaces, ? and #.", at: text,
        hint: "fetch mnist --from https://ossci-datasets.s3.amazonaws.com/mnist")
    }
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.last {
    case nil: [Offer(MNIST.word, note: MNIST.summary)]
    case "--from": mirrors.map { Offer($0) }
    default: []
    }
  }
}
