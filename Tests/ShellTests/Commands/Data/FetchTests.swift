import Datasets
import Foundation
import Shell
import TestSupport
import Testing

/// `fetch` with good and bad mirrors, all of which are on this machine.
@Suite(.enabled(if: Mirror.isPossible, "curl or python3 is missing"))
struct FetchTests {
  private final class Page { var text = "" }

  private let served: TemporaryFolder
  private let home: TemporaryFolder
  private let mirror: Mirror
  /// A file of 20,000 bytes in which adjacent bytes differ.
  private let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) }
  private let file: PublishedFile
  private let page = Page()

  init() throws {
    setenv("no_proxy", "127.0.0.1", 1)
    served = try TemporaryFolder()
    home = try TemporaryFolder()
    try served.write(bytes, to: "digits.gz")
    mirror = try Mirror(serving: served.path)
    file = PublishedFile(
      name: "digits", size: bytes.count, checksum: Self.crc32(bytes), packedSize: bytes.count)
  }

  /// Computed bit by bit, as defined in RFC 1952.
  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = ~0
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
    }
    return ~sum
  }

  private var folder: String { home["data"] }
  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  /// Fetches the file from mirrors with these behaviours; the messages are on the page.
  private func fetch(
    _ manners: String..., files: [PublishedFile]? = nil,
    isInterrupted: @escaping () -> Bool = { false }
  ) throws(CommandError) -> Bool {
    page.text = ""
    let page = page
    return try Fetcher(
      files ?? [file], from: manners.map { mirror.address($0) }, into: folder
    ).run(on: Console(isInterrupted: isInterrupted, output: { page.text += $0 }))
  }

  private func error(_ manners: String...) -> CommandError? {
    do throws(CommandError) {
      page.text = ""
      let page = page
      _ = try Fetcher([file], from: manners.map { mirror.address($0) }, into: folder)
        .run(on: Console(output: { page.text += $0 }))
      return nil
    } catch {
      return error
    }
  }

  private func put(_ bytes: some Sequence<UInt8>, as name: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try home.write(Array(bytes), to: "data/\(name)")
  }

  private func isWhole() throws -> Bool {
    try names == ["digits.gz"]
      && Array(Data(contentsOf: URL(filePath: folder + "/digits.gz"))) == bytes
  }

  @Test func `a file is downloaded, checked, and put in its place`() throws {
    #expect(try fetch("plain"))
    #expect(try isWhole())
    #expect(page.text == "digits.gz  20,000 bytes, checked.\n")
    #expect(try mirror.requests() == ["/plain/digits.gz -"])
  }

  @Test func `what is there already is checked and not asked for again`() throws {
    _ = try fetch("plain")
    #expect(try fetch("plain"))
    #expect(page.text.hasPrefix("digits already exists"))
    #expect(try mirror.requests().count == 1)
  }

  @Test func `what is there and is another file is left, and said`() throws {
    try put(bytes.dropLast() + [0], as: "digits.gz")
    let failure = try #require(error("plain"))
    #expect(failure.problem.contains("CRC-32"))
    #expect(failure.problem.contains("not changed"))
    #expect(try mirror.requests().isEmpty)
    #expect(names == ["digits.gz"])
  }

  @Test func `a download that broke off goes on where it stopped`() throws {
    try put(bytes.prefix(7_000), as: "digits.gz.part")
    #expect(try fetch("plain"))
    #expect(try isWhole())
    #expect(try mirror.requests() == ["/plain/digits.gz bytes=7000-"])
  }

  @Test func `a part that is whole already is not asked for again`() throws {
    try put(bytes, as: "digits.gz.part")
    #expect(try fetch("404"))
    #expect(try isWhole())
    #expect(try mirror.requests().isEmpty)
  }

  @Test func `a part of another file is thrown away, and the download begins anew`() throws {
    for part in [bytes.prefix(7_000).map { $0 ^ 1 }, [UInt8](repeating: 7, count: 30_000)] {
      try put(part, as: "digits.gz.part")
      #expect(try fetch("plain"))
      #expect(try isWhole())
      #expect(try mirror.requests().last == "/plain/digits.gz -")
      try FileManager.default.removeItem(atPath: folder)
    }
  }

  @Test func `a mirror that gives no parts gives the whole`() throws {
    try put(bytes.prefix(7_000), as: "digits.gz.part")
    #expect(try fetch("norange"))
    #expect(try isWhole())
  }

  @Test func `a mirror that breaks off is asked to go on, and what came is kept`() throws {
    let failure = try #require(error("cut"))
    #expect(failure.problem.contains("18750 bytes") || failure.problem.contains("18,750 bytes"))
    #expect(names == ["digits.gz.part"])
    // Half of the remaining bytes each time, four times.
    #expect(
      try mirror.requests().map { $0.split(separator: " ")[1] }
        == ["-", "bytes=10000-", "bytes=15000-", "bytes=17500-"])
    #expect(try fetch("plain"))
    #expect(try isWhole())
    #expect(try mirror.requests().last == "/plain/digits.gz bytes=18750-")
  }

  @Test func `where one mirror has nothing the next is asked`() throws {
    #expect(try fetch("nothing", "plain"))
    #expect(try isWhole())
  }

  @Test func `where none has it the reasons are given and nothing is left`() throws {
    let failure = try #require(error("nothing", "neither"))
    #expect(failure.problem.contains("/nothing: The requested URL returned error: 404"))
    #expect(failure.problem.contains("/neither: "))
    #expect(failure.hint?.contains("--from") == true)
    #expect(names.isEmpty)
  }

  @Test func `bytes that are not the file's never take its place`() throws {
    let others: [[UInt8]] = [
      bytes.dropLast() + [0], bytes + [0], Array(bytes.dropLast()), Array("<html>".utf8),
      [0x1f, 0x8b, 8, 0],
    ]
    for wrong in others {
      try served.write(wrong, to: "digits.gz")
      #expect(error("plain") != nil)
      #expect(names.isEmpty)
    }
  }

  @Test func `a mirror that never ends is left`() throws {
    #expect(error("endless")?.problem.contains("size") == true)
    #expect(names.isEmpty)
  }

  @Test func `Ctrl-C keeps what came, says so, and the next time goes on`() throws {
    let part = folder + "/digits.gz.part"
    func size() -> Int {
      (try? FileManager.default.attributesOfItem(atPath: part)[.size] as? Int) ?? 0
    }
    #expect(try !fetch("slow", isInterrupted: { size() >= 1_000 }))
    #expect(page.text.hasPrefix("Stopped. 1,") && page.text.contains("digits.gz"))
    #expect(names == ["digits.gz.part"])
    let kept = size()
    #expect(try fetch("plain"))
    #expect(try isWhole())
    #expect(try mirror.requests().last == "/plain/digits.gz bytes=\(kept)-")
  }

  @Test func `files that are left are fetched though some are there`() throws {
    try served.write([1, 2, 3], to: "more.gz")
    let more = PublishedFile(
      name: "more", size: 3, checksum: Self.crc32([1, 2, 3]), packedSize: 3)
    _ = try fetch("plain")
    #expect(try fetch("plain", files: [file, more]))
    #expect(names == ["digits.gz", "more.gz"])
  }

  // MARK: The command

  @Test(arguments: [
    "fetch", "fetch cifar10", "fetch mnist --from", "fetch mnist --from ftp://x/y",
    "fetch mnist --from file:///etc", "fetch mnist --from -o", "fetch mnist --from https://",
    "fetch mnist --from 'http://a b'", "fetch mnist x", "fetch mnist --from 'http://a/?b'",
  ])
  func `a command that makes no sense asks nobody`(_ line: String) throws {
    let shell = try TestShell()
    #expect(shell.error(line) != nil)
    #expect(shell.error("fetch fashion")?.problem.contains("apt-get install") == true)
    #expect(shell.error("fetch mnist")?.problem.contains("no data folder") == true)
  }

  @Test func `without curl it says how to install it`() throws {
    var backstep = try Executable()
    backstep.environment["PATH"] = "/nowhere"
    let result = try backstep.run("-c", "fetch mnist --from \(mirror.address("plain"))")
    #expect(result.status == 1)
    #expect(result.errors.contains("curl"))
    #expect(result.errors.contains("apt-get install curl"))
  }

  private static let mnist = Checkout.beside("data/mnist").path

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: mnist),
      "the files of MNIST are not beside the checkout"))
  func `the four files of MNIST are fetched, found and loaded`() throws {
    let mnist = try Mirror(serving: Self.mnist)
    let backstep = try Executable()
    let line = "fetch mnist --from \(mnist.address("plain"))/"
    let result = try backstep.run("-c", line, "-c", "load mnist", "-c", line)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("60,000 training and 10,000 test images"))
    #expect(result.output.contains("t10k-labels-idx1-ubyte already exists"))
    #expect(try mnist.requests().count == 4)
  }

  @Test func `a file that is not MNIST's is not fetched as MNIST`() throws {
    for file in MNIST.files { try served.write(bytes, to: file.packedName) }
    let backstep = try Executable()
    let result = try backstep.run("-c", "fetch mnist --from \(mirror.address("plain"))")
    #expect(result.status == 1)
    #expect(result.errors.contains("train-images-idx3-ubyte.gz"))
    #expect(try backstep.run("-c", "load mnist").output.contains("bundled"))
  }
}
