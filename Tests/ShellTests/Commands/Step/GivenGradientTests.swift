import ConvNet
import Foundation
import TestSupport
import Testing

@testable import Shell

/// `set LAYER.d_out`: the backward pass begins with a gradient that the user gives.
@Suite struct GivenGradientTests {
  private func numbers(_ place: String, in shell: TestShell) throws -> [Float] {
    guard case .computed(let tensor) = try shell.session.trainer.read(Place(parsing: place)) else {
      return []
    }
    return tensor.values
  }

  private func bits(_ place: String, in shell: TestShell) throws -> [UInt32] {
    try numbers(place, in: shell).map(\.bitPattern)
  }

  /// An exercise as it stands in textbooks: an image, a filter and the gradient of the pooled map.
  private static let exercise = [
    "image new 5x5",
    "set image [1 2 0 1 3; 0 1 2 0 1; 3 0 1 2 0; 1 1 0 3 2; 2 0 1 0 1]",
    "net new conv2d 1 2x2, maxpool2", "set conv.filters [1 -1; 2 0]",
    "set pool.d_out [1 -1; 2 -2]",
  ]

  private func exercise() throws -> TestShell {
    let shell = try TestShell()
    for line in Self.exercise { try shell.run(line) }
    return shell
  }

  @Test func `an exercise on paper comes out as on paper`() throws {
    let shell = try exercise()
    #expect(
      try numbers("conv.out", in: shell) == [-1, 4, 3, -2, 5, -1, 4, 3, 5, 1, -1, 8, 4, 1, -1, 1])
    #expect(try numbers("pool.out", in: shell) == [5, 4, 5, 8])
    try shell.run("backward")
    #expect(try numbers("conv.d_filters", in: shell) == [0, 1, -2, -4])
    #expect(
      try numbers("conv.d_in", in: shell) == [
        0, 0, 0, 0, 0, 1, -1, -1, 1, 0, 4, -2, -2, -2, 2, 4, 0, 0, -4, 0, 0, 0, 0, 0, 0,
      ])
    for place in [
      "conv.d_filters[0,0,1]", "conv.d_in[2,0]", "pool.d_out[0,1,1]", "pool.d_in[0,1,0]",
    ] {
      let explanation = try shell.session.trainer.explain(Place(parsing: place))
      #expect(explanation.arithmetic.evaluate() == explanation.value)
      #expect(try !shell.run("why \(place)").contains("the loss"))
    }
    #expect(try shell.run("why pool.d_out[0,1,1]").contains("given"))
    try shell.run("set learning-rate 1")
    try shell.run("update")
    #expect(try numbers("conv.filters", in: shell) == [1, -2, 4, 4])
  }

  @Test func `signs speak of what the gradients are the slopes of`() throws {
    let shell = try exercise()
    let given = try shell.run("backward")
    #expect(given.contains("raises L,") && given.contains("L is the sum of pool.out"))
    let folder = try TemporaryFolder()
    try shell.run("maps conv 0 > \(folder["given.svg"])")
    let picture = try folder.read("given.svg")
    #expect(picture.contains("raises L;") && !picture.contains("the loss"))
    #expect(try shell.run("why conv.d_filters[0,0,1]").contains("raising it raises L"))
    // A gradient of 0 has no sign.
    #expect(try !shell.run("why conv.d_in[0,0]").contains("raising"))
    let usual = try TestShell(
      "load toy", "image 0", "backward", "maps conv 0 > \(folder["usual.svg"])")
    #expect(try folder.read("usual.svg").contains("raises the loss"))
    #expect(try usual.run("why conv.d_filters").contains("raising it raises the loss"))
  }

  @Test func `the image that was written is the one of the next step`() throws {
    let shell = try exercise()
    try shell.run("backward; update; forward")
    #expect(try numbers("image[0]", in: shell) == [1, 2, 0, 1, 3])
    try shell.run("goto 0; forward")
    #expect(try numbers("image[0]", in: shell) == [1, 2, 0, 1, 3])
  }

  @Test func `back takes a given gradient back, and forward again`() throws {
    let shell = try TestShell("load toy", "image 0", "forward", "backward")
    let gradient = try bits("conv.d_filters", in: shell)
    try shell.run("set pool.d_out 1; backward")
    #expect(try bits("conv.d_filters", in: shell) != gradient)
    #expect(!shell.session.trainer.isComputed(try Place(parsing: "softmax.d_in")))
    try shell.run("back 3")
    #expect(try bits("conv.d_filters", in: shell) == gradient)
    #expect(shell.session.trainer.isComputed(try Place(parsing: "softmax.d_in")))
  }

  @Test func `the gradient that would arrive gives the gradients of the loss`() throws {
    let shell = try TestShell("image 7", "backward")
    let (upstream, expected) = (
      try numbers("pool.d_out", in: shell), try bits("conv.d_filters", in: shell)
    )
    try shell.run("image 7")
    let text = upstream.map { "\($0)" }.joined(separator: " ")
    try shell.run("set pool.d_out [\(text)]")
    try shell.run("backward")
    #expect(try bits("conv.d_filters", in: shell) == expected)
    // Layers after it have no gradient, so they stay as they are.
    let weights = try bits("softmax.weights", in: shell)
    try shell.run("update")
    #expect(try bits("softmax.weights", in: shell) == weights)
  }

  @Test func `one number is given among zeros and those given before`() throws {
    let shell = try TestShell("load toy", "image 0", "forward", "set pool.d_out[0,1,1] 3")
    #expect(try numbers("pool.d_out", in: shell) == [0, 0, 0, 3])
    try shell.run("image 0; backward")
    try shell.run("set pool.d_out[0,0,0] 5")
    #expect(try numbers("pool.d_out", in: shell) == [5, 0, 0, 0])
    try shell.run("set pool.d_out[0,0,1] 2")
    #expect(try numbers("pool.d_out", in: shell) == [5, 2, 0, 0])
  }

  @Test func `weights changed in the middle compute the step again from the given gradient`() throws
  {
    let shell = try exercise()
    try shell.run("backward; set conv.filters 1")
    #expect(try numbers("pool.d_out", in: shell) == [1, -1, 2, -2])
    let again = try bits("conv.d_in", in: shell)
    let fresh = try TestShell()
    for line in Self.exercise.map({ $0.hasPrefix("set conv") ? "set conv.filters 1" : $0 }) {
      try fresh.run(line)
    }
    try fresh.run("backward")
    #expect(try bits("conv.d_in", in: fresh) == again)
  }

  @Test func `a session with a given gradient goes on as if never left`() throws {
    let folder = try TemporaryFolder()
    let shell = try exercise()
    try shell.run("backward; update; set pool.d_out [1 0; 0 1]; update; forward")
    let path = folder["given.safetensors"]
    try shell.run("save \(path) --session")
    let other = try TestShell("open \(path)")
    #expect(try bits("conv.filters", in: other) == bits("conv.filters", in: shell))
    for line in ["goto 1", "back 2", "backward"] {
      #expect(shell.error(line) == nil)
      #expect(other.error(line) == nil)
      #expect(try bits("conv.filters", in: other) == bits("conv.filters", in: shell))
    }
    #expect(try bits("image", in: other) == bits("image", in: shell))
  }

  @Test(arguments: 1...12)
  func `what backward gives is the slope of the sum of out x gradient`(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    let heads = ["", ", relu", ", maxpool2", ", avgpool 2", ", maxpool 3 stride=1", ", fc 5, relu"]
    let head = heads[random.below(heads.count)]
    let shell = try TestShell(
      "image new \(5 + random.below(3))x\(5 + random.below(3))",
      "net new conv2d \(1 + random.below(3)) 2x3 padding=\(random.below(2))\(head)")
    let size = shell.session.trainer.network.input.count
    func some(_ count: Int) -> String {
      (0..<count).map { _ in "\(Float(random.below(2_001)) / 500 - 2)" }.joined(separator: " ")
    }
    try shell.run("image 0")
    try shell.run("set image \(some(size))")
    let layers = shell.session.trainer.network.nodes
    let layer = random.below(layers.count)
    let count = shell.session.trainer.network.outputs[layer].count
    try shell.run("set \(layers[layer].name).d_out \(some(count))")
    try shell.run("backward")
    var check = try GradientCheck(of: shell.session.trainer)
    var compared = 0
    for place in check.groups {
      let result = try #require(try check.check(place))
      #expect(!result.isWrong, "\(place)")
      compared += result.checked
    }
    #expect(compared > 5)
    #expect(shell.error("trace image[1,1]") == nil)
    #expect(shell.error("gradcheck") == nil)
  }

  @Test func `a network without a classifier says what it cannot do, in every command`() throws {
    let shell = try TestShell("load toy", "net new conv3x3 2, relu, maxpool2")
    let acts = [
      "sgd 3", "train", "test", "until loss > 1", "probs", "curve", "confusion", "wrong",
      "detect", "diagnose", "invariance", "whatif conv.biases 0", "export torch x",
      "export numpy x",
    ]
    for line in acts {
      let error = try #require(shell.error(line), "\(line)")
      #expect(error.problem.contains("classifier"), "\(line)")
      let hint = try #require(error.hint ?? error.instead)
      let other = TestShell(from: shell.session)
      #expect(other.error(hint) == nil, "\(hint)")
    }
    // Anywhere on the tape, nothing traps, and an error changes nothing.
    let moments = ["", "forward", "set pool.d_out 1", "update"]
    let names = try shell.commands().filter {
      ![
        "quit", "edit", "log", "record", "fetch", "alias", "source", "report", "worksheet",
        "lesson",
      ]
      .contains($0)
    }
    for moment in moments {
      if !moment.isEmpty { try shell.run(moment) }
      for name in names {
        for argument in ["", " conv", " 1", " conv.filters[0,0,0]"] {
          let other = TestShell(from: shell.session)
          let before = other.state
          if other.error(name + argument) != nil {
            let isSame = other.state == before
            #expect(isSame, "\(moment); \(name)\(argument)")
          }
        }
      }
    }
  }

  @Test func `step stops where the gradient is missing`() throws {
    let shell = try TestShell("load toy", "net new conv3x3 1, maxpool2", "step 50")
    #expect(shell.session.trainer.needsGradient)
    #expect(shell.error("step")?.hint == "set pool.d_out 1")
    #expect(shell.error("backward")?.hint == "set pool.d_out 1")
    #expect(shell.error("step value") != nil)
    try shell.run("set pool.d_out 1; step 50")
    #expect(shell.session.trainer.updates == 1)
    #expect(shell.session.trainer.needsGradient)
  }

  @Test(arguments: [
    "set conv.d_out[9] 1", "set conv.d_out [1 2; 3 4]", "set fc.d_out 1", "set pool.d_out x",
    "set pool.d_out", "set pool.d_in 1", "set conv.d_filters 1", "read pool.d_out none.npy",
  ])
  func `what cannot be given is refused before anything is computed`(_ line: String) throws {
    let shell = try TestShell("load toy", "image 0")
    let before = shell.state
    #expect(shell.error(line) != nil)
    let isSame = shell.state == before
    #expect(isSame)
  }
}

