/// Every kind of layer that a diagram can name: to add a layer is to add its file and a line here.
enum LayerCatalog {
  static let kinds: [any LayerFactory.Type] = [
    Conv3x3Factory.self,
    Conv2DFactory.self,
    MaxPool2Factory.self,
    MaxPoolFactory.self,
    FullyConnectedFactory.self,
    ReLUFactory.self,
    LeakyReLUFactory.self,
    TanhFactory.self,
    BatchNormFactory.self,
    DropoutFactory.self,
    FlattenFactory.self,
    SoftmaxFactory.self,
    SigmoidFactory.self,
  ]
}

/// How a diagram makes a layer of one kind.
protocol LayerFactory: Sendable {
  /// The word in a diagram: `conv3x3`.
  static var word: String { get }
  /// What its layers are called: ``Layer/kind``.
  static var kind: String { get }
  /// The word with its arguments.
  static var usage: String { get }
  /// What it is, in a line.
  static var summary: String { get }
  /// The names of its options, as in `name=number`.
  static var options: [String] { get }
  /// A layer for samples of the given shape, with fresh weights.
  static func make<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, random: inout RandomSource, as type: S.Type
  ) throws(InputError) -> any Layer<S>
}

extension LayerFactory {
  /// None.
  static var options: [String] { [] }
}
