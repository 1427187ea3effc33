import Testing

/// Problems caused by numbers that the user wrote are blamed on the edit, not on the learning rate.
struct HandEditDiagnosisTests {
  @Test(arguments: [
    "sgd 3; set conv.filters 1e38; step 3", "sgd 3; set softmax.weights[2,5] 3e38; sgd 2",
    "sgd 3; set conv.filters 1e5", "sgd 3; set conv.filters 1e6; sgd 10",
  ])
  func `an edit by hand is named, and the way to before it`(_ line: String) throws {
    let shell = try TestShell()
    for part in line.split(separator: ";") { try shell.run(String(part)) }
    let text = try shell.run("diagnose")
    #expect(text.contains("written to"), "\(text)")
    #expect(text.contains("goto 3"))
    #expect(!text.contains("learning rate well below"))
    try shell.run("goto 3")
    #expect(!(try shell.run("diagnose").contains("written to")))
  }

  @Test func `a learning rate that is too large is still blamed`() throws {
    let shell = try TestShell("set conv.filters[0,0,0] 0.3", "set learning-rate 50", "sgd 40")
    let text = try shell.run("diagnose")
    #expect(text.contains("learning rate"))
    #expect(!text.contains("written to"))
  }

  @Test func `a number that is none has no sign`() throws {
    for network in ["", "net preset sigmoid-lab; "] {
      let shell = try TestShell()
      let layer = network.isEmpty ? "softmax" : "sigmoid"
      for line in (network + "set \(layer).weights 3e38; set conv.filters 3e38; step 8").split(
        separator: ";")
      {
        try shell.run(String(line))
      }
      for place in [
        "loss", "\(layer).d_totals[0]", "\(layer).out[0]", "\(layer).d_out[0]",
        "\(layer).totals[0]", "conv.out[0,0,0]",
      ] {
        let text = (try? shell.run("why \(place)")) ?? ""
        #expect(!text.contains("-nan"), "\(place): \(text)")
      }
      #expect(!(try shell.run("view").contains("-nan")))
    }
  }
}
