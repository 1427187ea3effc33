import ArgumentParser
import ConvNet
import Terminal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What Tab offers: commands, then whatever the command says could stand there.
enum Completer {
  /// The candidates for the word at the cursor.
  static func complete(_ line: String, _ cursor: Int, in session: Session) -> Completions {
    let tokens = TokenizedLine(String(line.prefix(cursor)))
    guard !tokens.endsInComment else { return .none }
    var words = tokens.last
    let isInWord = words.last.map { $0.end == cursor } ?? false
    let current = isInWord ? words.removeLast() : nil
    let start = current?.start ?? cursor
    let text = current?.text ?? ""
    if Redirect.isSign(words.last), let sign = words.popLast() {
      return Redirect.canFollow(words)
        ? Completions(
          start: start, candidates: PictureFile.candidates.flatMap { resolve($0, for: text) })
        : Completions(start: sign.end, candidates: [])
    }
    guard let first = words.first?.text else {
      let names =
        CommandCatalog.all.map { Candidate($0.name, note: $0.configuration.abstract) }
        + session.aliases.map { Candidate($0.key, note: $0.value) }
      return Completions(start: start, candidates: names.filter { $0.text.hasPrefix(text) })
    }
    let name = session.aliases[first].flatMap { TokenizedLine($0).last.first?.text } ?? first
    guard let command = try? CommandCatalog.find(name) else { return .none }
    let candidates = command.candidates(after: words.dropFirst().map(\.text), in: session)
    return Completions(
      start: start,
      candidates: candidates.flatMap { resolve($0, for: text) }.filter {
        $0.text.hasPrefix(text) || unquoted($0.text).hasPrefix(text)
      })
  }

  /// A candidate that stands for files is replaced by those that begin like the word.
  private static func resolve(_ candidate: Candidate, for text: String) -> [Candidate] {
    guard candidate.text.hasPrefix(fileMark) else {
      return indexed(candidate, for: text)
    }
    let ending = String(candidate.text.dropFirst(fileMark.count))
    return paths(like: text, ending: ending)
  }

  private static func unquoted(_ text: String) -> String { text.filter { $0 != "\"" } }

  // MARK: Files

  private static let fileMark = "\u{1}file:"

  /// Stands for the files of an ending, or of several with `|` between them (and all folders).
  static func files(ending: String) -> [Candidate] { [Candidate(fileMark + ending)] }

  /// Stands for folders.
  static func files(foldersOnly: Bool) -> [Candidate] { files(ending: "/") }

  private static func paths(like text: String, ending: String) -> [Candidate] {
    let folder = text.lastIndex(of: "/").map { String(text[...$0]) } ?? ""
    let prefix = text.dropFirst(folder.count)
    guard let directory = opendir(folder.isEmpty ? "." : Files.expand(folder)) else { return [] }
    defer { closedir(directory) }
    let endings = ending.split(separator: "|")
    var found: [Candidate] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          String(cString: $0)
        }
      }
      guard name.hasPrefix(prefix), !name.hasPrefix(".") || prefix.hasPrefix(".") else { continue }
      var status = stat()
      let isFolder =
        stat(Files.expand(folder + name), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      guard name != ".", name != "..", isFolder || endings.contains(where: name.hasSuffix) else {
        continue
      }
      let path = folder + name + (isFolder ? "/" : "")
      let shown = path.contains(where: { " ;#'".contains($0) }) ? "\"\(path)\"" : path
      found.append(Candidate(shown, label: name + (isFolder ? "/" : ""), appendSpace: !isFolder))
    }
    return found.sorted { $0.text < $1.text }
  }

  // MARK: Layers and places

  /// The layers whose output has a shape of some kind.
  static func layers(in session: Session, where isWanted: (Shape) -> Bool) -> [Candidate] {
    let network = session.trainer.network
    return zip(network.nodes, network.outputs).filter { isWanted($0.1) }.map {
      Candidate($0.0.name, note: "\($0.1)")
    }
  }

  /// The places of the network; brackets are completed by ``indexed(_:for:)``.
  static func places(in session: Session, where isWanted: (Place) -> Bool) -> [Candidate] {
    session.trainer.places.filter(isWanted).flatMap { place -> [Candidate] in
      guard case .computed(let tensor)? = try? session.trainer.read(place) else {
        return [Candidate(place.description, note: "not computed")]
      }
      guard tensor.shape.rank > 0 else { return [Candidate(place.description)] }
      return [
        Candidate(place.description, note: "\(tensor.shape)", appendSpace: false),
        Candidate(
          placeMark + "\(place)[" + tensor.shape.extents.map(String.init).joined(separator: ",")),
      ]
    }
  }

  private static let placeMark = "\u{1}place:"

  /// The next index of a place whose bracket is open.
  private static func indexed(_ candidate: Candidate, for text: String) -> [Candidate] {
    guard candidate.text.hasPrefix(placeMark) else { return [candidate] }
    let parts = candidate.text.dropFirst(placeMark.count).split(separator: "[")
    guard let bracket = text.firstIndex(of: "["), text[..<bracket] == parts[0] else { return [] }
    let extents = parts[1].split(separator: ",").compactMap { Int($0) }
    let given = text[text.index(after: bracket)...].split(
      separator: ",", omittingEmptySubsequences: false)
    guard given.count <= extents.count, let last = given.last, !text.hasSuffix("]") else {
      return []
    }
    let stem = String(text.dropLast(last.count))
    return (0..<extents[given.count - 1]).map { index in
      let isLast = given.count == extents.count
      return Candidate(
        "\(stem)\(index)" + (isLast ? "]" : ""), label: String(index), appendSpace: isLast)
    }
  }
}
