/// Every kind of layer that a diagram can name: to add a layer, add its file and a line here.
///
/// Two kinds may share a word, as `sigmoid`: one for the last layer, which gives the answer, and one
/// for the layers before it.
enum LayerCatalog {
  static let kinds: [any LibraryLayerFactory.Type] = [
    Conv3x3Factory.self,
    Conv2DFactory.self,
    MaxPool2Factory.self,
    MaxPoolFactory.self,
    AveragePoolFactory.self,
    FullyConnectedFactory.self,
    ReLUFactory.self,
    LeakyReLUFactory.self,
    TanhFactory.self,
    ElementwiseSigmoidFactory.self,
    BatchNormFactory.self,
    DropoutFactory.self,
    FlattenFactory.self,
    SoftmaxFactory.self,
    SigmoidFactory.self,
  ]

  /// The kind that a word stands for, for the last layer of a network or for one before it.
  static func kind(named word: String, isLast: Bool) -> (any LayerFactory.Type)? {
    let own = kinds.filter { $0.word == word }
    return own.first { $0.layer.ending.isAnswer == isLast } ?? own.first
  }
}
