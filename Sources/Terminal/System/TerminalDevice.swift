import CTerminal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Facts about the terminal that a descriptor may be.
package enum TerminalDevice {
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// A terminal that can only print, character after character: `TERM` is `dumb`, empty or unset.
  package static var isDumb: Bool {
    let name = environment("TERM") ?? ""
    return name.isEmpty || name == "dumb"
  }

  /// The width in columns: the window's, else `COLUMNS`, else 80.
  package static func width(of descriptor: Int32 = STDOUT_FILENO) -> Int {
    size(of: descriptor)?.columns ?? environment("COLUMNS").flatMap(Int.init(positive:)) ?? 80
  }

  /// The height in rows: the window's, else `LINES`, else 24.
  package static func height(of descriptor: Int32 = STDOUT_FILENO) -> Int {
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
    private var settings = termios()

    init?() {
      guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
    }

    /// Puts them back, whatever others have made of them.
    func putBack() {
      var settings = settings
      tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
    }

    /// Has keys come as they are pressed, without echo and without Enter.
    func setRaw() {
      var raw = settings
      raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
      tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
    }
  }

  private static func size(of descriptor: Int32) -> (rows: Int, columns: Int)? {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard cle_window_size(descriptor, &rows, &columns) else { return nil }
    return (rows > 0 ? Int(rows) : 24, Int(columns))
  }
}

/// The value of an environment variable, nil where it is not set.
package func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}

extension Int {
  fileprivate init?(positive text: String) {
    guard let value = Int(text), value > 0 else { return nil }
    self = value
  }
}
