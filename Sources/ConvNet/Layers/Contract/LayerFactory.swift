/// How a diagram makes a layer of one kind.
///
/// The library's own kinds are in a catalogue; others are given to
/// ``Diagram/init(parsing:adding:)``.
public protocol LayerFactory: Sendable {
  /// The word in a diagram: `conv3x3`.
  static var word: String { get }
  /// The type of its layers, in one precision.
  static var layer: any Layer<Float>.Type { get }
  /// The names of its options, as in `name=number`; none by default. Others are refused before
  /// ``draft(_:for:as:)`` is called.
  static var options: [String] { get }
  /// The layer that the arguments describe, for samples of the given shape; nothing is allocated
  /// for it.
  ///
  /// - Throws: ``DiagramError`` if the arguments are not those of such a layer.
  static func draft<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, as type: S.Type
  ) throws(DiagramError) -> LayerDraft<S>
}

extension LayerFactory {
  public static var options: [String] { [] }
}

/// How a diagram makes a layer that takes no arguments.
public protocol BareLayerFactory: LayerFactory {
  /// The layer.
  static func draft<S: Scalar>(as type: S.Type) -> LayerDraft<S>
}

extension BareLayerFactory {
  public static func draft<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, as type: S.Type
  ) throws(DiagramError) -> LayerDraft<S> {
    try arguments.none()
    return draft(as: type)
  }
}

/// A kind of layer of the library's own, with what a list of them says.
protocol LibraryLayerFactory: LayerFactory {
  /// The word with its arguments.
  static var usage: String { get }
  /// What it is, in one line.
  static var summary: String { get }
}

extension LibraryLayerFactory where Self: BareLayerFactory {
  static var usage: String { word }
}
