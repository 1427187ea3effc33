import ConvNet
import Lab
import TestSupport
import Testing

/// The presets as networks.
struct PresetTests {
  /// Over two images with one place each, batch normalisation makes the loss too steep to measure.
  static let smooth = Preset.all.filter { !$0.diagram.contains("batchnorm") }

  @Test(arguments: smooth)
  func `the gradients of a preset are the slope of its loss`(_ preset: Preset) throws {
    var timeline = Timeline(try SmallData.trainer(preset, as: Float.self))
    timeline.perform(.choose(.training(1)))
    var check = try GradientCheck(of: timeline.state, images: 2)
    for group in check.groups {
      let result = try #require(try check.check(group, atMost: 6))
      let isWrong = result.isWrong
      #expect(!isWrong, "\(group)")
    }
  }

  @Test func `lenet5 has the sizes of the original`() throws {
    var random = RandomSource(seed: 1)
    let network = try Preset.lenet5.network(random: &random, as: Float.self)
    #expect(
      network.outputs.filter { $0.rank == 3 }.map(\.extents)
        == [
          [6, 28, 28], [6, 28, 28], [6, 14, 14], [16, 10, 10], [16, 10, 10], [16, 5, 5],
        ])
    #expect(network.outputs.suffix(5).map(\.count) == [120, 120, 84, 84, 10])
    // 6 (25 + 1) + 16 (6 x 25 + 1) + 120 (400 + 1) + 84 (120 + 1) + 10 (84 + 1)
    #expect(network.parameterCount == 61_706)
  }
}
