/// Layers in a row: values flow right, gradients flow left.
public struct Network<S: Scalar>: Sendable {
  /// A layer and its name, such as `conv` or `conv2`.
  public struct Node: Sendable {
    /// The layer's name in places.
    public let name: String
    /// The layer.
    public var layer: any Layer<S>
    /// Whether updates leave it unchanged.
    public internal(set) var isFrozen = false

    /// Whether weight decay shrinks each of its parameters.
    var decays: [Bool] { layer.parameters.map(\.decays) }
  }

  /// Channels, rows and columns of the images it takes.
  public let input: Shape
  /// The layers, starting at the input.
  public private(set) var nodes: [Node]
  /// The shape of each layer's output for one sample.
  public let outputs: [Shape]
  /// The loss that belongs to the last layer.
  public let loss: Loss
  /// The index of each layer, by name.
  private let positions: [String: Int]
  /// How many sets of parameters come before those of each layer.
  let parameterStarts: [Int]
  /// The diagram that it was built from, if any.
  public private(set) var diagram: Diagram?

  /// A network of the given layers, which hold their weights already.
  ///
  /// - Throws: ``NetworkError`` for the first layer that cannot follow the one before it, for a last
  ///   layer whose answer no loss can judge, or if there are no layers.
  public init(input: Shape, layers: [any Layer<S>]) throws(NetworkError) {
    try self.init(
      input: input, layers: layers, names: Self.names(for: layers.map { type(of: $0).kind }))
  }

  private init(input: Shape, layers: [any Layer<S>], names: [String]) throws(NetworkError) {
    guard let last = layers.last else { throw .diagram(.layerMissing(after: nil), layer: 0) }
    var outputs: [Shape] = []
    for (index, layer) in layers.enumerated() {
      let source = index == 0 ? "image" : names[index - 1]
      if index > 0, layers[index - 1].ending.isAnswer {
        throw .diagram(.followsAnswer(names[index], answer: source), layer: index)
      }
      do {
        outputs.append(try layer.outputShape(for: outputs.last ?? input))
      } catch {
        throw .shape(
          ShapeError(problem: error, layer: names[index], source: source), layer: index)
      }
    }
    let (count, name) = (outputs[outputs.count - 1].count, names[names.count - 1])
    guard let loss = Loss.belonging(to: last.ending, outputs: count) else {
      throw .diagram(
        count == 1 ? .oneProbability(name) : .notOneOutput(name, found: count),
        layer: layers.count - 1)
    }
    self.init(
      input: input, outputs: outputs, loss: loss, diagram: nil,
      nodes: zip(names, layers).map { Node(name: $0, layer: $1) })
  }

  /// A network built from a diagram, with fresh weights.
  ///
  /// - Parameters:
  ///   - input: Channels, rows and columns of an image.
  ///   - diagram: The layers.
  ///   - random: The source of the weights.
  /// - Throws: ``NetworkError`` for a diagram that cannot be read, whose layers do not fit, or that
  ///   would take too much memory; in that case nothing has been allocated.
  public init(
    input: Shape, diagram: Diagram, random: inout RandomSource
  ) throws(NetworkError) {
    // The names cover the whole diagram, so that an error gives a layer the name it would have.
    let names = Self.names(for: diagram.layers.map(\.kind))
    var drafts: [LayerDraft<S>] = []
    var need = MemoryNeed(input: input, as: S.self)
    guard need.isAllowed else { throw .memory(need, layer: 0) }
    var sample = input
    for (index, arguments) in diagram.layers.enumerated() {
      if index > 0, diagram.layers[index - 1].ending.isAnswer {
        throw .diagram(
          .followsAnswer(arguments.word, answer: diagram.layers[index - 1].word), layer: index)
      }
      let draft: LayerDraft<S>
      do { draft = try arguments.draft(for: sample) } catch {
        throw .diagram(error, layer: index)
      }
      do { sample = try draft.outputShape(sample) } catch {
        let source = index == 0 ? "image" : names[index - 1]
        throw .shape(ShapeError(problem: error, layer: names[index], source: source), layer: index)
      }
      need.add(
        MemoryNeed.Part(layer: names[index], parameters: draft.parameters, outputs: sample.count))
      guard need.isAllowed else { throw .memory(need, layer: index) }
      drafts.append(draft)
    }
    try self.init(input: input, layers: drafts.map { $0.make(&random) }, names: names)
    self.diagram = diagram
  }

