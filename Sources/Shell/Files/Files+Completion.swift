import Terminal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Completion of file names.
extension Files {
  /// The folders, and the files with one of some endings, that a path could go on to.
  static func paths(like text: String, endings: [String]) -> [Candidate] {
    if text == "~" { return [Candidate("~/", appendSpace: false)] }
    let folder = text.lastIndex(of: "/").map { String(text[...$0]) } ?? ""
    let prefix = text.dropFirst(folder.count)
    var found: [Candidate] = []
    for name in entries(of: folder.isEmpty ? "." : expand(folder)) ?? [] {
      guard name.lowercased().hasPrefix(prefix.lowercased()),
        !name.hasPrefix(".") || prefix.hasPrefix("."), isTypeable(name)
      else { continue }
      var status = stat()
      let isFolder =
        stat(expand(folder + name), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      guard isFolder || endings.contains(where: name.hasSuffix) else {
        continue
      }
      // What begins with a dash would be an option.
      let start = folder.isEmpty && name.hasPrefix("-") ? "./" : folder
      let slash = isFolder ? "/" : ""
      found.append(
        Candidate(
          Word.quoted(start + name + slash), label: name + slash, appendSpace: !isFolder))
    }
    return found.sorted { $0.text < $1.text }
  }

  /// Whether a name can stand in a line: text without control characters.
  private static func isTypeable(_ name: String) -> Bool {
    name.unicodeScalars.allSatisfy {
      $0.properties.generalCategory != .control && $0 != "\u{FFFD}"
    }
  }
}
