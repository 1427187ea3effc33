import ConvNet
import Shell
import Testing

/// `why PLACE --matrix` shows a rule of a convolution as a product of matrices.
@Suite struct MatrixScreenTests {
  @Test func `an exercise on paper as products of matrices`() throws {
    let shell = try TestShell.exercise()
    let out = try shell.run("why conv.out --matrix")
    for row in [
      "1 -1 2 0", "1 2 0 1 0 1 2 0 3 0 1 2 1 1 0 3", "2 0 1 3 1 2 0 1 0 1 2 0 1 0 3 2",
      "0 1 2 0 3 0 1 2 1 1 0 3 2 0 1 0", "1 2 0 1 0 1 2 0 1 0 3 2 0 1 0 1",
      "-1 4 3 -2 5 -1 4 3 5 1 -1 8 4 1 -1 1",
    ] { #expect(has(row, in: out), "\(row)\n\(out)") }
    for shape in ["filters 1 x 4", "patches 4 x 16", "1 x 16"] { #expect(out.contains(shape)) }
    #expect(out.contains("To the last bit"))

    let filters = try shell.run("why conv.d_filters --matrix")
    #expect(has("0 0 0 0 1 0 -1 0 2 0 0 -2 0 0 0 0", in: filters))
    #expect(has("0 1 -2 -4", in: filters) && filters.contains("To the last bit"))
    #expect(filters.contains("16 x 4"))

    let input = try shell.run("why conv.d_in --matrix")
    // The gradient of each place times the weights 1, -1, 2, 0, a row for each.
    for row in [
      "0 0 0 0 1 0 -1 0 2 0 0 -2 0 0 0 0", "0 0 0 0 -1 0 1 0 -2 0 0 2 0 0 0 0",
      "0 0 0 0 2 0 -2 0 4 0 0 -4 0 0 0 0", "4 -2 -2 -2 2", "4 0 0 -4 0",
    ] { #expect(has(row, in: input), "\(row)\n\(input)") }
    #expect(input.contains("To the last bit"))
    for text in [out, filters, input] { #expect(text.split(separator: "\n").count <= 24) }
  }

  @Test func `the toy is shown in full, a digit is folded around its largest number`() throws {
    let toy = try TestShell("load toy", "image 0", "backward")
    for place in ["conv.out", "conv.d_filters", "conv.d_in"] {
      let text = try toy.run("why \(place) --matrix")
      #expect(!text.contains("...") && text.contains("To the last bit"), "\(text)")
      #expect(text.split(separator: "\n").count <= 24, "\(text)")
    }
    let digit = try TestShell("sgd 20", "image 7", "backward")
    let out = try digit.run("why conv.out --matrix")
    for shape in ["filters 8 x 9", "patches 9 x 676", "8 x 676"] { #expect(out.contains(shape)) }
    #expect(out.contains("...") && out.contains("To the last bit"))
    #expect(out.split(separator: "\n").count <= 24, "\(out)")
    let largest = try #require(out.firstMatch(of: /\[ \] is (conv\.out\[[0-9,]+\])/))
    #expect(digit.error("why \(largest.1)") == nil)
    let input = try digit.run("why conv.d_in --matrix")
    #expect(input.contains("To the last bit") || input.contains("in another order"))
    #expect(input.split(separator: "\n").count <= 24, "\(input)")
  }

  @Test func `a place without a matrix is refused, with one that has`() throws {
    let shell = try TestShell("image 7", "backward")
    for place in ["pool.out", "conv.filters", "loss", "conv.d_out"] {
      let error = try #require(shell.error("why \(place) --matrix"))
      #expect(error.word == place && error.problem.contains("conv.d_filters"))
    }
    #expect(shell.error("why conv.nothing --matrix") != nil)
    #expect(shell.error("why conv.out --matrix --all")?.word == "--all")
    #expect(shell.error("why --matrix") != nil)
    try shell.run("why conv.d_in[14,10]")
    #expect(try shell.run("why --matrix").contains("conv.d_in[14,10]"))
    try shell.run("image 8")
    // What is not computed yet can be.
    let advice = try #require(shell.error("why conv.d_in --matrix")?.hint)
    try shell.run(advice)
    #expect(shell.error("why conv.d_in --matrix") == nil)
    let dense = try TestShell("net new softmax 10", "image 7", "backward")
    #expect(dense.error("why softmax.out --matrix")?.problem.contains("none") == true)
  }

  @Test func `what a bug made is told apart from the product`() throws {
    let shell = try TestShell("load toy", "image 0", "bug on conv-flipped", "backward")
    let text = try shell.run("why conv.d_filters --matrix")
    #expect(text.contains("not what is stored there") && text.contains("a bug is on"))
    #expect(try !shell.run("why conv.out --matrix").contains("not what stands"))
  }

  @Test func `in a batch the sample is named`() throws {
    let shell = try TestShell("load toy", "set batch 2", "image 0", "backward")
    #expect(try shell.run("why conv.out --matrix").contains("1 x 16, conv.out[0]"))
    #expect(try shell.run("why conv.d_in[1] --matrix").contains("conv.d_in[1] 6 x 6"))
    let all = try shell.run("why conv.d_filters --matrix")
    #expect(all.contains("1 x 32") && all.contains("16n"))
  }

  @Test func `after an update the old filters are said to be old`() throws {
    let shell = try TestShell("load toy", "image 0", "backward")
    #expect(try !shell.run("why conv.out --matrix").contains("changed since"))
    try shell.run("update")
    #expect(try shell.run("why conv.out --matrix").contains("changed since"))
  }

  @Test(arguments: [
    "conv2d 2 3x2 padding=1, softmax 2", "conv2d 3 2x2 stride=2, conv2d 2 1x3, softmax 2",
    "conv2d 9 3x3, relu, conv2d 12 2x2, softmax 2", "conv2d 1 4x4 stride=2 padding=3, softmax 2",
    "conv2d 2 1x1 stride=5, softmax 2", "conv2d 1 6x6, softmax 2",
  ])
  func `any geometry fits any screen`(_ diagram: String) throws {
    for (width, batch) in [(40, 3), (120, 1)] {
      let shell = try TestShell(
        "load toy", "net new \(diagram)", "set batch \(batch)", "image 0", "backward", width: width)
      let names = shell.session.trainer.network.nodes.map(\.name).filter { $0.hasPrefix("conv") }
      for name in names {
        let place = try Place(parsing: "\(name).d_in")
        guard case .computed(let tensor) = try shell.session.trainer.read(place) else { continue }
        var lines: [String] = []
        for offset in stride(from: 0, to: tensor.shape.count, by: 37) {
          let indices = tensor.shape.indices(at: offset).map(String.init).joined(separator: ",")
          for option in ["", " --all", " --blank", " --faded", " --matrix"] {
            lines.append("why \(place)[\(indices)]\(option)")
          }
        }
        for quantity in ["out", "d_filters", "d_in"] {
          lines.append("why \(name).\(quantity) --matrix")
        }
        for line in lines {
          let text = try shell.run(line)
          #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(line)\n\(text)")
        }
      }
      // One value at a time, up to the end of <-conv.
      try shell.run("back")
      while shell.error("step value") == nil {
        #expect(shell.printed.split(separator: "\n").allSatisfy { $0.count <= width })
        if shell.printed.contains("last value") { break }
      }
    }
  }
}
