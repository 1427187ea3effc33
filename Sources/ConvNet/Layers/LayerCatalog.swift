/// Every kind of layer that a diagram can name: to add a layer is to add its file and a line here.
enum LayerCatalog {
  static let kinds: [any LayerFactory.Type] = [
    Conv3x3Factory.self,
    Conv2DFactory.self,
    MaxPool2Factory.self,
    MaxPoolFactory.self,
    AveragePoolFactory.self,
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
