import ConvNet
import Foundation
import TestSupport
import Testing

@testable import Shell

/// `field`: no pixel outside a receptive field can change the number, and the field is no larger
/// than it must be.
@Suite struct FieldTests {
  private static let networks = [
    "net new conv2d 2 3x3 padding=1, maxpool2, conv3x3 2, relu, maxpool2, softmax 2",
    "net new conv2d 2 2x3 stride=2, avgpool 2 stride=1, conv2d 1 2x2, softmax 2",
    "net new maxpool 3 stride=2, conv2d 2 2x2 padding=1, relu, softmax 2",
  ]

  @Test(arguments: networks.indices, 0..<4)
  func `what lies outside changes nothing`(network: Int, seed: Int) throws {
    let shell = try TestShell("image new 13x12", Self.networks[network], "image 0")
    var random = RandomSource(seed: UInt64(seed + 1))
    let numbers = (0..<156).map { _ in "\(Float(random.below(2_001)) / 500 - 2)" }
    try shell.run("set image \(numbers.joined(separator: " "))")
    try shell.run("forward")
    let trainer = shell.session.trainer
    let spatial = trainer.network.nodes.indices.filter { trainer.network.outputs[$0].rank == 3 }
    let layer = spatial[random.below(spatial.count)]
    let shape = trainer.network.outputs[layer]
    let own = (0..<3).map { random.below(shape[$0]) }
    let field = trainer.network.receptiveField(ofLayer: layer, at: own)
    var outside = trainer.step.batch!.images
    for row in 0..<13 {
      for column in 0..<12
      where !field.rows.contains(row) || !field.columns.contains(column) {
        outside.values[row * 12 + column] = 100
      }
    }
    var context = PassContext()
    let passes = trainer.network.forward(outside, in: &context)
    let (one, other) = (
      trainer.step.passes[layer].output.slice([0] + own).values[0],
      passes[layer].output.slice([0] + own).values[0]
    )
    #expect(one.bitPattern == other.bitPattern)
    #expect(!field.rows.isEmpty || field.columns.isEmpty)
  }

  @Test func `sizes follow the textbook's recursion`() throws {
    let shell = try TestShell(
      "net new conv3x3 2, maxpool2, conv3x3 2, relu, maxpool2, softmax 10", "image 0")
    // A pooled cell is 2 conv cells; 2 + 2 cells of pool1 are 4, 8 of conv1, 10 pixels.
    let network = shell.session.trainer.network
    let field = network.receptiveField(ofLayer: 4, at: [0, 1, 2])
    #expect(field.stages.map { $0.rows?.count } == [2, 2, 4, 8, 10])
    #expect(field.rows == 4..<14 && field.columns == 8..<18)
    #expect(network.receptiveField(ofLayer: 5, at: [3]).rows == 0..<26)
  }

  @Test(arguments: [
    "field", "field conv", "field conv.out", "field conv.out[0,0]", "field image[1,1]",
    "field conv.filters[0,0,0]", "field conv.out[9,0,0]", "field conv.out[0,26,0]",
    "field x.out[0]",
  ])
  func `another place has none`(_ line: String) throws {
    #expect(try TestShell("image 0").error(line) != nil)
  }
}

/// `norms`: root mean squares, and the update in proportion to the parameters.
@Suite struct NormsTests {
  @Test func `every number is counted again`() throws {
    let shell = try TestShell("image 7", "backward")
    let before = shell.session.trainer
    func size(_ values: [Float]) -> Double {
      (values.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(values.count)).squareRoot()
    }
    let sizes = before.layerSizes()
    for (index, size_) in sizes.enumerated() {
      let pass = before.step.passes[index]
      #expect(abs(try #require(size_.values) - size(pass.output.values)) < 1e-12)
      let upstream = try #require(before.step.upstream(of: index)).out.values
      #expect(abs(try #require(size_.gradients) - size(upstream)) < 1e-12)
    }
    let coming = try #require(sizes[0].update)
    try shell.run("update")
    let after = shell.session.trainer
    let parameter = try #require(before.network.nodes[0].layer.parameters.first).values.values
    let changed = try #require(after.network.nodes[0].layer.parameters.first).values.values
    let ratio = size(zip(changed, parameter).map { $0 - $1 }) / size(parameter)
    #expect(abs(coming - ratio) < 1e-9)
    #expect(after.layerSizes(after: before)[0].update == coming)
  }

  @Test func `sigmoids one after another let gradients vanish`() throws {
    let shell = try TestShell("net new fc 30, tanh, fc 30, tanh, fc 10", "image 0")
    #expect(shell.error("norms")?.hint == "backward")
    try shell.run("forward")
    #expect(
      shell.session.trainer.layerSizes().allSatisfy { $0.gradients == nil && $0.update == nil })
    try shell.run("norms")
    let csv = try shell.run("norms --csv").split(separator: "\n")
    #expect(csv.count == 6)
  }
}

