/// Max pooling over 2x2 windows, stride 2; an odd last row or column is dropped. See ``MaxPool``.
public struct MaxPool2<S: Scalar>: MaxPooling {
  /// Rows and columns of a window.
  public var window: Int { 2 }
  /// How far the window moves each time.
  public var stride: Int { 2 }

  /// A pooling.
  public init() {}

  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> { MaxPool2<T>() }
}

/// `maxpool2` in a diagram.
enum MaxPool2Factory: BareLayerFactory, LibraryLayerFactory {
  static let word = "maxpool2"
  static let layer: any Layer<Float>.Type = MaxPool2<Float>.self
  static let summary = "largest of each 2x2 window, stride 2"

  static func draft<S: Scalar>(as type: S.Type) -> LayerDraft<S> { LayerDraft(MaxPool2<S>()) }
}
