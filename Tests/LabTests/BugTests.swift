import ConvNet
import Lab
import TestSupport
import Testing

/// Each bug: which checks detect it and which do not, and that it is off by default.
struct BugTests {
  /// Everything that a bug can need: overlapping windows, a leaky and a plain ReLU, a second
  /// convolution with a stride, dense layers, minibatches.
  static let diagram =
    "conv3x3 3 normal=2, leakyrelu, maxpool 3 stride=2, conv2d 3 3x3 stride=2 padding=1 init=he, "
    + "relu, maxpool2, fc 8 init=he, leakyrelu, softmax 10 init=uniform"

  static func trainer(_ diagram: String = diagram, batch: Int = 4) throws -> Trainer<Float> {
    var random = RandomSource(seed: 11)
    let images = SmallData.noise(Shape(1, 19, 19), count: 60, classes: 10)
    let network = try Network<Float>(
      input: images.imageShape, diagram: Diagram(parsing: diagram), random: &random)
    return try Trainer(
      network: network, data: DataSplit(training: images, test: images), learningRate: 0.05,
      context: PassContext(random: random), batchSize: batch)
  }

  /// The checks, in the order of a detection's verdicts.
  enum Check: CaseIterable {
    case loss, accuracy, gradients, conservation, update, ranges
  }

  /// The checks that detect a bug, of the four that do not depend on how well the network learns.
  static let seenBy: [String: Set<Check>] = [
    "labels-unshuffled": [], "kernel-unscaled": [.ranges], "leaky-discarded": [],
    "softmax-unshifted": [.ranges], "batch-sum": [.gradients], "dense-from-mask": [.gradients],
    "dense-late": [.gradients], "leaky-slopes": [.gradients], "relu-as-tanh": [.gradients],
    "relu-no-mask": [.gradients], "pool-last-window": [.gradients, .conservation],
    "pool-ties-all": [.conservation], "pool-overwrite": [.gradients, .conservation],
    "conv-input-scrambled": [.gradients], "conv-assign": [.gradients], "conv-flipped": [.gradients],
    "stride-forgotten": [.gradients], "grad-kept": [.gradients], "leaky-constant": [.gradients],
    "no-update-conv": [.update], "kernels-integer": [.ranges],
    "adam-of-output": [.update], "count-reset": [], "mean-of-99": [],
  ]

  private static func seen(_ detection: Detection) -> Set<Check> {
    Set(zip(Check.allCases, detection.verdicts).filter { $0.1.isSuspicious }.map(\.0))
      .subtracting([.loss, .accuracy])
  }

  @Test func `every bug of the catalogue has its row`() {
    #expect(Set(Self.seenBy.keys) == Set(BugCatalog.all.map { $0.name }))
  }

  @Test func `no bug is on by default, and right code passes every check`() throws {
    let trainer = try Self.trainer()
    #expect(trainer.bugs.isEmpty)
    #expect(Self.seen(try #require(Detection(of: nil, from: trainer, updates: 10))) == [])
  }

