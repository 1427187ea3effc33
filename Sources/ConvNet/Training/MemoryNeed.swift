/// The memory that a network takes in training: the single rule by which networks, batches and
/// optimisers that are too large are refused, before anything is allocated for them.
///
/// Each number that a layer learns or keeps counts four times (its current value, its value before
/// the last update, its gradient, and its value at the start) and twice more for each memory of the
/// optimiser. Each output for each image of a batch counts six times: out, d_out, and the values in
/// between. Snapshots of the past have their own limit.
public struct MemoryNeed: Hashable, Sendable {
  /// What one layer contributes.
  struct Part: Hashable, Sendable {
    let layer: String
    /// How many numbers it learns or keeps.
    let parameters: Int
    /// How many outputs it has for one image.
    let outputs: Int
  }

  /// The most bytes that are allowed.
  package static let limit = 4_000_000_000

  /// How many images a batch has.
  package let images: Int
  private let memories: Int
  private let numberSize: Int
  private var parts: [Part]

  /// The memory need of a network without layers.
  ///
  /// - Parameters:
  ///   - input: The shape of an image.
  ///   - images: How many images a batch has.
  ///   - memories: How many numbers the optimiser remembers for each parameter.
  ///   - type: The type of number it computes in.
  package init<S: Scalar>(input: Shape, images: Int = 1, memories: Int = 0, as type: S.Type) {
    self.images = images
    self.memories = memories
    numberSize = MemoryLayout<S>.stride
    parts = [Part(layer: "image", parameters: 0, outputs: input.count)]
  }

  /// The memory need of a network.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - images: How many images a batch has.
  ///   - memories: How many numbers the optimiser remembers for each parameter.
  ///   - type: The type of number it computes in.
  package init<S: Scalar, T: Scalar>(
    of network: Network<S>, images: Int = 1, memories: Int = 0, as type: T.Type
  ) {
    self.init(input: network.input, images: images, memories: memories, as: type)
    for (node, output) in zip(network.nodes, network.outputs) {
      let sets = node.layer.parameters + node.layer.buffers
      add(
        Part(
          layer: node.name, parameters: sets.reduce(0) { $0 + $1.values.values.count },
          outputs: output.count))
    }
  }

  /// Adds a layer.
  mutating func add(_ part: Part) { parts.append(part) }

  /// How many bytes are needed; `Int.max` if there are more.
  package var bytes: Int { parts.reduce(0) { Self.sum($0, bytes(of: $1)) } }

  /// Whether it is allowed.
  package var isAllowed: Bool { bytes <= Self.limit }

  /// The layer that takes the most memory.
  package var largestLayer: String {
    parts.dropFirst().max { bytes(of: $0) < bytes(of: $1) }?.layer ?? ""
  }

  /// The largest batch that the same network may have; 0 if its parameters alone take too much
  /// memory.
  package var mostImages: Int {
    let one = parts.reduce(0) { Self.sum($0, activations(of: $1, images: 1)) }
    let fixed = parts.reduce(0) { Self.sum($0, parameters(of: $1)) }
    return one == 0 ? 0 : max(0, Self.limit - fixed) / one
  }

  private func bytes(of part: Part) -> Int {
    Self.sum(parameters(of: part), activations(of: part, images: images))
  }

  private func parameters(of part: Part) -> Int {
    Self.product(numberSize * (4 + 2 * memories), part.parameters)
  }

  private func activations(of part: Part, images: Int) -> Int {
    Self.product(Self.product(numberSize * 6, images), part.outputs)
  }

  private static func sum(_ a: Int, _ b: Int) -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }

  private static func product(_ a: Int, _ b: Int) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? .max : product
  }
}

extension MemoryNeed: CustomStringConvertible {
  /// How much memory it takes, how much is allowed, and which layer takes most, in sentences.
  public var description: String { words(for: "This network takes") }

  /// The same, with another subject for the first sentence.
  package func words(for subject: String) -> String {
    "\(subject) \(Self.gigabytes(bytes))"
      + (images > 1 ? " with \(images) images per step" : "")
      + "; the limit is \(Self.gigabytes(Self.limit))."
      + (largestLayer.isEmpty ? "" : " The largest layer is `\(largestLayer)`.")
  }

  /// Billions of bytes, rounded up to a tenth: `9.8 GB`.
  private static func gigabytes(_ bytes: Int) -> String {
    guard bytes < 1_000_000_000_000_000 else { return "more than 1,000,000 GB" }
    let tenths = (bytes + 99_999_999) / 100_000_000
    return "\(tenths / 10)" + (tenths % 10 == 0 ? "" : ".\(tenths % 10)") + " GB"
  }
}