/// What is said in steps with a given gradient is about them.
@Suite struct GivenGradientWordsTests {
  @Test func `a layer after the given gradient gets none, and nothing else is promised`() throws {
    let shell = try TestShell("load toy", "forward", "set conv.d_out 1", "backward")
    #expect(try shell.run("print pool.d_out").contains("gets no gradient"))
    #expect(try !shell.run("print pool.d_out").contains("next: backward"))
    #expect(try shell.run("gradcheck").contains("L is the sum of conv.out"))
    #expect(try !shell.run("gradcheck").contains("slope of the loss"))
    #expect(try shell.run("whatif conv.filters[0,0,0] 2").contains("about the loss"))
  }

  @Test func `view shows every number of a small network without a classifier`() throws {
    let shell = try TestShell("image new 4x4", "net new conv2d 1 2x2, maxpool2", "forward")
    #expect(try shell.run("view").contains("conv.out"))
    try shell.run("set pool.d_out 1; backward")
    #expect(try shell.run("view").contains("conv.d_filters"))
  }

  @Test func `numbers that are not whole are shown as they are`() throws {
    let shell = try TestShell(
      "image new 2x2", "set image [0.5 0.25; -0.3 1]", "net new conv2d 1 2x2", "set conv.d_out 1",
      "backward")
    #expect(try shell.run("image --grad").contains("0.25"))
    try shell.run("set conv.filters [1000 0.6; 0.4 1]")
    #expect(try shell.run("print conv.filters").contains("0.60"))
  }

  @Test func `a matrix that is not closed is named, wherever the line ends`() throws {
    let shell = try TestShell("load toy", "image 0")
    #expect(shell.error("set image[0] [1 2 3")?.problem.contains("[") == true)
    #expect(shell.error("set conv.d_filters[0] 3")?.problem.contains("computed from") == true)
  }

  @Test func `an image of one's own is the same in training and in tests`() throws {
    let shell = try TestShell("image new 2x2", "image 0 --test", "set image 3")
    let data = shell.session.trainer.data
    #expect(data.training == data.test && data.training.numbers == [3, 3, 3, 3])
  }
}
