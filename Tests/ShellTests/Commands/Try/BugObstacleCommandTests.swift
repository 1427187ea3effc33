import Testing

/// A bug that does not apply has no effect, whichever came first, the bug or the network.
struct BugObstacleCommandTests {
  /// Networks in which a bug has no effect, compared with and without it.
  @Test(arguments: [
    ["net preset sigmoid-lab", "softmax-unshifted"],
    ["net preset sigmoid-lab; set batch 4", "relu-no-mask"],
    ["net new fc 10; set loss mse", "softmax-unshifted"],
    ["set batch 1", "batch-sum"], ["net new fc 10", "kernel-unscaled"],
    ["net new fc 20, relu, fc 10", "kernels-integer"],
    ["set shuffle off", "labels-unshuffled"], ["net freeze conv", "no-update-conv"],
  ])
  func `a bug that cannot show changes nothing`(_ example: [String]) throws {
    let shells = try ["", "; bug on \(example[1])", "B"].map { bug in
      let shell =
        bug == "B"
        ? try TestShell("bug on \(example[1])", example[0]) : try TestShell(example[0] + bug)
      try shell.run("step 4; sgd 3")
      return shell
    }
    #expect(try shells[1].run("bug").contains("cannot show here"))
    #expect(shells[0].parameters == shells[1].parameters)
    #expect(try shells[0].run("test") == shells[1].run("test"))
    #expect(shells[0].parameters == shells[2].parameters)
  }

  @Test func `a bug of fresh weights spoils those of the next network, and spoils them once`()
    throws
  {
    for network in [
      "net new conv3x3 8, maxpool2, softmax 10", "net preset stack", "net preset toy; load toy",
    ] {
      let before = try TestShell("net new fc 10", "bug on kernel-unscaled", network)
      let after = try TestShell(network, "bug on kernel-unscaled")
      let sound = try TestShell(network)
      #expect(before.parameters == after.parameters, "\(network)")
      #expect(before.parameters != sound.parameters, "\(network)")
    }
    let shell = try TestShell("bug on kernel-unscaled")
    let kernels = shell.parameters[0]
    try shell.run("net insert relu after conv")
    #expect(shell.parameters[0] == kernels)
  }
}
