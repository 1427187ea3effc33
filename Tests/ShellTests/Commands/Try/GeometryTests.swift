import ConvNet
import Shell
import Testing

/// What `why`, `route`, `trace`, `probs` and `whatif` say where geometry or state is unusual.
@Suite struct GeometryTests {
  /// Windows that overlap, and kernels with a stride and padding, at random.
  private static let poolings: [(window: Int, stride: Int)] = {
    var random = RandomSource(seed: 41)
    return (0..<4).map { _ in
      let window = 2 + random.below(3)
      return (window, 1 + random.below(window - 1))
    }
  }()

  private static let kernels: [(rows: Int, columns: Int, stride: Int, padding: Int)] = {
    var random = RandomSource(seed: 43)
    var kernels: [(rows: Int, columns: Int, stride: Int, padding: Int)] = []
    while kernels.count < 8 {
      let (rows, columns) = (1 + random.below(5), 1 + random.below(5))
      let (stride, padding) = (1 + random.below(3), random.below(3))
      // Windows must fit evenly, and none may lie in the padding alone.
      let fits = [rows, columns].allSatisfy {
        padding < $0 && (28 + 2 * padding - $0).isMultiple(of: stride)
      }
      if fits { kernels.append((rows, columns, stride, padding)) }
    }
    return kernels
  }()

