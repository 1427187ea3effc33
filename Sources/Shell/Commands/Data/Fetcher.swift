package import Datasets
import Rendering

/// Downloads published files into a folder. Each download goes to a `.part` file, is resumed after
/// an interruption, and is checked before it gets its final name, so a file under its final name is
/// always complete.
package struct Fetcher {
  let files: [PublishedFile]
  let mirrors: [String]
  let folder: String

  package init(_ files: [PublishedFile], from mirrors: [String], into folder: String) {
    self.files = files
    self.mirrors = mirrors
    self.folder = folder
  }

  /// How many times each mirror is tried for each file.
  private static let attempts = 4

  /// Downloads what is missing, and checks what is already there.
  ///
  /// - Returns: Whether all files are now there; `false` if the user pressed Ctrl-C.
  /// - Throws: ``CommandError`` if a file cannot be downloaded, or exists with other content.
  package func run(on console: Console) throws(CommandError) -> Bool {
    try Files.makeFolder(of: folder + "/")
    var missing: [PublishedFile] = []
    for file in files {
      guard let path = file.path(in: folder) else {
        missing.append(file)
        continue
      }
      do {
        try file.check(path)
      } catch {
        throw CommandError(
          "\(error). The file was not changed.", hint: "move it away, then fetch mnist")
      }
      console.print("\(file.name) already exists and is correct.")
    }
    for (number, file) in missing.enumerated() {
      let title = "\(file.packedName) (\(number + 1) of \(missing.count))"
      guard try fetch(file, title, on: console) else {
        let kept = Files.size(part(of: file)) ?? 0
        console.print(
          "Stopped. \(Numbers.count(kept, "byte")) of \(file.packedName) were kept; the same "
            + "command continues from there.")
        return false
      }
    }
    return true
  }

  private func part(of file: PublishedFile) -> String { "\(folder)/\(file.packedName).part" }

  /// Downloads one file from the first mirror that has it; `false` if the user stopped it.
  private func fetch(
    _ file: PublishedFile, _ title: String, on console: Console
  ) throws(CommandError) -> Bool {
    let part = part(of: file)
    // The download may have been complete when the last run was interrupted.
    if Files.size(part) != nil, (try? file.check(part)) != nil {
      try finish(file, on: console)
      return true
    }
    var reasons: [String] = []
    for mirror in mirrors {
      var reason: String?
      for _ in 0..<Self.attempts where reason == nil {
        let before = Files.size(part) ?? 0
        let outcome = try Curl.download(
          "\(mirror)/\(file.packedName)", to: part, atMost: file.size + 1_000_000,
          isInterrupted: console.isInterrupted
        ) { size in
          console.progress(
            "\(title)  \(Self.megabytes(size)) of about \(Self.megabytes(file.packedSize)) MB")
        }
        switch outcome {
        case .interrupted: return false
        case .done:
          do {
            try file.check(part)
            try finish(file, on: console)
            return true
          } catch let error as DatasetError {
            // The partial file may be from another file: delete it and try again.
            Files.remove(part)
            if before == 0 { reason = error.withoutFile.statement() }
          } catch {
            throw CommandError(error)
          }
        case .tooLarge, .cannotResume:
          Files.remove(part)
          if before == 0 { reason = "the file does not have the expected size" }
        case .failed(let words):
          let isFurther = Files.size(part) ?? 0 > before
          if !isFurther { reason = words }
        }
      }
      reasons.append("\(mirror): \(reason ?? "the connection broke again and again")")
    }
    let kept = Files.size(part) ?? 0
    throw CommandError(
      "Could not download \(file.packedName). " + reasons.joined(separator: "; ") + "."
        + (kept > 0
          ? " \(Numbers.count(kept, "byte")) were kept; the same command continues." : ""),
      hint: "another mirror: fetch mnist --from URL")
  }

  /// Moves a checked file to its final place, atomically.
  private func finish(_ file: PublishedFile, on console: Console) throws(CommandError) {
    let part = part(of: file)
    let place = "\(folder)/\(file.packedName)"
    let size = Files.size(part) ?? 0
    try Files.settle(part, as: place)
    console.print("\(file.packedName)  \(Numbers.count(size, "byte")), checked.")
  }

  private static func megabytes(_ bytes: Int) -> String {
    Numbers.fixed(Double(bytes) / 1_000_000, bytes < 1_000_000 ? 2 : 1)
  }
}

extension DatasetError {
  /// The same error without the name of the file.
  fileprivate var withoutFile: DatasetError { DatasetError(at: place, problem) }
}
