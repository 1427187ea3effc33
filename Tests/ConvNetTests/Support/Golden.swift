import ConvNet
import Lab
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Values computed in float64 by an independent implementation; see Golden/README.md.
struct Golden {
  let file: SafetensorsFile

  /// The files of the full-size networks, which are too large for the checkout.
  private static let beside = Checkout.beside("golden")

  /// Whether the full-size files are beside the checkout.
  static var hasFullSize: Bool {
    ["lenet", "cifar-kernels"].allSatisfy {
      FileManager.default.fileExists(atPath: beside.appending(path: "\($0).safetensors").path)
    }
  }

  init(_ name: String, fullSize: Bool = false) throws {
    let folder = fullSize ? Self.beside : Checkout.url("Tests/ConvNetTests/Golden")
    let path = folder.appending(path: "\(name).safetensors").path
    file = try SafetensorsFile(Array(try #require(FileManager.default.contents(atPath: path))))
  }

  func tensor(_ name: String) throws -> Tensor<Double> { try file.tensor(named: name) }

  func bytes(_ name: String) throws -> [UInt8] { Array(try file.bytes(named: name)) }

  /// The images and labels, as a data set in their original order.
  func data(_ preset: Preset) throws -> DataSplit {
    let labels = try bytes("in.labels")
    let classes = preset.name == "sigmoid-lab" ? 2 : 10
    let margin = 2 * preset.normalisation.padding
    let set = LabelledImages(
      name: "golden",
      imageShape: Shape(preset.input[0], preset.input[1] - margin, preset.input[2] - margin),
      pixels: try bytes("in.images"), labels: labels,
      classNames: (0..<classes).map(String.init), normalisation: preset.normalisation)
    return DataSplit(training: set, test: set)
  }

  /// The network of a preset with the file's initial weights, on its images.
  func timeline<S: Scalar>(
    _ preset: Preset, as type: S.Type, batch: Int = 1, diagram: String? = nil
  ) throws -> Timeline<S> {
    var random = RandomSource(seed: 0)
    var network: Network<S> =
      try diagram.map {
        try Network(input: preset.input, diagram: Diagram(parsing: $0), random: &random)
      } ?? preset.network(random: &random)
    let names = network.fileParameters.map(\.name).filter { file["in.\($0)"] != nil }
    let given = try names.map { try file.tensor(named: "in.\($0)", as: S.self) }
    var next = 0
    network.withParameters { _, _, values in
      values = given[next]
      next += 1
    }
    var timeline = Timeline(
      try Trainer(
        network: network, data: try data(preset), learningRate: S(preset.learningRate),
        context: PassContext(), batchSize: batch))
    timeline.perform(.optimiser(preset.optimiser))
    timeline.perform(.shuffle(false))
    return timeline
  }
}

/// |a - b| / |b|, or |a| if b is almost 0.
func relativeError<S: Scalar>(_ a: Tensor<S>, _ b: Tensor<Double>) -> Double {
  let difference = zip(a.values, b.values).reduce(0.0) {
    $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
  }.squareRoot()
  return b.norm < 1e-10 ? a.norm : difference / b.norm
}