  @Test(arguments: poolings)
  func `a cell that won several windows lists what each sends`(
    _ pooling: (window: Int, stride: Int)
  ) throws {
    let shell = try TestShell(
      "net new maxpool \(pooling.window) stride=\(pooling.stride), softmax 10", "image 7",
      "backward", width: 1_000)
    let trainer = shell.session.trainer
    let place = try #require(
      (0..<28 * 28).lazy.map {
        Place(layer: "pool", quantity: "d_in", indices: [$0 / 28, $0 % 28])
      }
      .first {
        guard let explanation = try? trainer.explain($0),
          case .sum(let terms, _) = explanation.arithmetic
        else { return false }
        return terms.count > 1
      })
    let text = try shell.run("why \(place) --all")
    guard case .sum(let terms, _) = try trainer.explain(place).arithmetic else { return }
    for term in terms {
      let value = Double(term.arithmetic.evaluate())
      #expect(
        text.split(separator: "\n").contains { line in
          line.contains(term.label)
            && line.split(separator: " ").contains { abs((Double($0) ?? .nan) - value) < 1e-3 }
        })
    }
  }

  @Test func `in a batch the long way gives the mean's share`() throws {
    for end in ["softmax 2", "sigmoid"] {
      let shell = try TestShell(
        "load toy", "net new \(end)", "set batch 4", "image 0", "backward", width: 400)
      let text = try shell.run("why \(end.prefix { $0 != " " }).d_totals[0,0]")
      let long = text.replacing("\n", with: " ").split(separator: "long way").last ?? ""
      let results = long.split(separator: " = ").dropFirst().compactMap {
        $0.split(separator: " ").first.flatMap { Double($0) }
      }
      let value = try shell.values("\(end.prefix { $0 != " " }).d_totals[0,0]")[0]
      #expect(results.contains { abs($0 - Double(value)) < 1e-6 }, "\(text)")
    }
  }

  @Test func `where p is 0 the long way is named as broken`() throws {
    let shell = try TestShell(
      "load toy", "set softmax.biases[0] -200; set softmax.biases[1] 200", "image 0", "backward",
      width: 400)
    #expect(try shell.values("softmax.out[0]") == [0])
    let text = try shell.run("why softmax.d_totals[0]")
    #expect(text.contains("nan") && text.contains("is computed instead"))
    // No claim about the side of 0 where the gradient is 0.
    try shell.run("set softmax.biases[0] 200; set softmax.biases[1] -200; image 0; backward")
    #expect(try !shell.run("why softmax.d_totals[1]").contains("above 0"))
  }

  @Test func `a loss of a sure answer is the logarithm of 1 - rest`() throws {
    let shell = try TestShell(
      "load toy", "set softmax.biases[0] 10", "image 0", "forward", width: 400)
    let loss = Double(try shell.values("loss")[0])
    let text = try shell.run("probs")
    let parts = (text.split(separator: "1 - ").last ?? "").split(separator: ")")
    #expect(abs((Double(parts[0]) ?? 0) / loss - 1) < 1e-3, "\(text)")
    try shell.run("set softmax.biases[0] -300; image 0; forward")
    #expect(try !shell.run("probs").contains("-log 0 "))
  }

  @Test func `two equal probabilities are no answer`() throws {
    let shell = try TestShell("load toy", "image 0", "forward", width: 400)
    #expect(try shell.values("softmax.out") == [0.5, 0.5])
    let text = try shell.run("probs")
    #expect(!text.contains("right") && text.components(of: "tie") == 2)
  }

  @Test func `with pooling first the route names places that print`() throws {
    for diagram in ["maxpool 2, softmax 10", "conv3x3 2, maxpool 3 stride=2, softmax 10"] {
      for batch in [1, 3] {
        let shell = try TestShell(
          "net new \(diagram)", "set batch \(batch)", "image 7", "backward", width: 400)
        let head = try shell.run("route pool").split(separator: "\n")[0]
        let place = head.split(separator: " ").first { $0.contains(".d_") } ?? ""
        #expect(shell.error("print \(place)") == nil, "\(head)")
        let text = try shell.run("route pool 0 2 2")
        let input =
          text.split(separator: "\n").first { $0.contains(" of ") }?
          .split(separator: " ").last ?? ""
        #expect(shell.error("print \(input)") == nil, "\(text)")
      }
    }
  }

  @Test func `a loser's d_out tells who won`() throws {
    let shell = try TestShell("load toy", "image 0", "backward", width: 400)
    let trainer = shell.session.trainer
    let gradient = try shell.values("conv.d_out")
    let loser = try #require(gradient.firstIndex(of: 0))
    let place = "[0,\(loser / 4),\(loser % 4)]"
    #expect(try shell.run("why conv.d_out\(place)").contains("It lost to conv.out["))
    #expect(try trainer.explain(Place(parsing: "conv.d_out\(place)")).next?.quantity == "d_in")
  }

  @Test func `what a bug made is not printed as equal to its rule`() throws {
    let shell = try TestShell("image 0", "bug on pool-ties-all", "backward", width: 400)
    let (values, winners) = (try shell.values("pool.d_in"), shell.session.trainer)
    let place = try #require(
      values.indices.lazy.filter { values[$0] != 0 }.map {
        Place(layer: "pool", quantity: "d_in", indices: [$0 / 676, $0 / 26 % 26, $0 % 26])
      }.first { (try? winners.explain($0))?.arithmetic.evaluate() == 0 })
    let text = try shell.run("why \(place)")
    #expect(!text.contains("= 0 = ") && !text.contains("=  0  ="))
    #expect(text.contains("a bug is on"))
    // The step that stands was done with it, whatever is set now.
    let after = try TestShell("image 0", "bug on pool-ties-all", "update", "bug off", width: 400)
    let told = try after.run("why \(place)")
    #expect(!told.contains("bug is on") && told.contains("done with a bug"))
  }

  @Test func `a parameter that was set by hand is blamed on no bug`() throws {
    let shell = try TestShell("image 0", "bug on no-update-conv", "update", width: 400)
    let place = "conv.filters[0,1,1]"
    #expect(try shell.run("why \(place)").contains("a bug is on"))
    try shell.run("set conv.filters[0,1] 0.25")
    #expect(try !shell.run("why \(place)").contains("bug"))
    #expect(try shell.values(place) == [0.25])
    // What was not written is still the bug's.
    #expect(try shell.run("why conv.filters[0,0,0]").contains("a bug is on"))
  }

  @Test func `the sigmoid's loss begins with the textbook's formula`() throws {
    let shell = try TestShell("load toy", "net new sigmoid", "image 1", "forward", width: 400)
    let text = try shell.run("why loss")
    let textbook = try #require(text.firstRange(of: "-log p"))
    let computed = try #require(text.firstRange(of: "max(t, 0)"))
    #expect(textbook.lowerBound < computed.lowerBound)
    try shell.run("image 0; forward")
    #expect(try shell.run("why loss").contains("-log(1 - p)"))
  }

  @Test func `Adam's factors stand as differences from 1`() throws {
    let shell = try TestShell("load toy", "set optimizer adam", "sgd 1", width: 400)
    for place in ["conv.filters[0,1,1]", "conv.square_filters[0,1,1]"] {
      let text = try shell.run("why \(place)").replacing("\n", with: " ")
      #expect(text.contains("(1 - 0.999)"), "\(text)")
      #expect(text.contains("gives 0.0009999871"))
    }
  }

  @Test func `a counter of batches is explained as one`() throws {
    let shell = try TestShell(
      "load toy", "net new batchnorm, softmax 2", "set batch 4", "sgd 3", width: 400)
    let text = try shell.run("why bn.batches")
    #expect(text.contains("2 + 1") && !text.contains("keep x"))
    #expect(try !shell.run("image 0; why bn.batches").contains("keep x"))
  }

  @Test func `a changed pixel's sample is the one whose answer is shown`() throws {
    let shell = try TestShell("load toy", "set batch 3", "image 0", "forward", width: 400)
    for sample in 0..<3 {
      #expect(
        try shell.run("whatif image[\(sample),2,2] 3").contains("sample \(sample) of the batch"))
    }
  }

  @Test func `the least size that fits is told for rows and columns`() throws {
    let shell = try TestShell(width: 400)
    #expect(shell.error("net new conv2d 4 29x3, softmax 10")?.problem.contains("29x3") == true)
    #expect(
      shell.error("net new conv2d 4 3x40 padding=2, softmax 10")?.problem.contains("1x36") == true)
  }

  @Test(arguments: kernels)
  func `the patch is named by where it lies, and its padding is told`(
    _ kernel: (rows: Int, columns: Int, stride: Int, padding: Int)
  ) throws {
    let shell = try TestShell(
      "net new conv2d 2 \(kernel.rows)x\(kernel.columns) stride=\(kernel.stride) padding=\(kernel.padding), "
        + "softmax 10", "image 7", "forward", width: 400)
    let shape = shell.session.trainer.network.outputs[0]
    var random = RandomSource(seed: UInt64(100 * kernel.rows + 10 * kernel.columns + kernel.stride))
    let places =
      [(0, 0), (shape[1] - 1, shape[2] - 1)]
      + (0..<3).map { _ in (random.below(shape[1]), random.below(shape[2])) }
    for (y, x) in places {
      let (top, left) = (
        y * kernel.stride - kernel.padding, x * kernel.stride - kernel.padding
      )
      let text = try shell.run("why conv.out[1,\(y),\(x)]").replacing("\n", with: " ")
      #expect(text.contains("patch at row \(top), column \(left)."))
      let rows = (top..<top + kernel.rows).count { (0..<28).contains($0) }
      let columns = (left..<left + kernel.columns).count { (0..<28).contains($0) }
      #expect(
        text.contains("in the padding") == (rows * columns < kernel.rows * kernel.columns))
      guard
        case .plus(.sum(let terms, _), _) = try shell.session.trainer.explain(
          Place(parsing: "conv.out[1,\(y),\(x)]")
        ).arithmetic
      else {
        Issue.record("a sum and a bias")
        return
      }
      #expect(terms.count == rows * columns)
    }
  }

  @Test(arguments: kernels)
  func `the sum that makes an input's gradient names each output that saw it`(
    _ kernel: (rows: Int, columns: Int, stride: Int, padding: Int)
  ) throws {
    let shell = try TestShell(
      "net new conv2d 1 \(kernel.rows)x\(kernel.columns) stride=\(kernel.stride) padding=\(kernel.padding), "
        + "softmax 10", "image 7", "backward", width: 400)
    let shape = shell.session.trainer.network.outputs[0]
    func outputs(_ input: Int, _ size: Int, of count: Int) -> Int {
      (0..<count).count { output in
        let start = output * kernel.stride - kernel.padding
        return (start..<start + size).contains(input)
      }
    }
    var random = RandomSource(seed: UInt64(kernel.rows + 10 * kernel.columns))
    for _ in 0..<4 {
      let (row, column) = (random.below(28), random.below(28))
      let count =
        outputs(row, kernel.rows, of: shape[1]) * outputs(column, kernel.columns, of: shape[2])
      let text = try shell.run("why conv.d_in[\(row),\(column)]").replacing("\n", with: " ")
      #expect(
        text.contains(
          count == 0
            ? "No window covers" : "from \(count) \(count == 1 ? "place" : "places"):"), "\(text)")
    }
  }

  @Test func `formulas name places that exist`() throws {
    let shell = try TestShell(
      "net new maxpool 2, conv3x3 2, avgpool 2, softmax 10", "image 7", "backward", width: 400)
    #expect(try shell.run("why pool1.out[0,3,4]").contains("image[6+i,8+j]"))
    #expect(try shell.run("why conv.out[1,0,5]").contains("pool1.out[0,i,5+j]"))
    #expect(try shell.run("why conv.d_filters[1,2,0]").contains("pool1.out[0,y+2,x]"))
    #expect(try shell.run("why pool2.out[1,0,1]").contains("conv.out[1,i,2+j]"))
  }

  @Test func `an input that no patch covers is said to be unseen`() throws {
    let shell = try TestShell(
      "load toy", "net new conv2d 2 1x1 stride=5, softmax 2", "image 0", "backward", width: 400)
    let unseen = try shell.run("why conv.d_in[2,3]")
    #expect(unseen.contains("No window covers image[2,3]") && !unseen.contains("product"))
    let corner = try shell.run("why conv.d_in[5,0]")
    #expect(corner.contains("from 1 place") && corner.contains("[5-5y,0-5x]"))
  }

  @Test func `what no window meets is told, explained and traced`() throws {
    let shell = try TestShell(width: 400)
    let built = try shell.run("net new conv2d 2 3x3 stride=2, maxpool 2, conv2d 3 2x2, softmax 10")
    #expect(built.contains("No window of conv1 covers row 27 or column 27 of the image."))
    #expect(built.contains("No window of pool covers row 12 or column 12 of conv1.out."))
    #expect(!built.contains("No window of conv2"))
    try shell.run("image 7; backward")
    #expect(try shell.run("why conv1.d_in[27,5]").contains("No window covers image[27,5]"))
    #expect(try shell.values("conv1.d_in[27]").allSatisfy { $0 == 0 })
    #expect(try shell.run("trace image[5,27]").contains("no window covers it"))
    #expect(shell.error("gradcheck image[27,5]") == nil)
    #expect(try !shell.run("net preset digits").contains("No window"))
  }

  @Test func `a size that cannot stay the same is an error at its word`() throws {
    let shell = try TestShell(width: 400)
    for (kernel, word) in [
      ("4x4 padding=same", "padding=same"), ("3x5 padding=same", "padding=same"),
      ("3x3 stride=2 padding=same", "stride=2"),
    ] {
      let error = shell.error("net new conv2d 4 \(kernel), softmax 10")
      #expect(error?.word == word && error?.hint != nil)
    }
    #expect(try shell.run("net new conv2d 4 3x3 padding=same, softmax 10").contains("4x28x28"))
  }

  @Test func `products that are shown rounded are said to be`() throws {
    let shell = try TestShell("image 7", "forward", width: 400)
    #expect(try shell.run("why conv.out[0,5,14]").contains("rounded"))
    let whole = try TestShell("load toy", "image 0", "forward", width: 400)
    #expect(try !whole.run("why conv.out[0,1,1]").contains("rounded"))
  }
}

extension TestShell {
  /// The numbers at a place.
  fileprivate func values(_ place: String) throws -> [Float] {
    guard case .computed(let tensor) = try session.trainer.read(Place(parsing: place)) else {
      return []
    }
    return tensor.values
  }
}

extension String {
  /// How often a word occurs.
  fileprivate func components(of word: String) -> Int { ranges(of: word).count }
}
