import ConvNet
import Foundation
import Shell
import TestSupport
import Testing

/// Ctrl-C, at every moment at which a command could notice it: the prompt returns, and the weights
/// are those after a whole number of updates.
@Suite struct InterruptionTests {
  private let keyboard: Keyboard

  init() { keyboard = Keyboard() }

  private func shell(_ setup: [String]) throws -> TestShell {
    let keyboard = keyboard
    let shell = try TestShell(isInterrupted: { keyboard.ask() })
    for line in setup { try shell.run(line) }
    return shell
  }

  /// Runs a line with Ctrl-C at one of the first checks, or at a later one, up to a check that it
  /// does not reach.
  private func interrupt(
    _ line: String, after setup: [String], _ check: (TestShell) throws -> Void
  ) throws {
    let keyboard = keyboard
    keyboard.questionsLeft = nil
    let session = try shell(setup).session
    for count in [0, 1, 2, 3, 4, 6, 9, 14, 22, 35] {
      keyboard.questionsLeft = nil
      let shell = TestShell(from: session, isInterrupted: { keyboard.ask() })
      keyboard.questionsLeft = count
      _ = shell.error(line)
      guard keyboard.wasPressed else { return }
      keyboard.questionsLeft = nil
      try check(shell)
      // The session works like any other.
      try shell.run("step; back; where")
    }
  }

  private static let batches = [
    "load mnist --train 60 --test 20",
    "net new conv2d 2 4x4 stride=2, relu, dropout keep=0.8, softmax 10",
    "set batch 16", "set optimizer momentum",
  ]

  @Test(arguments: [
    "sgd 4", "train", "until loss > 1000", "update", "step 40", "train 2 --test-every 2",
  ])
  func `training keeps whole updates, and training on is as if nothing had happened`(
    _ line: String
  ) throws {
    let straight = try TestShell()
    for setup in Self.batches { try straight.run(setup) }
    var weights = [straight.parameters]
    for _ in 0..<10 {
      try straight.run("sgd 1")
      weights.append(straight.parameters)
    }
    try interrupt(line, after: Self.batches) { shell in
      let updates = shell.session.trainer.updates
      #expect(shell.parameters == weights[updates])
      #expect(!shell.printed.contains("on 0 images"))
      try shell.run("sgd 2")
      #expect(shell.parameters == weights[updates + 2])
    }
  }

  @Test func `a step of one image is kept whole, too`() throws {
    let straight = try TestShell("sgd 6")
    try interrupt("sgd 6", after: []) { shell in
      while shell.session.trainer.updates < 6 { try shell.run("sgd 1") }
      #expect(shell.parameters == straight.parameters)
    }
  }

  @Test(arguments: [
    "forward", "backward", "update", "test", "gradcheck", "detect no-update-conv --updates 5",
    "diagnose", "goto 3", "goto 3.2", "goto end", "back 20", "diff", "diff 1 2", "confusion",
    "wrong",
  ])
  func `whatever is given up leaves the session as it was`(_ line: String) throws {
    let setup = Self.batches + ["sgd 5; goto 4"]
    keyboard.questionsLeft = nil
    let before = try shell(setup)
    try interrupt(line, after: setup) { shell in
      // If everything was done, Ctrl-C came too late: the command was over.
      guard shell.state != before.state else { return }
      let done = try self.shell(setup)
      try done.run(line)
      #expect(shell.state == done.state, "\(line)")
    }
  }

  @Test func `goto over a long way is given up on the way`() throws {
    let shell = try shell(["load toy", "sgd 3000"])
    let before = shell.state
    keyboard.questionsLeft = 5
    let error = shell.error("goto 1530")
    #expect(keyboard.wasPressed)
    #expect(error?.problem.hasPrefix("Stopped") == true)
    keyboard.questionsLeft = nil
    #expect(shell.state == before)
    try shell.run("goto 1530")
    #expect(shell.session.trainer.updates == 1_530)
    try shell.run("goto 3000")
    #expect(shell.parameters == (try TestShell("load toy", "sgd 3000")).parameters)
  }

  @Test func `Ctrl-C on the way back through what was undone keeps what lies ahead`() throws {
    let setup = Self.batches + ["sgd 5"]
    keyboard.questionsLeft = nil
    let whole = try shell(setup)
    try interrupt("sgd 3", after: setup + ["goto 1"]) { shell in
      try shell.run("goto end")
      #expect(shell.parameters == whole.parameters)
    }
  }

  @Test(arguments: [
    "save FOLDER/a.safetensors --force", "save FOLDER/a.safetensors --session --force",
    "export torch FOLDER/a --force", "export numpy FOLDER/a --force",
    "export torch FOLDER/a --notebook --force", "write conv.filters FOLDER/a.npy --force",
  ])
  func `files are written whole or not at all`(_ line: String) throws {
    let folder = try TemporaryFolder()
    let line = line.replacing("FOLDER", with: folder.path)
    let old = Self.batches + [line]
    keyboard.questionsLeft = nil
    _ = try shell(old)
    let before = try contents(of: folder)
    #expect(!before.isEmpty)
    _ = try shell(old + ["sgd 3", line])
    let after = try contents(of: folder)
    #expect(before != after)
    try interrupt(line, after: old + ["sgd 3"]) { _ in
      let found = try contents(of: folder)
      let isWhole = found == before || found == after
      #expect(isWhole)
      // The next try begins where this one did.
      keyboard.questionsLeft = nil
      _ = try shell(old)
    }
  }

  /// The bytes of all files in a folder and in the folders in it.
  private func contents(of folder: TemporaryFolder) throws -> [String: Data] {
    var found: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      found[name] = FileManager.default.contents(atPath: folder[name])
    }
    return found
  }

  @Test func `source stops between its lines`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("sgd 1\nsgd 1\nsgd 1\n", to: "a.bs")
    try interrupt("source '\(file)'", after: Self.batches) { shell in
      #expect(shell.session.trainer.isBetweenSteps)
      #expect(shell.session.trainer.updates <= 3)
    }
  }

  /// A line, and the same line as an alias.
  @Test(arguments: ["sgd 4; set learning-rate 0.5", "go", "go; where"])
  func `what follows a command that was stopped is not run`(_ line: String) throws {
    let setup = Self.batches + ["alias go \"sgd 4; set learning-rate 0.5\""]
    try interrupt(line, after: setup) { shell in
      let trainer = shell.session.trainer
      #expect(trainer.updates == 4 || trainer.optimiser.learningRate != 0.5)
    }
  }
}
