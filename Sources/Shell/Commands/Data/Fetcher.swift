package import Datasets
import Rendering

/// Downloading of published files into a folder. Each goes to a `.part` file first, goes on where
/// it broke off, is checked, and only then takes its name: nothing half-written stands in place.
package struct Fetcher {
  let files: [PublishedFile]
  let mirrors: [String]
  let folder: String

  package init(_ files: [PublishedFile], from mirrors: [String], into folder: String) {
    self.files = files
    self.mirrors = mirrors
    self.folder = folder
  }

  /// How often one mirror is asked for one file.
  private static let attempts = 4

  /// Downloads what is missing, and checks what is there.
  ///
  /// - Returns: Whether all files are there; false: the person pressed Ctrl-C.
  /// - Throws: ``CommandError`` where a file cannot be had, or is there and is another.
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
          "\(error). It is left as it is.", hint: "move it away, then fetch mnist")
      }
      console.print("\(file.name) is there already, checked.")
    }
    for (number, file) in missing.enumerated() {
      let title = "\(file.packedName) (\(number + 1) of \(missing.count))"
      guard try fetch(file, title, on: console) else {
        let kept = Files.size(part(of: file)) ?? 0
        console.print(
          "Stopped. \(Numbers.count(kept, "byte")) of \(file.packedName) are kept; the same command "
            + "goes on from there.")
        return false
      }
    }
    return true
  }

  private func part(of file: PublishedFile) -> String { "\(folder)/\(file.packedName).part" }

  /// Downloads one file from the first mirror that has it; false where the person stopped it.
  private func fetch(
    _ file: PublishedFile, _ title: String, on console: Console
  ) throws(CommandError) -> Bool {
    let part = part(of: file)
    // All of it may have come before somebody pulled the plug.
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
            // The beginning may have been another file's: without it there is a second try.
            Files.remove(part)
            if before == 0 { reason = error.withoutFile.statement() }
          } catch {
            throw CommandError(error)
          }
        case .tooLarge, .cannotResume:
          Files.remove(part)
          if before == 0 { reason = "what came is no file of this size" }
        case .failed(let words):
          let isFurther = Files.size(part) ?? 0 > before
          if !isFurther { reason = words }
        }
      }
      reasons.append("\(mirror): \(reason ?? "it broke off again and again")")
    }
    let kept = Files.size(part) ?? 0
    throw CommandError(
      "\(file.packedName) cannot be had. " + reasons.joined(separator: "; ") + "."
        + (kept > 0 ? " \(Numbers.count(kept, "byte")) are kept; the same command goes on." : ""),
      hint: "another mirror: fetch mnist --from URL")
  }

  /// Puts a file that has been checked in its place, all at once.
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
  /// The same without the name of the file.
  fileprivate var withoutFile: DatasetError { DatasetError(at: place, problem) }
}
