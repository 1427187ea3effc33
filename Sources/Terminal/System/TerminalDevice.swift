import CTerminal
package import SystemPackage

/// Properties of a terminal on a descriptor.
package enum TerminalDevice {
  /// Lets the terminal library find the descriptions of terminals that come with the program, in
  /// `../share/terminfo` beside its folder, where a bare system has none.
  package static func findPackedDescriptions() {
    guard environment("TERMINFO_DIRS") == nil,
      let program = try? SystemCalls.resolve("/proc/self/exe")
    else { return }
    let folders = program.split(separator: "/").dropLast(2)
    let descriptions = "/" + (folders + ["share", "terminfo"]).joined(separator: "/")
    guard FileSystem.type(descriptions) == .directory else { return }
    // An empty name stands for the system's own folders.
    SystemCalls.setEnvironment("TERMINFO_DIRS", to: ":" + descriptions)
  }

  /// Whether the terminal can only print characters in a row: `TERM` is `dumb`, empty or unset.
  package static var isDumb: Bool {
    let name = environment("TERM") ?? ""
    return name.isEmpty || name == "dumb"
  }

  /// Whether the terminal has no colours: a VT of before colour, or one that says so by its name or in
  /// its description.
  static var isMonochrome: Bool {
    let name = environment("TERM") ?? ""
    return isMonochrome(name) || colours(of: name) == 0
  }

  /// Whether the terminal has fewer colours than the 256 that most have.
  package static var hasFewColours: Bool {
    colours(of: environment("TERM") ?? "").map { $0 < 256 } ?? false
  }

  /// The number of colours of a terminal of this name: from its description, or else from the name
  /// itself; `nil` if neither says it.
  package static func colours(of name: String) -> Int? {
    let described = Int(cle_colours(name))
    if described >= 0 { return described }
    guard name.hasSuffix("color") else { return nil }
    let digits = name.dropLast("color".count).reversed().prefix { $0.isASCII && $0.isNumber }
    return Int(String(digits.reversed()))
  }

  /// Whether a terminal of this name has no colours.
  static func isMonochrome(_ name: String) -> Bool {
    name.hasPrefix("vt") && !name.contains("color") || name.hasSuffix("-mono")
      || name.hasSuffix("-m")
  }

  /// The width in columns: the window's, or else `COLUMNS`, or else 80.
  package static func width(of descriptor: FileDescriptor = .standardOutput) -> Int {
    size(of: descriptor)?.columns ?? environment("COLUMNS").flatMap(Int.init(positive:)) ?? 80
  }

  /// The height in rows: the window's, or else `LINES`, or else 24.
  package static func height(of descriptor: FileDescriptor = .standardOutput) -> Int {
    size(of: descriptor)?.rows ?? environment("LINES").flatMap(Int.init(positive:)) ?? 24
  }

  /// What clears the screen and goes to its top. The text scrolls away line by line instead of being
  /// erased, so the terminal keeps it above the screen. The cursor must be below the text, at the
  /// beginning of a line.
  package static func clearing() -> String {
    String(repeating: "\u{1B}D", count: height() - 1) + "\u{1B}[H\u{1B}[J"
  }

  /// Whether it can show any mixture of red, green and blue, according to `COLORTERM`.
  package static var mixesColours: Bool {
    ["truecolor", "24bit"].contains(environment("COLORTERM") ?? "")
  }

  /// Whether text is UTF-8, according to the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set.
  package static var isUTF8: Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment($0) }
      .first { !$0.isEmpty }
    let name = (locale ?? "").lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  /// The current settings of the terminal on standard input; `nil` if there is none.
  struct Settings {
    private var settings = cle_settings()
    private static let terminal = FileDescriptor.standardInput.rawValue

    init?() {
      guard cle_get_settings(Self.terminal, &settings) else { return nil }
    }

    /// Restores these settings, whatever they have been changed to.
    func putBack() { withUnsafePointer(to: settings) { cle_put_settings(Self.terminal, $0) } }

    /// Makes keys arrive as they are pressed, without echo and without Enter.
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
  /// The descriptor that the user sees: standard output if it is a terminal, else standard error.
  static var screen: FileDescriptor { standardOutput.isTerminal ? standardOutput : standardError }
}

extension Int {
  fileprivate init?(positive text: String) {
    guard let value = Int(text), value > 0 else { return nil }
    self = value
  }
}
