/// Layers in a row: values flow right, gradients flow left.
public struct Network<S: Scalar>: Sendable {
  /// A layer and its name, such as `conv` or `conv2`.
  public struct Node: Sendable {
    /// What places call the layer.
    public let name: String
    /// The layer.
    public var layer: any Layer<S>
    /// Whether updates leave it as it is.
    public internal(set) var isFrozen = false

    /// Whether weight decay shrinks each of its parameters.
    var decays: [Bool] { layer.parameters.map(\.decays) }
  }

  /// Channels, rows and columns of the images it takes.
  public let input: Shape
  /// The layers, from the input on.
  public private(set) var nodes: [Node]
  /// The shape of each layer's output for one sample.
  public let outputs: [Shape]

  /// A network of the given layers.
  ///
  /// - Throws: ``ShapeError`` for the first layer that cannot take what comes before it.
  /// - Precondition: There is at least one layer.
  public init(input: Shape, layers: [any Layer<S>]) throws(ShapeError) {
    try self.init(
      input: input, layers: layers, names: Self.names(for: layers.map { type(of: $0).kind }))
  }

  private init(input: Shape, layers: [any Layer<S>], names: [String]) throws(ShapeError) {
    precondition(!layers.isEmpty, "A network has at least one layer.")
    var outputs: [Shape] = []
    for (name, layer) in zip(names, layers) {
      do {
        outputs.append(try layer.outputShape(for: outputs.last ?? input))
      } catch {
        throw ShapeError(
          problem: error, layer: name,
          source: outputs.isEmpty ? "image" : names[outputs.count - 1])
      }
    }
    self.input = input
    self.outputs = outputs
    nodes = zip(names, layers).map { Node(name: $0, layer: $1) }
  }

  /// A network as a diagram draws it, with fresh weights.
  ///
  /// - Throws: ``NetworkError`` for a diagram that cannot be read or whose layers do not fit.
  public init(
    input: Shape, diagram: Diagram, random: inout RandomSource
  ) throws(NetworkError) {
    // The names count the whole diagram, so that an error names a layer as the network will.
    let names = Self.names(for: diagram.layers.map(\.kind))
    var layers: [any Layer<S>] = []
    var network: Network?
    for (index, arguments) in diagram.layers.enumerated() {
      if let last = layers.last, last.ending.isAnswer {
        throw .diagram(
          .followsAnswer(arguments.word, answer: diagram.layers[layers.count - 1].word),
          layer: index)
      }
      let sample = network?.outputs.last ?? input
      do {
        layers.append(try arguments.layer(for: sample, random: &random))
      } catch {
        throw .diagram(error, layer: index)
      }
      do {
        network = try Network(
          input: input, layers: layers, names: Array(names.prefix(layers.count)))
      } catch {
        throw .shape(error, layer: index)
      }
    }
    guard let network, network.loss != nil else {
      throw .diagram(
        .noAnswer(last: diagram.layers.last?.word), layer: max(0, diagram.layers.count - 1))
    }
    self = network
  }

  /// A layer's kind, numbered where the kind occurs twice or more.
  private static func names(for kinds: [String]) -> [String] {
    kinds.indices.map { position in
      let kind = kinds[position]
      guard kinds.count(where: { $0 == kind }) > 1 else { return kind }
      return kind + String(kinds[...position].count(where: { $0 == kind }))
    }
  }

  /// How many layers there are.
  public var count: Int { nodes.count }

  /// Where the layer with this name stands.
  public func index(of name: String) -> Int? { nodes.firstIndex { $0.name == name } }

  /// The role of the last layer at the end of the network.
  public var ending: Ending { nodes[count - 1].layer.ending }

  /// The loss that belongs to the last layer; `nil` if no network ends in such a layer.
  public var loss: Loss? { .belonging(to: ending) }

  /// How many numbers the network learns.
  public var parameterCount: Int {
    nodes.reduce(0) { $0 + $1.layer.parameters.reduce(0) { $0 + $1.values.shape.count } }
  }

  /// The shape of what goes into a layer, for one sample.
  public func inputShape(of index: Int) -> Shape { index == 0 ? input : outputs[index - 1] }

  /// Runs all layers forward; gives a pass a layer.
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
  public func forward(
    layer index: Int, from input: Tensor<S>, in context: inout PassContext
  ) -> any AnyPass<S> {
    precondition(
      input.shape.withoutFirst.count == inputShape(of: index).count,
      "\(nodes[index].name) takes \(inputShape(of: index)), not \(input.shape.withoutFirst).")
    return nodes[index].layer.pass(input, in: &context)
  }

  /// Walks the passes backwards; gives the gradients of each layer, in the layers' order.
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

  /// Calls `body` with layer, parameter and values of every parameter, to change them in place.
  public mutating func withParameters(_ body: (Int, Int, inout Tensor<S>) -> Void) {
    for index in nodes.indices {
      nodes[index].layer.withParameters { parameter, values in body(index, parameter, &values) }
    }
  }

  /// Calls `body` with layer, buffer and values of every buffer, to change them in place.
  mutating func withBuffers(_ body: (Int, Int, inout Tensor<S>) -> Void) {
    for index in nodes.indices {
      nodes[index].layer.withBuffers { buffer, values in body(index, buffer, &values) }
    }
  }

  /// Takes over what an update keeps of the passes that led to it, such as running moments.
  mutating func settle(after passes: [any AnyPass<S>]) {
    for index in nodes.indices where !nodes[index].isFrozen {
      let after = passes[index].buffersAfter
      if after.isEmpty { continue }
      nodes[index].layer.withBuffers { buffer, values in values = after[buffer] }
    }
  }

  /// Keeps updates away from a layer, or lets them at it again.
  mutating func freeze(_ index: Int, _ isFrozen: Bool) { nodes[index].isFrozen = isFrozen }

  /// The same network with those layers frozen that are in another with as many layers.
  public func freezing(asIn other: Network) -> Network {
    var network = self
    guard count == other.count else { return network }
    for index in nodes.indices { network.freeze(index, other.nodes[index].isFrozen) }
    return network
  }

  /// The same network with the parameters and buffers of some layers of another: of each position
  /// here, the position there; `nil`, or another shape, keeps what is here.
  public func taking(from other: Network, _ sources: [Int?]) -> Network {
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

  /// How many images a batch needs: the layer that needs most, and how many.
  public var smallestBatch: (layer: String, count: Int) {
    nodes.indices.map { (nodes[$0].name, nodes[$0].layer.smallestBatch(for: inputShape(of: $0))) }
      .max { $0.1 < $1.1 } ?? ("", 1)
  }

  /// The same network in another precision.
  public func converted<T: Scalar>(to type: T.Type = T.self) -> Network<T> {
    Network<T>(
      input: input, outputs: outputs,
      nodes: nodes.map {
        .init(name: $0.name, layer: $0.layer.converted(to: T.self), isFrozen: $0.isFrozen)
      })
  }

  private init(input: Shape, outputs: [Shape], nodes: [Node]) {
    self.input = input
    self.outputs = outputs
    self.nodes = nodes
  }
}

/// A network that cannot be built.
public enum NetworkError: Error, Hashable {
  /// A word of the diagram cannot be read; it belongs to the layer at this position.
  case diagram(DiagramError, layer: Int)
  /// The layer at this position of the diagram does not fit what comes before it.
  case shape(ShapeError, layer: Int)
}