  @Test(arguments: BugCatalog.all.map { $0.name })
  func `the checks that see a bug are those, and no others`(_ name: String) throws {
    let bug = try #require(BugCatalog.named(name))
    let trainer = try Self.trainer()
    #expect(bug.obstacle(in: trainer) == nil)
    let detection = try #require(Detection(of: bug, from: trainer, updates: 10))
    // Adam's steps on the output error may make the weights explode at once, or not yet.
    #expect(
      Self.seen(detection).subtracting(name == "adam-of-output" ? [.ranges] : [])
        == Self.seenBy[name])
  }

  @Test func `ties are the norm on blank paper, and there pool-ties-all loses conservation`() throws
  {
    var random = RandomSource(seed: 3)
    let pixels = (0..<20 * 100).map { UInt8($0 % 100 == 44 ? random.below(256) : 0) }
    let images = LabelledImages(
      name: "dots", imageShape: Shape(1, 10, 10), pixels: pixels,
      labels: (0..<20).map { UInt8($0 % 2) }, classNames: ["0", "1"])
    let network = try Network<Float>(
      input: images.imageShape, diagram: Diagram(parsing: "conv3x3 2, maxpool2, softmax 2"),
      random: &random)
    let trainer = try Trainer(
      network: network, data: DataSplit(training: images, test: images), learningRate: 0.05,
      context: PassContext(random: random))
    let bug = try #require(BugCatalog.named("pool-ties-all"))
    #expect(
      Self.seen(try #require(Detection(of: bug, from: trainer, updates: 5))).contains(.conservation)
    )
    #expect(Self.seen(try #require(Detection(of: nil, from: trainer, updates: 5))) == [])
  }

  @Test func `labels that were not shuffled along are other images' labels`() throws {
    var timeline = Timeline(try Self.trainer(batch: 60))
    timeline.perform(.hooks([try #require(BugCatalog.named("labels-unshuffled"))]))
    timeline.perform(.operation)
    let batch = try #require(timeline.state.step.batch)
    let labels = timeline.state.data.training.labels.map { Int($0) }
    #expect(batch.labels == labels, "the labels stand in the data's own order")
    #expect(batch.origins != (0..<60).map { .training($0) }, "the images do not")
  }

  @Test func `a report of 99 leaves the last update out`() throws {
    var timeline = Timeline(try Self.trainer(batch: 1))
    while timeline.state.updates < 100 { timeline.perform(.operation) }
    let right = timeline.state.report(last: 100)
    let journal = timeline.state.journal
    let sum99 = (0..<99).reduce(0.0) { $0 + Double(journal[$1].loss) }
    timeline.perform(.hooks([try #require(BugCatalog.named("mean-of-99"))]))
    #expect(abs(timeline.state.report(last: 100).loss - sum99 / 100) < 1e-9)
    #expect(right.loss > sum99 / 100)
    timeline.perform(.hooks([try #require(BugCatalog.named("count-reset"))]))
    #expect(timeline.state.report(last: 100).accuracy <= 0.01)
    #expect(timeline.state.report(last: 100).loss == right.loss)
  }

  @Test func `a bug is an action of the timeline: going back takes it off`() throws {
    var timeline = Timeline(try Self.trainer())
    timeline.operate(timeline.state.operations.count)
    let before = try Fingerprint(timeline.state)
    let time = timeline.now
    timeline.perform(.hooks([try #require(BugCatalog.named("conv-flipped"))]))
    timeline.operate(timeline.state.operations.count)
    #expect(timeline.state.bugs.count == 1)
    timeline.travel(to: time)
    #expect(timeline.state.bugs.isEmpty)
    #expect(try Fingerprint(timeline.state) == before)
  }

  @Test func `gradients that are not cleared add up, from when the bug is switched on`() throws {
    let start = try Self.trainer("conv2d 2 4x4 stride=2, leakyrelu, softmax 10", batch: 3)
    var timeline = Timeline(start)
    // The rate is 0, so that each image has the same gradient whenever it comes.
    timeline.perform(.learningRate(0))
    timeline.perform(.shuffle(false))
    var sound = timeline
    let length = start.operations.count
    func gradient(_ timeline: Timeline<Float>) throws -> [Float] {
      try #require(try timeline.values("conv.d_filters"))
    }
    timeline.operate(2 * length)
    sound.operate(2 * length)
    let bug = try #require(BugCatalog.named("grad-kept"))
    timeline.perform(.hooks([bug]))
    sound.perform(.hooks([]))
    var sum = [Float](repeating: 0, count: try gradient(sound).count)
    let before = timeline.now
    for _ in 0..<4 {
      timeline.operate(length)
      sound.operate(length)
      sum = zip(sum, try gradient(sound)).map { $0 + $1 }
      let isSum = try gradient(timeline) == sum
      #expect(isSum)
    }
    // Going back and forth in time gives the same sums.
    let (end, print) = (timeline.now, try Fingerprint(timeline.state))
    timeline.travel(to: before)
    timeline.travel(to: end)
    let isSame = try Fingerprint(timeline.state) == print
    #expect(isSame)
    for hooks in [[], [bug]] {
      timeline.perform(.hooks(hooks))
      timeline.operate(length)
      sound.operate(length)
    }
    let isFresh = try gradient(timeline) == gradient(sound)
    #expect(isFresh)
  }

  @Test func `where a bug cannot show it says why`() throws {
    let trainer = try Self.trainer("conv3x3 2, maxpool2, softmax 10", batch: 1)
    let impossible = BugCatalog.all.filter { $0.obstacle(in: trainer) != nil }.map { $0.name }
    #expect(
      Set(impossible) == [
        "leaky-discarded", "leaky-slopes", "leaky-constant", "stride-forgotten", "relu-as-tanh",
        "relu-no-mask", "pool-overwrite",
        "conv-input-scrambled", "batch-sum",
      ])
  }
}
