import ConvNet
import Lab
import Shell
import TestSupport
import Testing

/// A network and its training settings, as lines of the shell.
struct ExportSetup: Sendable, CustomTestStringConvertible {
  let lines: [String]
  /// Whether PyTorch learns the same; its dropout draws different random numbers.
  var isSame = true
  var testDescription: String { lines.joined(separator: "; ") }

  private static let data = "load mnist --train 48 --test 16"

  static let presets = Preset.all.filter { $0.data != "cifar10" }.map { preset in
    let data = preset.data.contains("toy") ? preset.data : preset.data + " --train 48 --test 16"
    return ExportSetup(
      lines: ["load \(data)", "net preset \(preset.name)", "set batch 8", "set shuffle off"],
      isSame: !preset.diagram.contains("dropout"))
  }

  private static func digits(_ lines: String...) -> ExportSetup {
    ExportSetup(lines: [data, "set shuffle off", "set batch 8"] + lines)
  }

  /// Each setting that PyTorch defines differently, or not at all.
  static let settings = [
    digits("set optimizer momentum", "set learning-rate 0.02", "sgd 6"),
    ExportSetup(lines: [
      "image new 6x6", "net new conv2d 2 3x3, tanh, fc 2", "image 0",
      "set image [0.1 0.25 -0.5 1 2 3; 0 0 1 1 1 2; 0 1 0.3 0.7 0 1; 1 1 1 0 0 0; "
        + "1 2 3 4 5 6; 0.5 0.5 0.5 0.5 0.5 0.5]", "set learning-rate 0.001", "sgd 1",
    ]),
    // A step that has begun, with a new order of the images, and what it drops.
    ExportSetup(
      lines: [
        data, "set batch 8", "net new fc 12, dropout keep=0.7, tanh, softmax 10", "sgd 6",
        "forward",
      ], isSame: false),
    digits("set shuffle on", "sgd 3"), digits("set shuffle on", "sgd 8", "set shuffle off"),
    digits("set optimizer momentum", "set schedule step 3 0.5", "sgd 7"),
    digits("set optimizer momentum", "sgd 3", "set learning-rate 0.001"),
    digits("set optimizer momentum", "sgd 3", "set learning-rate 0"),
    digits("set optimizer adam", "set learning-rate 0.003", "sgd 5"),
    digits("set weight-decay 0.01", "set schedule step 2 0.9", "sgd 2"),
    digits("set optimizer adam", "set weight-decay 0.003", "set schedule step 4 0.5"),
    digits("net freeze conv", "set optimizer momentum", "set weight-decay 0.01", "sgd 2"),
    digits("net freeze conv", "net freeze softmax"),
    digits("set loss mse", "set learning-rate 0.1"),
    digits("set pixels raw", "set learning-rate 0.00001"),
    digits("net new maxpool2, conv3x3 4, maxpool2, fc 10", "set ties all", "sgd 4"),
    digits("sgd 5", "forward"), digits("sgd 4", "set batch 3", "backward"),
    digits("net new maxpool 3 stride=2, conv3x3 4, fc 10", "set ties split", "sgd 4"),
    digits("net new conv2d 4 5x5 stride=1 padding=2, batchnorm keep=0.8, relu, maxpool 2, fc 10"),
    digits("net new conv2d 4 3x3, batchnorm, relu, softmax 10", "net freeze bn", "sgd 2"),
    digits("net new conv2d 4 3x3, batchnorm, relu, fc 10", "set optimizer adam", "sgd 2"),
    digits("net new flatten, fc 12, batchnorm, tanh, dropout keep=1, softmax 10", "sgd 1"),
    digits("net insert relu after conv", "net insert conv3x3 4 after relu", "net remove relu"),
    ExportSetup(lines: [
      "load mnist --only 3,5 --train 30 --test 9", "set shuffle off", "set batch 4",
      "net new conv3x3 2, leakyrelu slope=0.2, maxpool2, sigmoid", "set loss mse", "sgd 3",
    ]),
    ExportSetup(lines: [
      "load mnist --only 7,1 --train 30 --test 9", "set shuffle off", "net new fc 3, softmax 2",
    ]),
  ]

  /// Every kind of layer.
  static let samples = SampleNetwork.all.map { network in
    ExportSetup(
      lines: [
        data + (network.isBinary ? " --only 3,5" : ""), "set shuffle off",
        "net new \(network.diagram(classes: 10))", "set batch 8", "sgd 2",
      ],
      isSame: !network.diagram().contains("dropout"))
  }

  /// Random networks of all kinds of layers.
  static let drawn: [ExportSetup] = {
    var random = RandomSource(seed: 20)
    func pick(_ words: [String]) -> String { words[random.below(words.count)] }
    let convolutional = [
      "conv3x3 3", "conv2d 4 3x3 padding=1", "conv2d 3 2x2 stride=2", "conv2d 3 5x3 bias=0",
      "conv2d 3 3x3 stride=2 padding=1", "conv2d 4 5x5 padding=same", "sigmoid",
      "avgpool 3 stride=2",
      "maxpool2", "maxpool 3 stride=1", "maxpool 2", "relu", "leakyrelu slope=0.1", "tanh",
      "batchnorm keep=0.7", "dropout keep=1",
    ]
    let flat = ["fc 20", "relu", "leakyrelu", "tanh", "batchnorm", "dropout keep=1", "flatten"]
    return (0..<14).map { _ in
      var layers = (0..<1 + random.below(4)).map { _ in pick(convolutional) }
      if random.below(2) == 0 {
        layers += ["fc 16"] + (0..<random.below(3)).map { _ in pick(flat) }
      }
      layers.append(pick(["softmax 10", "fc 10"]))
      let optimizer = pick(["sgd", "momentum", "adam"])
      return digits(
        "net new \(layers.joined(separator: ", "))", "set optimizer \(optimizer)",
        "set learning-rate 0.002", "sgd \(1 + random.below(4))")
    }
  }()

  /// Colour images of noise, in files like CIFAR-10's.
  static func colours(in folder: TemporaryFolder) throws -> ExportSetup {
    var random = RandomSource(seed: 3)
    for name in ["data_batch_1.bin", "test_batch.bin"] {
      let records = (0..<20).flatMap { k in
        [UInt8(k % 10)] + (0..<3_072).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      }
      try folder.write(records, to: name)
    }
    return ExportSetup(lines: [
      "load cifar10 '\(folder.path)'", "net preset cifar-kernels", "set shuffle off",
      "set batch 4",
    ])
  }
}
