import CTerminal
package import SystemPackage

/// Facts about the terminal that a descriptor may be.
package enum TerminalDevice {
  /// A terminal that can only print, character after character: `TERM` is `dumb`, empty or unset.
  package static var isDumb: Bool {
    let name = environment("TERM") ?? ""
    return name.isEmpty || name == "dumb"
  }

  /// The width in columns: the window's, else `COLUMNS`, else 80.
  package static func width(of descriptor: FileDescriptor = .standardOutput) -> Int {
    size(of: descriptor)?.columns ?? environment("COLUMNS").flatMap(Int.init(positive:)) ?? 80
  }

  /// The height in rows: the window's, else `LINES`, else 24.
  package static func height(of descriptor: FileDescriptor = .standardOutput) -> Int {
    size(of: descriptor)?.rows ?? environment("LINES").flatMap(Int.init(positive:)) ?? 24
  }

  /// Whether it mixes any colour from red, green and blue, as `COLORTERM` says.
  package static var mixesColours: Bool {
    ["truecolor", "24bit"].contains(environment("COLORTERM") ?? "")
  }

  /// Whether text is UTF-8, as the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set says.
  package static var isUTF8: Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment($0) }
      .first { !$0.isEmpty }
    let name = (locale ?? "").lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  /// The settings of the terminal on standard input, as they are now; nil where there is none.
  struct Settings {
    private var settings = cle_settings()
    private static let terminal = FileDescriptor.standardInput.rawValue

    init?() {
      guard cle_get_settings(Self.terminal, &settings) else { return nil }
    }

    /// Puts them back, whatever others have made of them.
    func putBack() { withUnsafePointer(to: settings) { cle_put_settings(Self.terminal, $0) } }

    /// Has keys come as they are pressed, without echo and without Enter.
    func setRaw() { withUnsafePointer(to: settings) { cle_put_raw(Self.terminal, $0) } }
  }

  private static func size(of descriptor: FileDescriptor) -> (rows: Int, columns: Int)? {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard cle_window_size(descriptor.rawValue, &rows, &columns) else { return nil }
    return (rows > 0 ? Int(rows) : 24, Int(columns))
  }
}

extension FileDescriptor {
  /// Where a person looks: standard output, or standard error when the output is piped away.
  static var screen: FileDescriptor { standardOutput.isTerminal ? standardOutput : standardError }
}

extension Int {
  fileprivate init?(positive text: String) {
    guard let value = Int(text), value > 0 else { return nil }
    self = value
  }
}