  /// A layer's kind, with a number if the kind occurs more than once.
  private static func names(for kinds: [String]) -> [String] {
    let totals = kinds.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    var counts: [String: Int] = [:]
    return kinds.map { kind in
      guard totals[kind, default: 0] > 1 else { return kind }
      counts[kind, default: 0] += 1
      return kind + String(counts[kind, default: 0])
    }
  }

  /// How many layers there are.
  public var count: Int { nodes.count }

  /// The index of the layer with this name.
  public func index(of name: String) -> Int? { positions[name] }

  /// The role of the last layer at the end of the network.
  public var ending: Ending { nodes[count - 1].layer.ending }

  /// Whether a loss follows the last layer. After any other layer than a classifier, the gradient is
  /// given by the user.
  package var hasLoss: Bool { ending != .none }

  /// How many outputs the last layer has for one image.
  public var outputCount: Int { outputs[count - 1].count }

  /// How many numbers the network learns.
  public var parameterCount: Int {
    nodes.reduce(0) { $0 + $1.layer.parameters.reduce(0) { $0 + $1.values.shape.count } }
  }

  /// The shape of a layer's input, for one sample.
  public func inputShape(of index: Int) -> Shape { index == 0 ? input : outputs[index - 1] }

  /// Runs all layers forward; returns one pass per layer.
  ///
  /// - Precondition: `images` is a batch of the shape N,C,H,W that the network takes.
  public func forward(_ images: Tensor<S>, in context: inout PassContext) -> [any AnyPass<S>] {
    var passes: [any AnyPass<S>] = []
    for index in nodes.indices {
      passes.append(forward(layer: index, from: passes.last?.output ?? images, in: &context))
    }
    return passes
  }

  /// Runs one layer forward.
  ///
  /// - Precondition: `input` is a batch of the shape that the layer takes.
  public func forward(
    layer index: Int, from input: Tensor<S>, in context: inout PassContext
  ) -> any AnyPass<S> {
    ensure(
      input.shape.rank > 0 && input.shape.withoutFirst == inputShape(of: index),
      "\(nodes[index].name) takes batches of \(inputShape(of: index)), not \(input.shape).")
    let pass = nodes[index].layer.pass(input, in: &context)
    ensure(
      pass.output.shape == outputs[index].batched(input.shape[0]),
      "\(nodes[index].name) says that it gives \(outputs[index]), but gives \(pass.output.shape).")
    return pass
  }

  /// The last layer's output for a batch of images, in evaluation mode.
  ///
  /// - Precondition: `images` is a batch of the shape N,C,H,W that the network takes.
  public func output(for images: Tensor<S>) -> Tensor<S> {
    var context = PassContext(mode: .evaluation)
    return nodes.indices.reduce(images) { forward(layer: $1, from: $0, in: &context).output }
  }

  /// Walks the passes backwards; returns the gradients of each layer, in the order of the layers.
  public static func backward(
    _ passes: [any AnyPass<S>], from loss: Upstream<S>
  ) -> [LayerGradients<S>] {
    var gradients: [LayerGradients<S>] = []
    var upstream = loss
    for pass in passes.reversed() {
      let own = pass.backward(upstream)
      upstream = Upstream(out: own.input)
      gradients.append(own)
    }
    return gradients.reversed()
  }

  /// Calls `body` with the layer, the parameter and the values of every parameter, to change them
  /// in place.
  public mutating func withParameters(_ body: (Int, Int, inout Tensor<S>) -> Void) {
    for index in nodes.indices {
      nodes[index].layer.withParameters { parameter, values in body(index, parameter, &values) }
    }
  }

