import ConvNet
import Lab
import Shell
import Testing

/// `filters set`: hand-made kernels.
@Suite struct FilterSettingTests {
  private let shell: TestShell

  init() throws { shell = try TestShell() }

  private func filter(_ index: Int, of layer: Int = 0) -> [Float] {
    shell.session.trainer.network.nodes[layer].layer.parameters[0].values.slice([index]).values
  }

  @Test func `one filter is set, the others stay, and one back undoes it`() throws {
    let before = shell.parameters
    let other = filter(3)
    let text = try shell.run("filters set conv 2 sobel-x")
    #expect(text.hasPrefix("filter 2: sobel-x, "))
    #expect(filter(2) == [-1, 0, 1, -2, 0, 2, -1, 0, 1])
    #expect(filter(3) == other)
    #expect(try shell.run("back").hasPrefix("Undid: the numbers written to conv.filters[2].\n"))
    #expect(shell.parameters == before)
  }

  @Test func `a layer is set as a whole, and one back undoes it`() throws {
    let before = shell.parameters
    #expect(try shell.run("filters set conv blur").hasPrefix("All 8 filters of conv: blur, "))
    for index in 0..<8 { #expect(filter(index).map { $0 * 16 } == [1, 2, 1, 2, 4, 2, 1, 2, 1]) }
    try shell.run("back")
    #expect(shell.parameters == before)
  }

  @Test func `the gallery gives each filter another kernel, as far as there are any`() throws {
    let last = filter(7)
    let text = try shell.run("filters set conv gallery")
    for (index, kernel) in KnownKernel.all.enumerated() {
      #expect(text.contains("filter \(index): \(kernel.name), "))
      #expect(filter(index).map(Double.init) == kernel.values(channels: 1, rows: 3, columns: 3))
    }
    #expect(text.contains("the other 2 filters"))
    #expect(filter(7) == last)
    try shell.run("net new conv3x3 2, softmax 10; filters set conv gallery")
    #expect(filter(1) == [0, -1, 0, -1, 5, -1, 0, -1, 0])
  }

  @Test func `an identity filter shows the image, and what was computed is computed again`() throws
  {
    try shell.run("image 7; forward")
    #expect(try shell.run("filters set conv 0 identity").contains("Computed again up to loss"))
    guard case .computed(let map) = try shell.session.trainer.read(Place(parsing: "conv.out[0]")),
      case .computed(let image) = try shell.session.trainer.read(Place(parsing: "image"))
    else {
      Issue.record("nothing is computed")
      return
    }
    for row in 0..<26 {
      for column in 0..<26 { #expect(map[row, column] == image[row + 1, column + 1]) }
    }
  }

  @Test func `several channels get a share each, and it is said`() throws {
    try shell.run("net new conv3x3 2, conv2d 2 5x5 bias=0, softmax 10")
    let text = try shell.run("filters set conv2 1 identity")
    #expect(text.contains("divided by 2"))
    #expect(filter(1, of: 1).filter { $0 != 0 } == [0.5, 0.5])
  }

  @Test(arguments: [
    "filters set", "filters set conv", "filters set conv 2", "filters set pool blur",
    "filters set nothing blur", "filters set conv 8 blur", "filters set conv -1 blur",
    "filters set conv 2 gallery", "filters set conv blurr", "filters set conv s",
    "filters set conv 2 blur more", "filters set conv blur --grad", "filters conv pool",
    "filters pool",
  ])
  func `what makes no sense changes nothing and is pointed at`(_ line: String) throws {
    let before = shell.state
    let error = try #require(shell.error(line))
    #expect(error.hint != nil || error.word != nil)
    #expect(shell.state == before)
  }

  @Test func `a window without a middle is refused`() throws {
    try shell.run("net new conv2d 2 2x2, softmax 10")
    let before = shell.state
    #expect(shell.error("filters set conv sharpen")?.problem.contains("2x2") == true)
    #expect(shell.state == before)
    try shell.run("net new fc 10")
    #expect(shell.error("filters set fc blur")?.problem.contains("no filters") == true)
    #expect(shell.error("filters") != nil)
  }
}
