import Terminal

/// Where Backstep keeps its files and looks for others, by the XDG base directory specification.
package struct Folders: Sendable {
  private let variables: [String: String]

  /// The folders that an environment names.
  package init(environment: [String: String]) { variables = environment }

  /// The folders that this process's environment names.
  package static var current: Folders {
    let names = ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"]
    return Folders(
      environment: names.reduce(into: [:]) { $0[$1] = Terminal.environment($1) })
  }

  /// Commands that run at the start of an interactive session.
  package var initFile: String? { folder("XDG_CONFIG_HOME", ".config").map { $0 + "/init" } }

  /// The lines typed in earlier sessions.
  package var historyFile: String? {
    folder("XDG_STATE_HOME", ".local/state").map { $0 + "/history" }
  }

  /// The user's progress in the lessons.
  package var progressFile: String? {
    folder("XDG_STATE_HOME", ".local/state").map { $0 + "/progress" }
  }

  /// Where data sets may be, with the user's folder first.
  package var data: DataFolders {
    DataFolders(user: folder("XDG_DATA_HOME", ".local/share"), system: "/usr/share/datasets")
  }

  /// The specification says to ignore relative paths.
  private func folder(_ variable: String, _ standard: String) -> String? {
    if let path = variables[variable], path.hasPrefix("/") { return path + "/backstep" }
    return variables["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/\(standard)/backstep" }
  }
}