  /// Calls `body` with the layer, the buffer and the values of every buffer, to change them in
  /// place.
  mutating func withBuffers(_ body: (Int, Int, inout Tensor<S>) -> Void) {
    for index in nodes.indices {
      nodes[index].layer.withBuffers { buffer, values in body(index, buffer, &values) }
    }
  }

  /// Stores what an update keeps from the passes that led to it, such as running moments.
  mutating func settle(after passes: [any AnyPass<S>]) {
    for index in nodes.indices where !nodes[index].isFrozen {
      let after = passes[index].buffersAfter
      if after.isEmpty { continue }
      nodes[index].layer.withBuffers { buffer, values in values = after[buffer] }
    }
  }

  /// Freezes a layer, so that updates do not change it, or unfreezes it.
  mutating func freeze(_ index: Int, _ isFrozen: Bool) { nodes[index].isFrozen = isFrozen }

  /// The same network with the same layers frozen as in another network with as many layers.
  package func freezing(asIn other: Network) -> Network {
    var network = self
    guard count == other.count else { return network }
    for index in nodes.indices { network.freeze(index, other.nodes[index].isFrozen) }
    return network
  }

  /// The same network with the parameters and buffers of some layers of another: `sources` gives,
  /// for each layer here, the index of the layer there; `nil`, or another shape, keeps what is
  /// here.
  package func taking(from other: Network, _ sources: [Int?]) -> Network {
    var network = self
    for (index, source) in sources.enumerated() {
      guard let source else { continue }
      let (old, new) = (other.nodes[source].layer, nodes[index].layer)
      let sets = [(old.parameters, new.parameters), (old.buffers, new.buffers)]
      guard sets.allSatisfy({ $0.0.map(\.values.shape) == $0.1.map(\.values.shape) }) else {
        continue
      }
      network.nodes[index].layer.withParameters { $1 = old.parameters[$0].values }
      network.nodes[index].layer.withBuffers { $1 = old.buffers[$0].values }
      network.nodes[index].isFrozen = other.nodes[source].isFrozen
    }
    return network
  }

  /// How many images a batch must have: the layer that needs the most, and how many it needs.
  package var smallestBatch: (layer: String, count: Int) {
    nodes.indices.map { (nodes[$0].name, nodes[$0].layer.smallestBatch(for: inputShape(of: $0))) }
      .max { $0.1 < $1.1 } ?? ("", 1)
  }

  /// The same network in another precision.
  public func converted<T: Scalar>(to type: T.Type = T.self) -> Network<T> {
    Network<T>(
      input: input, outputs: outputs, loss: loss, diagram: diagram,
      nodes: nodes.map {
        .init(name: $0.name, layer: $0.layer.converted(to: T.self), isFrozen: $0.isFrozen)
      })
  }

  private init(
    input: Shape, outputs: [Shape], loss: Loss, diagram: Diagram?, nodes: [Node]
  ) {
    self.input = input
    self.outputs = outputs
    self.loss = loss
    self.diagram = diagram
    self.nodes = nodes
    positions = Dictionary(uniqueKeysWithValues: zip(nodes.map(\.name), nodes.indices))
    var count = 0
    parameterStarts = nodes.map { node in
      defer { count += node.layer.parameters.count }
      return count
    }
  }
}

/// Why a network cannot be built. The cases state facts; ``description`` puts them into words.
public enum NetworkError: Error, Hashable {
  /// A layer of the diagram, at this index, cannot be read or is not allowed there.
  case diagram(DiagramError, layer: Int)
  /// The layer at this index of the diagram does not fit what comes before it.
  case shape(ShapeError, layer: Int)
  /// Including the layer at this index of the diagram, it takes more memory than is allowed.
  case memory(MemoryNeed, layer: Int)

  /// The index of the layer.
  public var layer: Int {
    switch self {
    case .diagram(_, let layer), .shape(_, let layer), .memory(_, let layer): layer
    }
  }
}

extension NetworkError: CustomStringConvertible {
  /// What is wrong, in a sentence.
  public var description: String {
    switch self {
    case .diagram(let error, _): error.description
    case .shape(let error, _): error.description
    case .memory(let need, _): need.words(for: "The network up to this layer takes")
    }
  }
}
