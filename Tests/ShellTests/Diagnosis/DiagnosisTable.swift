import ConvNet
import Lab

/// The trainings that diagnosis is measured on.
enum DiagnosisTable {
  private static let networks: [(images: DiagnosisCase.Images, diagram: String)] = [
    (.digits, "conv3x3 4, maxpool2, softmax 10"),
    (.digits, "avgpool 2, fc 24, relu, fc 10"),
    (.digits, "maxpool 2, conv3x3 4, relu, maxpool2, fc 20, tanh, fc 10"),
    (.digits, "conv2d 4 4x4 stride=2, leakyrelu, fc 10"),
    (.pair, "maxpool 2, conv3x3 4, relu, maxpool2, sigmoid"),
    (.pair, "avgpool 2, fc 12, relu, fc 2"),
    (.blobs, "conv3x3 3, relu, maxpool2, softmax 4"),
    (.blobs, "fc 16, tanh, fc 4"),
    (.uneven, "conv3x3 2, maxpool 3 stride=2, sigmoid"),
    (.bars, "conv3x3 6, relu, maxpool2, fc 16, relu, fc 2"),
  ]

  /// Sound trainings: each network with plain descent, momentum, Adam, batches and the squared error.
  static var healthy: [DiagnosisCase] {
    networks.enumerated().flatMap { number, network -> [DiagnosisCase] in
      let seed = UInt64(number + 1)
      let base = DiagnosisCase(images: network.images, diagram: network.diagram, seed: seed)
      func with(_ change: (inout DiagnosisCase) -> Void) -> DiagnosisCase {
        var other = base
        change(&other)
        return other
      }
      return [
        base, with { ($0.rate, $0.seed) = (0.003, seed + 20) },
        with { ($0.rate, $0.rule) = (0.002, .momentum) },
        with { ($0.rate, $0.rule) = (0.001, .adam) },
        with { ($0.rate, $0.rule, $0.batch) = (0.02, .momentum, 8) },
        with { ($0.rate, $0.batch, $0.seed) = (0.1, 16, seed + 40) },
        with {
          $0.diagram = $0.diagram.replacing("relu, maxpool", with: "batchnorm, relu, maxpool")
          ($0.rate, $0.rule, $0.batch) = (0.003, .adam, 8)
        },
        with { ($0.rate, $0.loss) = (0.05, .meanSquaredError) },
      ]
    }
  }

  private static var faults: [(name: String, cause: String, plant: DiagnosisCase.Fault)] {
    [
      ("rate x 1000", "rate", .rate(20)),
      ("rate 1e8", "rate", .rate(1e8)),
      ("rate 1e-7", "rate", .rate(1e-7)),
      ("rate 0", "rate", .rate(0)),
      (
        "labels shuffled", "labels",
        .data { images in
          var random = RandomSource(seed: 9)
          return images.changed(
            labels: random.permutation(of: images.count).map { images.labels[$0] })
        }
      ),
      (
        "sorted, not shuffled", "sorted",
        .data { images in
          images.selecting(images.labels.indices.sorted { images.labels[$0] < images.labels[$1] })
        }
      ),
      ("raw pixels", "pixels", .data { $0.changed(normalisation: .raw) }),
      (
        "constant pixels", "pixels",
        .data { $0.changed(pixels: [UInt8](repeating: 128, count: $0.pixels.count)) }
      ),
      (
        "all zero", "weights",
        .start { timeline in
          for place in timeline.state.parameterPlaces { timeline.perform(.write(place, [0])) }
        }
      ),
      (
        "all frozen", "frozen",
        .start { timeline in
          for layer in timeline.state.network.nodes.indices {
            timeline.perform(.freeze(layer: layer, true))
          }
        }
      ),
      (
        "first layer frozen", "frozen",
        .start { timeline in
          let first = timeline.state.network.nodes.firstIndex { !$0.layer.parameters.isEmpty }
          timeline.perform(.freeze(layer: first ?? 0, true))
        }
      ),
    ]
  }

  /// Faults of networks with an `fc1` whose units a ReLU can shut.
  private static var shutters: [(name: String, cause: String, plant: DiagnosisCase.Fault)] {
    let biases = Place(layer: "fc1", quantity: "biases")
    return [
      ("all units shut", "dead", .middle { $0.perform(.write(biases, [-50])) }),
      (
        "one unit shut", "dead",
        .middle {
          $0.perform(.write(Place(layer: "fc1", quantity: "biases", indices: [3]), [-50]))
        }
      ),
    ]
  }

  /// Trainings with a fault: each fault in four of the networks, and every bug in one or two that it
  /// can show in.
  static var planted: [DiagnosisCase] {
    func planting(
      _ fault: (name: String, cause: String, plant: DiagnosisCase.Fault), in number: Int,
      seed: Int
    ) -> DiagnosisCase {
      let network = networks[number % networks.count]
      return DiagnosisCase(
        images: network.images, diagram: network.diagram, seed: UInt64(seed), fault: fault)
    }
    let general = faults.enumerated().flatMap { number, fault in
      (0..<4).map { planting(fault, in: number + 3 * $0, seed: number + $0 + 1) }
    }
    let shut = shutters.flatMap { fault in
      [1, 5, 9, 11].map { planting(fault, in: $0, seed: $0) }
    }
    let diagrams = [
      ("maxpool 2, conv3x3 4, relu, maxpool 3 stride=2, conv3x3 3, leakyrelu, fc 10", 1),
      ("conv3x3 4, relu, maxpool2, fc 16, relu, softmax 10", 4),
    ]
    let strided = [("conv2d 4 4x4 stride=2, leakyrelu, fc 10", 4)]
    let bugs = BugCatalog.all.flatMap { bug in
      (bug.name == "stride-forgotten" ? strided : diagrams).map { diagram, batch in
        DiagnosisCase(
          diagram: diagram, rate: 0.02, batch: batch,
          fault: (bug.name, "bug", .bug(bug.name)))
      }
    }
    return general + shut + bugs
  }
}
