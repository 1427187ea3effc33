/// What a network and its data are called and where they came from; no number depends on it.
public struct Subject: Sendable {
  /// The preset, where the network is one.
  public var presetName: String?
  /// The line that builds the network.
  public var diagram: String
  /// What was asked for as data.
  public var data: String
  /// Where the data came from, in words.
  public var source: String
  /// The folder whose files, like MNIST's, hold just these images, where there is one.
  public var folder: String?

  /// Names of a network and of its data.
  public init(
    presetName: String? = nil, diagram: String = "", data: String = "", source: String = "",
    folder: String? = nil
  ) {
    self.presetName = presetName
    self.diagram = diagram
    self.data = data
    self.source = source
    self.folder = folder
  }
}
