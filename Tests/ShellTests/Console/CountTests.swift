import ConvNet
import Shell
import Testing

/// Counts and their nouns.
@Suite struct CountTests {
  @Test(arguments: [
    (0, "image", "0 images"), (1, "image", "1 image"), (2, "image", "2 images"),
    (1, "class", "1 class"), (10, "class", "10 classes"), (2, "branch", "2 branches"),
    (1, "probability", "1 probability"), (3, "probability", "3 probabilities"),
    (13_602, "parameter", "13,602 parameters"), (-2_000, "step", "-2,000 steps"),
  ])
  func `a noun follows its number`(_ number: Int, _ noun: String, _ words: String) {
    #expect(number.counted(noun) == words)
  }

  /// What may follow a 1 and ends in s.
  private static let verbs = [
    "is", "was", "as", "times", "this", "has", "plus", "gets", "us", "ms", "less", "pass",
  ]

  private func plurals(in text: String) -> [String] {
    text.matches(of: /(?:^|[^0-9.,\-e\[])1 ([a-z]+s)\b/.anchorsMatchLineEndings())
      .map { String($0.1) }.filter { !Self.verbs.contains($0) }
  }

  @Test(arguments: [
    ["load toy --train 1 --test 1", "net new conv3x3 1, avgpool all, softmax 2"],
    ["load toy", "net new conv3x3 1, maxpool2, softmax 2"],
    ["load toy", "net new conv2d 1 6x6, fc 1, relu, softmax 2", "set pixels raw"],
  ])
  func `one of anything is singular`(_ lines: [String]) throws {
    let shell = try TestShell()
    for line in lines { try shell.run(line) }
    for line in [
      "data", "net", "image 0", "forward", "why softmax.totals[0]", "why softmax.out[0]",
      "why conv.out[0,0,0]", "backward", "why conv.d_filters[0]", "why softmax.d_weights",
      "why softmax.d_in", "route", "maps conv 0", "field conv.out[0,0,0]", "print conv.filters",
      "whatif softmax.biases[0] 1", "trace softmax.biases[0]", "gradcheck softmax.biases", "update",
      "test", "wrong", "wrong 1", "confusion", "sgd 1", "diff", "where", "until update 3",
      "keep a", "back", "step", "branches", "norms", "filters", "view", "curve", "diagnose",
      "set softmax.biases [1 2 3]", "set softmax.biases[0] [1 2]", "print softmax.biases[0,0]",
      "maps softmax", "load toy --train 1", "goto 1", "set batch 9", "repeat 1 step",
      "predict softmax.biases 1", "until softmax.biases > 1", "net new conv3x3 1, fc 3",
      "bug on conv-flipped", "bug", "bug off", "init --seed 1", "summary", "invariance", "probs",
    ] {
      let error = shell.error(line)
      let text = error.map { $0.report(in: line, origin: "") } ?? shell.printed
      #expect(plurals(in: text) == [], "\(line): \(text)")
    }
  }
}
