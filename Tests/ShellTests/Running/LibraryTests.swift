import Foundation
import TestSupport
import Testing

/// ConvNet as others use it: the package of its documentation, in a folder of its own.
@Suite struct LibraryTests {
  /// The fenced blocks that follow a marker in the article, one after the other.
  private func blocks(after mark: String) throws -> String {
    let article = String(
      decoding: try Data(
        contentsOf: Checkout.url("Sources/ConvNet/ConvNet.docc/In-Swift.md")), as: UTF8.self)
    return article.components(separatedBy: "<!-- \(mark) -->").dropFirst().map { rest in
      let fence = rest.components(separatedBy: "```").dropFirst().first ?? ""
      return fence.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
        .joined(separator: "\n")
    }.joined()
  }

  @Test func `the package builds and prints what the article shows`() throws {
    let folder = try TemporaryFolder()
    // In a folder of checkouts, the library is compiled without flags of its own.
    let (library, mine) = (folder["checkouts/backstep"], folder["checkouts/mine"])
    for path in [library, mine + "/Sources/mine"] {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    }
    // The manifest is copied, because its folder would be found through a link.
    try FileManager.default.copyItem(
      atPath: Checkout.url("Package.swift").path, toPath: library + "/Package.swift")
    for name in ["Sources", "Tests"] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(library)/\(name)", withDestinationPath: Checkout.url(name).path)
    }
    try folder.write(try blocks(after: "library package"), to: "checkouts/mine/Package.swift")
    for (mark, file) in [("program", "main"), ("layer", "Cube")] {
      try folder.write(
        try blocks(after: "library \(mark)"), to: "checkouts/mine/Sources/mine/\(file).swift")
    }
    let build = try run([
      "build", "--package-path", mine, "--disable-index-store", "-debug-info-format", "none",
    ])
    try #require(build.status == 0, "\(build.output)")
    let result = try run(["run", "--skip-build", "--package-path", mine, "mine"], in: mine)
    let shown = try blocks(after: "library output")
    #expect(result.status == 0)
    #expect(result.output == shown, "The program prints:\n\(result.output)")
  }

  private func run(
    _ arguments: [String], in folder: String? = nil
  ) throws -> (status: Int32, output: String) {
    let result = try Program.run("/usr/bin/env", ["swift"] + arguments, in: folder)
    return (result.status, result.output + (result.status == 0 ? "" : result.errors))
  }
}