/// `compare`: numbers of another program beside those here.
@Suite struct CompareTests {
  @Test func `what differs is found, and rounding is not`() throws {
    let folder = try TemporaryFolder()
    let shell = try TestShell("image 7", "backward")
    let file = folder["mine.npy"]
    try shell.run("write conv.d_filters \(file)")
    #expect(
      try shell.run("compare conv.d_filters \(file)").contains("all 72 numbers are the same."))
    guard
      case .computed(var values) = try shell.session.trainer.read(Place(parsing: "conv.d_filters"))
    else { return }
    func save() throws {
      try Data(NPYFile.encode(values)).write(to: URL(filePath: file))
    }
    values.values[4] *= 1 + 1e-6
    try save()
    #expect(try shell.run("compare conv.d_filters \(file)").contains("except for rounding"))
    values.values[13] += 1
    try save()
    let text = try shell.run("compare conv.d_filters \(file)")
    #expect(text.contains("1 of 72 differ") && text.contains("conv.d_filters[1,1,1]"))
    #expect(shell.error("compare conv.out \(file)") != nil)
    #expect(shell.error("compare conv.d_filters \(folder["none.npy"])") != nil)
    values = Tensor(Shape(3, 3, 8), values.values)
    try save()
    #expect(shell.error("compare conv.d_filters \(file)")?.hint?.contains(".T") == true)
  }
}

/// `image --grad`, and `wrong` for some classes.
@Suite struct ChosenViewsTests {
  @Test func `the gradient by each pixel is conv.d_in`() throws {
    let shell = try TestShell("image 7")
    #expect(shell.error("image --grad")?.hint == "backward")
    try shell.run("backward")
    let text = try shell.run("image --grad")
    #expect(try text == shell.run("maps image --grad"))
    guard case .computed(let values) = try shell.session.trainer.read(Place(parsing: "conv.d_in"))
    else { return }
    let largest = values.values.indices.max { abs(values.values[$0]) < abs(values.values[$1]) }!
    #expect(text.contains("conv.d_in[\(largest / 28),\(largest % 28)]"))
    let toy = try TestShell("load toy", "image 0", "backward")
    #expect(toy.error("image --grad") == nil)
  }

  @Test func `mistakes are chosen by label and by answer`() throws {
    let shell = try TestShell("sgd 300")
    let all = try shell.run("wrong --csv").split(separator: "\n").dropFirst()
    for (line, label, said) in [
      ("wrong 4 --csv", "4", nil), ("wrong --said 9 --csv", nil, "9"),
      ("wrong 4 --said 9 --csv", "4", "9"),
    ] as [(String, String?, String?)] {
      let chosen = try shell.run(line).split(separator: "\n").dropFirst()
      let expected = all.filter { row in
        let cells = row.split(separator: ",").map { $0.trimmingCharacters(in: ["\""]) }
        return (label == nil || cells[1] == label) && (said == nil || cells[2] == said)
      }
      #expect(Array(chosen) == Array(expected) && !chosen.isEmpty)
    }
    #expect(shell.error("wrong 10")?.word == "10")
    #expect(shell.error("wrong --said x")?.word == "x")
    #expect(shell.error("wrong 4 --said 4")?.hint == "wrong 4")
  }
}

/// `curve keep`: curves that later ones are compared with.
@Suite struct KeptCurvesTests {
  @Test func `kept curves outlast init, another network and travels, and are drawn together`()
    throws
  {
    let shell = try TestShell("sgd 300", "curve keep slow")
    let csv = try shell.run("curve --csv").split(separator: "\n")
    let own = csv.filter { $0.hasPrefix("training,") }.map { $0.dropFirst("training".count) }
    for line in ["init", "net preset sigmoid-lab", "goto 0", "load toy"] {
      try shell.run(line)
      let kept = try shell.run("curve --csv").split(separator: "\n").filter {
        $0.hasPrefix("slow,")
      }
      #expect(kept.map { $0.dropFirst("slow".count) } == own)
    }
    try shell.run("load mnist; set learning-rate 0.02; sgd 300")
    let plot = try shell.run("curve")
    #expect(plot.contains("* training") && plot.contains("+ slow") && plot.contains("0.005"))
    try shell.run("curve keep slow; curve drop slow")
    #expect(try !shell.run("curve").contains("slow"))
  }

  @Test(arguments: [
    "curve keep", "curve drop", "curve drop none", "curve keep training",
    "curve keep averyveryverylongname", "curve loss x",
  ])
  func `names that would mislead are refused`(_ line: String) throws {
    let shell = try TestShell("sgd 50")
    #expect(shell.error(line) != nil)
  }

  @Test func `there are as many as can be told apart`() throws {
    let shell = try TestShell("sgd 50")
    for mark in KeptCurves.marks.indices { try shell.run("curve keep c\(mark)") }
    #expect(shell.error("curve keep more") != nil)
    try shell.run("curve keep c0")
    #expect(try shell.run("curve").split(separator: "\n").allSatisfy { $0.count <= 80 })
  }
}
