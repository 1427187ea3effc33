/// Writes the files of redirects, under the rules for all files that commands write.
struct OrdinaryFiles: RedirectedFiles {
  /// What is written here is discarded.
  private static let nowhere = "/dev/null"

  func check(_ redirect: Redirect) throws(CommandError) {
    let path = redirect.file.text
    guard path != Self.nowhere else { return }
    switch redirect.mode {
    case .new, .overwriting: try Files.checkWrite(to: path, force: redirect.mode == .overwriting)
    case .appending: try Files.checkAppend(to: path)
    }
  }

  func write(_ text: String, for redirect: Redirect) throws(CommandError) {
    let path = redirect.file.text
    guard path != Self.nowhere else { return }
    let bytes = Array(text.utf8)
    switch redirect.mode {
    case .new, .overwriting: try Files.write(bytes, to: path, force: redirect.mode == .overwriting)
    case .appending: try Files.append(bytes, to: path)
    }
  }
}
