import Testing

@testable import Shell

/// What a command declares matches its help.
@Suite struct CommandUsageTests {
  @Test func `arguments and options are those of the help, with the same words`() throws {
    let shell = try TestShell()
    for command in CommandCatalog.complete.commands.all {
      let usage = CommandUsage(of: command)
      let help = try Usage(of: command.name, in: shell)
      #expect(usage.command == command.name)
      #expect(usage.options.map(\.name) == help.options, "\(command.name)")
      let valued = usage.options.filter { $0.value != nil }.map(\.name)
      #expect(valued == help.valued, "\(command.name)")
      let text = CommandHelp.text(of: command, width: 1_000) + "\n"
      let line = text.split(separator: "\n").first { $0.hasPrefix("USAGE:") } ?? ""
      for argument in usage.arguments {
        #expect(text.contains("\n  <\(argument.name)> "), "\(command.name) \(argument.name)")
        #expect(line.contains("[<\(argument.name)>") != argument.isRequired, "\(command.name)")
      }
      #expect(usage.arguments.count == text.split(separator: "\n").count { $0.hasPrefix("  <") })
      for summary in usage.arguments.map(\.summary) + usage.options.map(\.summary) {
        #expect(!summary.isEmpty && text.contains(" \(summary)\n"), "\(command.name): \(summary)")
      }
      #expect(usage.repeats == line.contains(" ..."), "\(command.name)")
    }
  }

  @Test func `a usage that was read is read once, whoever asks`() async {
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          CommandCatalog.complete.commands.all.allSatisfy {
            CommandUsage(of: $0).options == CommandUsage(of: $0).options
          }
        }
      }
      for await isSame in group { #expect(isSame) }
    }
  }
}
