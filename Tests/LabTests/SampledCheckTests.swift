import ConvNet
import Lab
import TestSupport
import Testing

/// A gradient check of a few numbers of each group, against one of all of them.
struct SampledCheckTests {
  private static let diagrams = [
    "maxpool 3 stride=1, conv2d 2 3x3 padding=1, relu, fc 4, tanh, softmax 3",
    "conv2d 2 2x2, leakyrelu, maxpool 2 stride=1, conv2d 3 2x2, relu, softmax 3",
  ]

  /// The groups that a check finds wrong.
  private func wrong(
    _ trainer: Trainer<Float>, atMost limit: Int
  ) throws -> Set<String> {
    var check = try GradientCheck(of: trainer)
    return Set(
      try check.groups.filter { try check.check($0, atMost: limit)?.isWrong ?? false }
        .map(\.description))
  }

  @Test(arguments: BugCatalog.all.map { $0.name }, diagrams)
  func `what all numbers show, twenty of each group show`(
    _ name: String, _ diagram: String
  ) throws {
    let bug = try #require(BugCatalog.named(name))
    var trainer = try SmallData.trainer(of: diagram, input: Shape(1, 6, 6), batch: 2)
    guard bug.obstacle(in: trainer) == nil else { return }
    trainer.setHooks([bug])
    var timeline = Timeline(trainer)
    timeline.operate()
    guard (try? GradientCheck(of: timeline.state)) != nil else { return }
    #expect(try wrong(timeline.state, atMost: 20) == wrong(timeline.state, atMost: .max))
  }
}
