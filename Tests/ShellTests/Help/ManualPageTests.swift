import Foundation
import TestSupport
import Testing

/// `backstep man`, and how other shells complete `backstep`.
@Suite struct ManualPageTests {
  private let backstep: Executable

  init() throws { backstep = try Executable() }

  private static func has(_ program: String) -> Bool {
    (try? Executable().shell("command -v \(program)"))?.status == 0
  }

  @Test func `the page names every command, and every option`() throws {
    let page = try backstep.run("man")
    #expect(page.status == 0 && page.errors.isEmpty)
    #expect(page.output.isASCII)
    for name in try TestShell().commands() {
      #expect(page.output.contains("\\fB\(name.replacing("-", with: "\\-"))"), "\(name)")
    }
    for option in ["seed", "width", "color", "no\\-init", "keep\\-going", "version"] {
      #expect(page.output.contains("\\-\\-\(option)"), "\(option)")
    }
    for section in ["SYNOPSIS", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES"] {
      #expect(page.output.contains(".SH \(section)\n"))
    }
    #expect(try backstep.run("man", "more").status == 2)
  }

  @Test(.enabled(if: has("groff"), "there is no groff"))
  func `the page is set without a warning, in eighty columns`() throws {
    let set = try backstep.shell("$B man | groff -man -Tascii -ww -P-cbou -rLL=80n")
    #expect(set.status == 0)
    #expect(set.errors.isEmpty, "\(set.errors)")
    #expect(set.output.contains("conv.filters[2,0,1]"))
    #expect(set.output.contains("`fetch mnist`") && set.output.contains("'image 7; forward'"))
    for line in set.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  /// What bash offers for the last word of a line.
  private func offered(_ line: String) throws -> [String] {
    let script = """
      PATH="$(dirname "$B"):$PATH"
      eval "$(backstep --generate-completion-script bash)"
      COMP_LINE='\(line)'; COMP_POINT=${#COMP_LINE}
      read -ra COMP_WORDS <<< "$COMP_LINE"
      case "$COMP_LINE" in *' ') COMP_WORDS+=('');; esac
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _backstep backstep "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    try backstep.folder.write(script, to: "complete.sh")
    let result = try backstep.shell("bash complete.sh")
    #expect(result.errors.isEmpty, "\(result.errors)")
    return result.output.split(separator: "\n").map(String.init)
  }

  @Test(.enabled(if: has("bash"), "there is no bash"))
  func `bash completes words, lessons, networks, files and options`() throws {
    try backstep.folder.write("", to: "lab.txt")
    try backstep.folder.write("", to: "notes.md")
    #expect(try offered("backstep l") == ["lesson", "lab.txt"])
    #expect(try offered("backstep m") == ["man"])
    #expect(try offered("backstep bench l") == ["lenet"])
    #expect(try offered("backstep check n") == ["notes.md"])
    #expect(try offered("backstep check la").isEmpty)
    #expect(try offered("backstep lesson t").contains("tour"))
    #expect(try offered("backstep --seed 3 bench d") == ["digits"])
    #expect(try offered("backstep --ke") == ["--keep-going"])
    #expect(try offered("backstep --color n") == ["never"])
    #expect(try offered("backstep -c gradch") == ["gradcheck"])
    #expect(try offered("backstep lab.txt ").isEmpty)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `each shell can read its script`(_ name: String) throws {
    let script = try backstep.run("--generate-completion-script", name)
    #expect(script.status == 0 && script.errors.isEmpty)
    #expect(script.output.contains("backstep"))
    #expect(!script.output.contains(":->arg"), "zsh refuses subcommands beside repeated words.")
    #expect(!script.output.contains("-d 'Show subcommand help information.'"))
    guard Self.has(name) else { return }
    let path = try backstep.folder.write(script.output, to: "script")
    let result = try backstep.shell("\(name) -n '\(path)'")
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
  }
}
