import ConvNet
import Datasets
import Foundation
import Lab
import TestSupport
import Testing

@testable import Shell

/// Files that are not sessions, or no longer are.
@Suite struct SessionFileDamageTests {
  private let folder: TemporaryFolder
  private let bytes: [UInt8]
  private let shell: TestShell

  /// A small session with a variety of content.
  init() throws {
    folder = try TemporaryFolder()
    let small = try TestShell(
      "load toy", "sgd 3", "keep here", "set conv.filters[0,1] 0.5",
      "set conv.filters[0,2,2] 2",
      "draw --label 1 --pixels _8_030303_4_02_20_", "set optimizer momentum", "sgd 2", "test",
      "back 25", "set batch 2", "image 1", "shift 1 0", "set image[0,0] 2", "sgd 2",
      "bug on pool-ties-all", "net new conv3x3 1, batchnorm, maxpool2, softmax 2", "sgd 2",
      "step 3")
    try small.run("save \(folder["lab.safetensors"]) --session")
    bytes = Array(try Data(contentsOf: URL(filePath: folder["lab.safetensors"])))
    shell = try TestShell("load toy")
  }

  private func decode(_ bytes: [UInt8]) throws -> SessionFile.Contents {
    try SessionFile.decode(bytes, SafetensorsFile(bytes))
  }

