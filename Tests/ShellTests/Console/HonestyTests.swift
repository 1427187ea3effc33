import ConvNet
import Foundation
import Shell
import Testing

/// What the screen says is true.
@Suite struct HonestyTests {
  @Test func `every kind of layer is narrated as what it is`() throws {
    let shell = try TestShell(
      "net new conv2d 2 5x5, relu, maxpool 2, flatten, fc 8, tanh, softmax 10", "image 0")
    var said: [String: String] = [:]
    for _ in 0..<16 {
      let printed = try shell.run("step")
      let trainer = shell.session.trainer
      guard let last = trainer.last else { continue }
      said[trainer.network.name(of: last)] = printed
      guard let look = printed.split(separator: "look: ").dropFirst().first else { continue }
      #expect(shell.error(look.trimmingCharacters(in: .whitespacesAndNewlines)) == nil, "\(look)")
    }
    #expect(said["relu"]?.contains("max(x, 0)") == true)
    #expect(said["<-relu"]?.contains("slope") == true)
    #expect(said["fc"]?.contains("all inputs") == true)
    for name in ["relu", "tanh", "fc", "flatten", "<-relu", "<-tanh", "<-fc", "<-flatten"] {
      #expect(said[name]?.contains("probabilit") == false, "\(name)")
      #expect(said[name]?.contains("d_totals") == false, "\(name)")
    }
  }

  @Test func `a loss that is no number is no answer, and not right`() throws {
    let shell = try TestShell("load mnist --train 30 --test 30", "set learning-rate 50", "sgd 20")
    #expect(try shell.run("test").contains("0 right"))
    #expect(try shell.run("image 0; forward").contains("There is no answer"))
  }

  @Test func `a curve shows no test of a network that is gone`() throws {
    let shell = try TestShell(
      "load mnist --train 60 --test 10", "sgd 50", "test", "net preset digits", "sgd 20")
    #expect(try !shell.run("curve").contains("test"))
    #expect(try shell.run("test; curve").contains("test"))
  }

  @Test func `new weights beside old values are said to be so`() throws {
    let shell = try TestShell("load toy", "image 0", "update")
    #expect(try shell.run("view").contains("after the update"))
    #expect(try shell.run("gradcheck").contains("new weights"))
    #expect(try shell.run("whatif conv.filters[0,0,0] 2").contains("new weights"))
  }

  @Test func `padding spoils equivariance, and the shift lab says so`() throws {
    let shell = try TestShell(
      "load mnist --train 5 --test 5", "net new conv2d 2 5x5 padding=2, maxpool2, softmax 10",
      "image 0")
    let padded = try shell.run("invariance")
    #expect(padded.contains("padding") && !padded.contains("equivariant"))
    try shell.run("net preset digits; image 0")
    let plain = try shell.run("invariance")
    #expect(!plain.contains("padding") && plain.contains("equivariant"))
  }

  @Test func `nothing that was typed steers the terminal`() throws {
    let shell = try TestShell()
    let line = "print \u{1B}[2J\u{1B}]0;x\u{7}\u{202E}"
    let report = try #require(shell.error(line)).report(in: line, origin: "error: ")
    #expect(
      report.unicodeScalars.allSatisfy { scalar in
        scalar == "\n"
          || scalar.properties.generalCategory != .control
            && scalar.properties.generalCategory != .format
      })
  }

  @Test func `a long word is not repeated in full`() throws {
    let shell = try TestShell()
    let line = String(repeating: "x", count: 10_000)
    let report = try #require(shell.error(line)).report(in: line, origin: "error: ")
    #expect(report.count < 1_000)
  }

  @Test func `a new line separates commands as it does in a file`() throws {
    let shell = try TestShell()
    let printed = try shell.run("load toy\nimage 0\nprint label")
    #expect(printed.hasSuffix("label = 0\n"))
  }

  @Test func `numbers that a network cannot hold are refused, from files too`() throws {
    let shell = try TestShell("load toy")
    #expect(shell.error("set conv.filters[0,0,0] 1e39")?.problem.contains("too large") == true)
    #expect(shell.error("set conv.filters[0,0,0] nan") != nil)
  }

  @Test func `an alias is a word`() throws {
    let shell = try TestShell()
    for name in ["\"\"", "\"a b\"", "\"a;b\""] {
      #expect(shell.error("alias \(name) step") != nil, "\(name)")
    }
    #expect(shell.error("\"\"")?.problem.contains("no command") == true)
  }

  @Test func `closed and full streams neither hang nor pass for done`() throws {
    let backstep = try Executable()
    #expect(try backstep.shell("$B <&-").status == 0)
    #expect(try backstep.shell("$B -c 'sgd 100000000' | head -1").status == 0)
    let fifo = try backstep.shell("mkfifo waiting; $B -c 'source waiting'")
    #expect(fifo.status == 1)
    #expect(fifo.errors.contains("ordinary file"))
  }

  @Test(.enabled(if: FullDisk.isThere, "there is no /dev/full"))
  func `a full disk is an error`() throws {
    let result = try Executable().shell("$B -c where > /dev/full")
    #expect(result.status == 1)
    #expect(result.errors.contains("cannot be written"))
  }
}

private enum FullDisk {
  static let isThere = FileManager.default.fileExists(atPath: "/dev/full")
}

extension HonestyTests {
  @Test func `every number of the toy fits one screen beside the prompt`() throws {
    let shell = try TestShell("load toy", "image 0", "backward")
    let lines = try shell.run("view").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 24)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(try !shell.run("view").contains("not computed"))
  }
}