  @Test func `the whole file is read, and none with a byte changed or cut off`() throws {
    #expect(throws: Never.self) { try decode(bytes) }
    // Every byte of the beginning, then a thousand of the rest.
    let rest = stride(from: 200, to: bytes.count, by: max(1, bytes.count / 1_000))
    for place in Array(0..<200) + rest {
      var damaged = bytes
      damaged[place] ^= UInt8(1 + place % 255)
      // If it is not a session any more, it is a file of weights that does not fit.
      guard let file = try? SafetensorsFile(damaged), SessionFile.isSession(file) else { continue }
      #expect(throws: (any Error).self, "byte \(place)") {
        try SessionFile.decode(damaged, file)
      }
    }
    for length in stride(from: 0, to: bytes.count, by: bytes.count / 50) {
      #expect(throws: (any Error).self) { try decode(Array(bytes.prefix(length))) }
    }
  }

  @Test func `a damaged file, or one of a later version, changes nothing and says so`() throws {
    let before = shell.state
    var damaged = bytes
    damaged[damaged.count - 5] ^= 1
    let file = try folder.write(damaged, to: "damaged.safetensors")
    #expect(shell.error("open \(file)")?.problem.contains("checksum") == true)
    #expect(shell.state == before)
    let text = Array("\"backstep_session\":\"1\"".utf8)
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: text) })
    var later = bytes
    later[start + text.count - 2] = UInt8(ascii: "7")
    try folder.write(later, to: "later.safetensors")
    let error = try #require(shell.error("open \(folder["later.safetensors"])"))
    #expect(error.problem.contains("format 7"))
    #expect(shell.state == before)
  }

  @Test func `NaN has another sign on another processor, which is not damage`() throws {
    let trained = try TestShell("load toy", "set learning-rate 1e30", "sgd 20")
    try trained.run("save \(folder["nan.safetensors"]) --session")
    let contents = try decode(
      Array(try Data(contentsOf: URL(filePath: folder["nan.safetensors"]))))
    var archive = contents.archive
    var count = 0
    // The present parameters, as opposed to those from which they are computed again.
    for (name, numbers) in archive.tensors where !name.hasPrefix(TimelineArchive.prefix) {
      archive.tensors[name]?.values = numbers.values.map { $0.isNaN ? -$0 : $0 }
      count += numbers.values.count { $0.isNaN }
    }
    #expect(count > 0)
    let small = try #require(contents.stored.compactMap(\.self).first)
    archive.data = contents.stored.map { $0 ?? small }
    let bytes = try SessionFile.encode(contents.document, archive, network: "", updates: 0)
    try shell.run("open \(try folder.write(bytes, to: "other.safetensors"))")
  }

  // MARK: Changed documents

  /// The file with another document and the correct checksum.
  private func file(with document: Any) throws -> [UInt8] {
    let contents = try decode(bytes)
    let data = try JSONSerialization.data(withJSONObject: document)
    let changed = try JSONDecoder().decode(SessionDocument.self, from: data)
    var archive = contents.archive
    archive.record = changed.timeline
    // Something must stand in for the data that is not in the file.
    let small = try #require(contents.stored.compactMap(\.self).first)
    archive.data = contents.stored.map { $0 ?? small }
    return try SessionFile.encode(changed, archive, network: "", updates: 0)
  }

  @Test(arguments: [("learningRate", "1e300"), ("powers", "[2,1]"), ("powers", "[1,-1]")])
  func `a trainer with numbers that no training gives is refused`(
    _ key: String, _ value: String
  ) throws {
    let document = String(
      decoding: try JSONEncoder().encode(try decode(bytes).document), as: UTF8.self)
    let changed = document.replacing(
      try Regex("\"\(key)\":(\\[[^\\]]*\\]|[^,}]*)"), with: "\"\(key)\":\(value)")
    #expect(changed != document)
    let file = try file(with: try JSONSerialization.jsonObject(with: Data(changed.utf8)))
    let before = shell.state
    #expect(shell.error("open \(try folder.write(file, to: "changed.safetensors"))") != nil)
    #expect(shell.state == before)
  }

  /// A document with the value at an index replaced, counting through all its leaves; `nil` if
  /// there are fewer.
  private func replacing(_ number: inout Int, in value: Any, by other: Any) -> Any? {
    if let object = value as? [String: Any] {
      for key in object.keys.sorted() {
        guard let part = object[key], let changed = replacing(&number, in: part, by: other) else {
          continue
        }
        var object = object
        object[key] = changed
        return object
      }
      return nil
    }
    if let list = value as? [Any] {
      for (index, part) in list.enumerated() {
        guard let changed = replacing(&number, in: part, by: other) else { continue }
        var list = list
        list[index] = changed
        return list
      }
      // A list may also be too short, or contain something twice.
      defer { number -= 2 }
      return number == 0
        ? Array(list.dropLast()) : number == 1 ? list + list.prefix(1) : nil
    }
    defer { number -= 1 }
    return number == 0 ? other : nil
  }

  @Test(
    arguments: [
      -1, 0, 1, 2, 7, 1_000_003, 1 << 40, Int.max, "", "conv", "softmax 65536",
      "fc 65536, fc 700, fc 65536, fc 700, softmax 2", "image[9,9]", 0.5, 1e300, true,
    ] as [any Sendable])
  func `a document that was changed is refused, or does no harm`(_ value: any Sendable) throws {
    let contents = try decode(bytes)
    let document = try JSONSerialization.jsonObject(
      with: JSONEncoder().encode(contents.document))
    var random = RandomSource(seed: UInt64("\(value)".utf8.count))
    var (position, count, opened, refused) = (0, 0, 0, 0)
    while true {
      var number = position
      guard let changed = replacing(&number, in: document, by: value) else { break }
      position += 1 + random.below(21)
      count += 1
      guard let bytes = try? file(with: changed) else { continue }
      let path = try folder.write(bytes, to: "changed.safetensors")
      // Reading an endless history is given up, as with Ctrl-C.
      var asked = 0
      let victim = TestShell(from: shell.session) {
        asked += 1
        return asked > 3_000
      }
      let before = victim.state
      guard victim.error("open \(path)") == nil else {
        refused += 1
        #expect(victim.state == before)
        continue
      }
      opened += 1
      for line in [
        "where", "branches", "keep", "curve", "view", "step 3", "back 2", "sgd 2", "test",
        "goto end", "goto 1", "goto branch1", "goto 0", "diff", "net", "bug", "set",
      ] { _ = victim.error(line) }
    }
    #expect(count > 15)
    #expect(refused > 0)
    #expect(opened > 0)
    #expect(opened + refused > 3)
  }
}
